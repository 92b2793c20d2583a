package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.evaluation.AveragePrecision.Found;
import dev.gatehouse.evaluation.AveragePrecision.Truth;
import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against values computed by hand. */
class AveragePrecisionTest {
  private static final Box A = new Box(0, 0, 100, 100);
  private static final Box B = new Box(200, 0, 300, 100);
  private static final Box NOWHERE = new Box(0, 500, 100, 600);

  private static Truth truth(Box box) {
    return new Truth(box, false);
  }

  private static double ap50(List<Truth> truth, List<Found> found) {
    var precision = new AveragePrecision();
    precision.add(truth, found);
    return precision.ap50().orElseThrow();
  }

  @Test
  void all_found_and_nothing_else_is_1() {
    var precision = new AveragePrecision();
    precision.add(List.of(truth(A), truth(B)), List.of(new Found(B, 0.3), new Found(A, 0.9)));
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
    assertThat(precision.ap5095().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(precision.objects()).isEqualTo(2);
  }

  @Test
  void precision_is_read_at_101_values_of_recall_and_made_monotone() {
    // Right, wrong, right: precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1. So 1 at the 51 values up to
    // 0.50 and 2/3 at the other 50.
    double found =
        ap50(
            List.of(truth(A), truth(B)),
            List.of(new Found(A, 0.9), new Found(NOWHERE, 0.8), new Found(B, 0.7)));
    assertThat(found).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-12));
  }

  @Test
  void what_is_not_found_has_precision_0() {
    double found = ap50(List.of(truth(A), truth(B)), List.of(new Found(A, 0.9)));
    assertThat(found).isCloseTo(51 / 101.0, within(1e-12));
  }

  @Test
  void a_second_box_on_one_object_is_wrong() {
    double found =
        ap50(
            List.of(truth(A), truth(B)),
            List.of(new Found(A, 0.9), new Found(A, 0.8), new Found(B, 0.7)));
    assertThat(found).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-12));
  }

  @Test
  void the_mean_over_thresholds_counts_how_well_the_box_fits() {
    var precision = new AveragePrecision();
    // Overlap 0.72: right at 0.5, 0.55, 0.6, 0.65 and 0.7.
    precision.add(List.of(truth(A)), List.of(new Found(new Box(0, 0, 100, 72), 0.9)));
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
    assertThat(precision.ap5095().orElseThrow()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void what_lies_in_a_crowd_does_not_count_and_a_crowd_need_not_be_found() {
    Truth crowd = new Truth(new Box(400, 0, 1000, 400), true);
    var precision = new AveragePrecision();
    precision.add(
        List.of(crowd, truth(A)),
        List.of(
            new Found(new Box(450, 10, 500, 80), 0.99),
            new Found(new Box(600, 10, 650, 80), 0.98),
            new Found(A, 0.5)));
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
    assertThat(precision.objects()).isEqualTo(1);
    // Half in it or more; a box that leaves it with most of its area is wrong.
    double outside =
        ap50(
            List.of(crowd, truth(A)),
            List.of(new Found(new Box(380, 0, 410, 100), 0.9), new Found(A, 0.5)));
    assertThat(outside).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void a_detection_takes_the_free_object_that_it_overlaps_most() {
    // The first overlaps both, the second only the left one.
    Box left = new Box(0, 0, 100, 100);
    Box right = new Box(20, 0, 120, 100);
    double found =
        ap50(
            List.of(truth(left), truth(right)),
            List.of(new Found(new Box(15, 0, 115, 100), 0.9), new Found(left, 0.8)));
    assertThat(found).isEqualTo(1);
  }

  @Test
  void only_the_best_100_of_a_picture_count() {
    List<Found> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(new Found(NOWHERE.shifted(0, 200 * i), 0.9));
    }
    many.add(new Found(A, 0.1));
    assertThat(ap50(List.of(truth(A)), many)).isZero();
  }

  @Test
  void detections_of_all_pictures_are_ranked_together() {
    var precision = new AveragePrecision();
    precision.add(List.of(truth(A)), List.of(new Found(A, 0.4)));
    precision.add(List.of(), List.of(new Found(A, 0.6)));
    assertThat(precision.ap50().orElseThrow()).as("1 of 2 is right").isCloseTo(0.5, within(1e-12));
  }

  @Test
  void a_class_without_objects_has_none() {
    var precision = new AveragePrecision();
    precision.add(List.of(new Truth(A, true)), List.of(new Found(B, 0.4)));
    assertThat(precision.ap50()).isEmpty();
    assertThat(precision.ap5095()).isEmpty();
  }
}
