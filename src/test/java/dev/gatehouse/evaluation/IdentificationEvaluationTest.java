package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentificationEvaluationTest {
  private static FaceModels models;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 1);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private IdentificationEvaluation.Result run(int enrol, int gallery, int nonmembers, long seed) {
    return IdentificationEvaluation.run(
        models, folder, enrol, gallery, nonmembers, seed, 2, (done, all) -> {});
  }

  @Test
  void people_are_found_by_their_other_pictures() throws IOException {
    LabelledPhotos.copy(folder);
    var result = run(2, 3, 5, 1);
    assertThat(result.gallery()).isEqualTo(3);
    assertThat(result.enrol()).isEqualTo(2);
    assertThat(result.nonmemberProbes()).isEqualTo(1);
    assertThat(result.mateProbes()).isBetween(8, 9);
    assertThat(result.rank1()).isEqualTo(1);
    assertThat(result.notDetected()).isZero();
    assertThat(result.fnir()).as("one stranger supports no rate").isEmpty();
    assertThat(result.seed()).isEqualTo(1);
  }

  @Test
  void the_seed_decides_who_is_enrolled() throws IOException {
    LabelledPhotos.copy(folder);
    var first = run(2, 1, 3, 11);
    var again = run(2, 1, 3, 11);
    assertThat(again.mateProbes()).isEqualTo(first.mateProbes());
    assertThat(again.rank1()).isEqualTo(first.rank1());
    assertThat(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L))
        .as("Tara has four pictures, the others five")
        .extracting(seed -> run(3, 1, 1, seed).mateProbes())
        .contains(1, 2);
  }

  @Test
  void a_probe_without_a_face_is_an_error_and_not_dropped() throws IOException {
    LabelledPhotos.copy(folder);
    for (String person : List.of("emily", "jessica", "laura", "tara")) {
      LabelledPhotos.blank(folder.resolve(person + "/" + person + "_0004.jpg"));
    }
    var result = run(2, 3, 1, 1);
    assertThat(result.notDetected()).isEqualTo(3);
    assertThat(result.rank1())
        .isCloseTo((result.mateProbes() - 3.0) / result.mateProbes(), within(1e-9));
  }

  @Test
  void a_picture_to_enrol_from_without_a_face_is_counted_too() throws IOException {
    LabelledPhotos.copy(folder);
    for (String person : List.of("emily", "jessica", "laura", "tara")) {
      LabelledPhotos.blank(folder.resolve(person + "/" + person + "_0001.jpg"));
    }
    assertThat(run(2, 3, 1, 1).notDetected()).as("3 enrolled, 1 stranger").isEqualTo(4);
  }

  @Test
  void too_few_pictures_are_told() throws IOException {
    LabelledPhotos.copy(folder);
    assertThatThrownBy(() -> run(9, 3, 1, 1))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nobody with more than 9 pictures");
    assertThatThrownBy(() -> run(2, 4, 1, 1))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nobody left who is not enrolled");
  }

  @Test
  void on_lfw_most_are_found_at_few_false_alarms() {
    Path lfw = Path.of("../shared/data/faces/lfw");
    assumeThat(Files.isDirectory(lfw))
        .as("LFW view 1 is not here; unpack it into %s", lfw)
        .isTrue();
    var result = IdentificationEvaluation.run(models, lfw, 1, 60, 300, 1, 2, (done, all) -> {});
    assertThat(result.nonmemberProbes()).isEqualTo(300);
    assertThat(result.fnir()).containsOnlyKeys("fpir=0.01");
    assertThat(result.fnir().get("fpir=0.01")).isLessThanOrEqualTo(0.1);
    assertThat(result.rank1()).isGreaterThanOrEqualTo(0.95);
  }
}
