package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.evaluation.AveragePrecision.Found;
import dev.gatehouse.evaluation.AveragePrecision.Truth;
import dev.gatehouse.image.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  private static final Box A = new Box(0, 0, 10, 10);
  private static final Box B = new Box(100, 0, 110, 10);
  private static final Box NOWHERE = new Box(50, 50, 60, 60);

  private static Truth object(Box box) {
    return new Truth(box, false);
  }

  @Test
  void everythingFoundIsOne() {
    var precision = new AveragePrecision();
    precision.add(List.of(object(A), object(B)), List.of(new Found(A, 0.9), new Found(B, 0.8)));
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
    assertThat(precision.ap5095().orElseThrow()).isEqualTo(1);
  }

  @Test
  void aFalseAlarmBetweenTwoHitsCostsByHand() {
    var precision = new AveragePrecision();
    precision.add(
        List.of(object(A), object(B)),
        List.of(new Found(A, 0.9), new Found(NOWHERE, 0.8), new Found(B, 0.7)));
    // Precision 1 up to recall 0.5 (51 of 101 points), then 2/3.
    assertThat(precision.ap50().orElseThrow()).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-9));
  }

  @Test
  void anObjectCountsOnceAndWhatLiesInACrowdNotAtAll() {
    var precision = new AveragePrecision();
    precision.add(
        List.of(object(A), new Truth(new Box(200, 0, 300, 100), true)),
        List.of(new Found(new Box(210, 10, 220, 20), 0.99), new Found(A, 0.9), new Found(A, 0.8)));
    assertThat(precision.objects()).isEqualTo(1);
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
  }

  @Test
  void aLooseBoxCountsAtLowThresholdsOnly() {
    var precision = new AveragePrecision();
    // IoU 0.6: right at 0.5, 0.55 and 0.6, wrong at the seven above.
    precision.add(List.of(object(A)), List.of(new Found(new Box(0, 0, 10, 6), 0.9)));
    assertThat(precision.ap50().orElseThrow()).isEqualTo(1);
    assertThat(precision.ap5095().orElseThrow()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void aClassWithoutObjectsHasNone() {
    var precision = new AveragePrecision();
    precision.add(List.of(), List.of(new Found(A, 0.9)));
    assertThat(precision.ap50()).isEmpty();
  }
}
