package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.evaluation.TrackingEvaluation.Scores;
import dev.gatehouse.image.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackingEvaluationTest {
  private static final Path PUBLISHED = Path.of("../shared/data/tracking/motmetrics_tud");

  private final List<MotFile.Row> truth = new ArrayList<>();
  private final List<MotFile.Row> tracks = new ArrayList<>();

  /** 10 x 10 pixels at a place of its own for each object. */
  private void object(int frame, int id, int place) {
    truth.add(new MotFile.Row(frame, id, box(place), 1));
  }

  private void track(int frame, int id, int place) {
    tracks.add(new MotFile.Row(frame, id, box(place), 1));
  }

  private static Box box(int place) {
    return new Box(100 * place, 0, 100 * place + 10, 10);
  }

  private Scores scores(int frames) {
    return TrackingEvaluation.measure(new MotFile(truth), new MotFile(tracks), 1, frames);
  }

  private static Scores published(String sequence) {
    assumeTrue(
        Files.isDirectory(PUBLISHED),
        PUBLISHED
            + " is missing: the test data of py-motmetrics (github.com/cheind/py-motmetrics)");
    MotFile truth = MotFile.read(PUBLISHED.resolve(sequence).resolve("gt.txt"));
    MotFile tracks = MotFile.read(PUBLISHED.resolve(sequence).resolve("test.txt"));
    return TrackingEvaluation.measure(truth, tracks, truth.firstFrame(), truth.lastFrame());
  }

  /** Figures of the MOTChallenge's and py-motmetrics' own code, rounded as published there. */
  @Test
  void tud_campus_has_its_published_figures() {
    Scores s = published("TUD-Campus");
    percent(s.idf1(), 55.8);
    percent(s.idPrecision(), 73.0);
    percent(s.idRecall(), 45.1);
    percent(s.recall(), 58.2);
    percent(s.precision(), 94.1);
    assertThat(List.of(s.identities(), s.mostlyTracked(), s.partlyTracked(), s.mostlyLost()))
        .containsExactly(8, 1, 6, 1);
    assertThat(List.of(s.falsePositives(), s.misses(), s.switches(), s.fragmentations()))
        .containsExactly(13, 150, 7, 7);
    percent(s.mota(), 52.6);
    percent(s.motp(), 72.3);
  }

  @Test
  void tud_stadtmitte_has_its_published_figures() {
    Scores s = published("TUD-Stadtmitte");
    percent(s.idf1(), 64.5);
    percent(s.idPrecision(), 82.0);
    percent(s.idRecall(), 53.1);
    percent(s.recall(), 60.9);
    percent(s.precision(), 94.0);
    assertThat(List.of(s.identities(), s.mostlyTracked(), s.partlyTracked(), s.mostlyLost()))
        .containsExactly(10, 5, 4, 1);
    assertThat(List.of(s.falsePositives(), s.misses(), s.switches(), s.fragmentations()))
        .containsExactly(45, 452, 7, 6);
    percent(s.mota(), 56.4);
    percent(s.motp(), 65.4);
  }

  private static void percent(double share, double published) {
    assertThat(100 * share).isCloseTo(published, within(0.0501));
  }

  @Test
  void the_truth_itself_is_perfect() {
    for (int frame = 1; frame <= 5; frame++) {
      object(frame, 1, 0);
      object(frame, 2, 1);
    }
    tracks.addAll(truth);
    Scores s = scores(5);
    assertThat(List.of(s.mota(), s.motp(), s.idf1(), s.hota(), s.detection(), s.association()))
        .allSatisfy(share -> assertThat(share).isCloseTo(1, within(1e-12)));
    assertThat(s.localisation()).isCloseTo(1, within(1e-12));
    assertThat(s.switches() + s.fragmentations() + s.misses() + s.falsePositives()).isZero();
    assertThat(s.mostlyTracked()).isEqualTo(2);
  }

  @Test
  void nothing_found_is_nothing_right() {
    object(1, 1, 0);
    Scores s = scores(1);
    assertThat(List.of(s.mota(), s.idf1(), s.hota(), s.motp())).containsOnly(0.0);
    assertThat(s.misses()).isEqualTo(1);
    assertThat(s.mostlyLost()).isEqualTo(1);
  }

  /** One object of 4 frames, followed under one id for 3 and under another for the last. */
  @Test
  void a_switch_by_hand() {
    for (int frame = 1; frame <= 4; frame++) {
      object(frame, 1, 0);
      track(frame, frame < 4 ? 7 : 8, 0);
    }
    Scores s = scores(4);
    assertThat(s.switches()).isEqualTo(1);
    assertThat(s.fragmentations()).isZero();
    assertThat(s.mota()).isCloseTo(1 - 1 / 4.0, within(1e-12));
    assertThat(s.idf1()).isCloseTo(3 / 4.0, within(1e-12));
    // Boxes of track 7: 3 common of 4 + 3 - 3; of track 8: 1 of 4 + 1 - 1.
    double association = (3 * 3 / 4.0 + 1 / 4.0) / 4;
    assertThat(s.detection()).isCloseTo(1, within(1e-12));
    assertThat(s.association()).isCloseTo(association, within(1e-12));
    assertThat(s.hota()).isCloseTo(Math.sqrt(association), within(1e-12));
  }

  /** Seen, unseen, seen again under the same id: an interruption but no switch. */
  @Test
  void an_interruption_by_hand() {
    for (int frame = 1; frame <= 5; frame++) {
      object(frame, 1, 0);
      if (frame == 2 || frame == 4) {
        track(frame, 1, 0);
      }
    }
    track(3, 2, 5);
    Scores s = scores(5);
    assertThat(s.fragmentations()).isEqualTo(1);
    assertThat(s.switches()).isZero();
    assertThat(s.misses()).isEqualTo(3);
    assertThat(s.falsePositives()).isEqualTo(1);
    assertThat(s.mota()).isCloseTo(1 - 4 / 5.0, within(1e-12));
    assertThat(s.idf1()).isCloseTo(2 * 2 / 8.0, within(1e-12));
    assertThat(s.partlyTracked()).isEqualTo(1);
    // At every threshold: 2 pairs of 5 + 3 - 2; those share 2 boxes of 5 + 2 - 2.
    assertThat(s.detection()).isCloseTo(2 / 6.0, within(1e-12));
    assertThat(s.association()).isCloseTo(2 / 5.0, within(1e-12));
    assertThat(s.hota()).isCloseTo(Math.sqrt(2 / 6.0 * 2 / 5.0), within(1e-12));
  }

  /** An overlap of 2/3 counts up to the threshold 0.65, 13 of 19. */
  @Test
  void localisation_by_hand() {
    truth.add(new MotFile.Row(1, 1, new Box(0, 0, 12, 10), 1));
    tracks.add(new MotFile.Row(1, 1, new Box(0, 0, 8, 10), 1));
    Scores s = scores(1);
    assertThat(s.motp()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(s.hota()).isCloseTo(13 / 19.0, within(1e-12));
    assertThat(s.detection()).isCloseTo(13 / 19.0, within(1e-12));
    assertThat(s.localisation()).isCloseTo((13 * 2 / 3.0 + 6) / 19, within(1e-12));
  }

  /** The pair of the frame before is kept though another track has come nearer. */
  @Test
  void a_pair_is_kept_while_it_overlaps_enough() {
    object(1, 1, 0);
    track(1, 1, 0);
    object(2, 1, 0);
    tracks.add(new MotFile.Row(2, 1, box(0).shifted(2, 0), 1));
    tracks.add(new MotFile.Row(2, 2, box(0), 1));
    Scores s = scores(2);
    assertThat(s.switches()).isZero();
    assertThat(s.falsePositives()).isEqualTo(1);
  }

  @Test
  void only_the_frames_asked_for_count() {
    object(1, 1, 0);
    object(9, 1, 0);
    track(1, 1, 0);
    track(9, 1, 5);
    assertThat(scores(5).mota()).isEqualTo(1);
    assertThatThrownBy(
            () -> TrackingEvaluation.measure(new MotFile(truth), new MotFile(tracks), 2, 8))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no truth in the frames 2 to 8");
  }

  @Test
  void what_the_truth_marks_with_0_is_not_looked_at() {
    object(1, 1, 0);
    truth.add(new MotFile.Row(1, 2, box(3), 0));
    track(1, 1, 0);
    assertThat(scores(1).mota()).isEqualTo(1);
  }

  @Test
  void an_id_twice_in_a_frame_is_refused() {
    object(1, 1, 0);
    track(1, 4, 0);
    track(1, 4, 1);
    assertThatThrownBy(() -> scores(1))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("Frame 1 has two boxes of id 4");
  }
}
