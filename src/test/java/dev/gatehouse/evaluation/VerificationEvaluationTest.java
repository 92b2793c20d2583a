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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationEvaluationTest {
  private static final String PAIRS =
      """
      6
      emily 1 2
      emily 2 5
      jessica 1 2
      jessica 4 5
      laura 1 3
      laura 3 4
      emily 1 jessica 1
      emily 2 laura 1
      emily 5 laura 3
      jessica 2 laura 4
      jessica 4 emily 1
      jessica 5 laura 1
      """;

  private static FaceModels models;

  @TempDir Path folder;
  private Path photos;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 1);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @BeforeEach
  void copy() throws IOException {
    photos = LabelledPhotos.copy(folder.resolve("photos"));
  }

  private VerificationEvaluation.Result run(String pairs) throws IOException {
    Path file = Files.writeString(folder.resolve("pairs.txt"), pairs);
    return VerificationEvaluation.run(models, photos, file, 2, (done, all) -> {});
  }

  @Test
  void clear_pairs_are_all_answered_rightly() throws IOException {
    var result = run(PAIRS);
    assertThat(result.pairs()).isEqualTo(12);
    assertThat(result.folds()).isEqualTo(1);
    assertThat(result.accuracy()).isEqualTo(1);
    assertThat(result.accuracyThreshold()).isBetween(0.2, 0.5);
    assertThat(result.images()).isEqualTo(10);
    assertThat(result.notDetected()).isZero();
    assertThat(result.msPerFace()).isPositive();
  }

  @Test
  void impostors_are_all_pairs_of_different_people_and_rates_they_cannot_support_are_left_out()
      throws IOException {
    var result = run(PAIRS);
    // 3 pictures of Emily, 4 of Jessica, 3 of Laura.
    assertThat(result.impostorPairs()).isEqualTo(3 * 4 + 3 * 3 + 4 * 3);
    assertThat(result.fnmr()).isEmpty();
    assertThat(result.thresholds()).isEmpty();
  }

  @Test
  void folds_each_count_with_the_threshold_of_the_others() throws IOException {
    var result =
        run(
            """
            2 2
            emily 1 2
            laura 1 3
            emily 1 jessica 1
            emily 2 laura 1
            jessica 1 2
            jessica 4 5
            jessica 4 emily 1
            jessica 5 laura 1
            """);
    assertThat(result.folds()).isEqualTo(2);
    assertThat(result.accuracy()).isGreaterThanOrEqualTo(0.75);
  }

  @Test
  void a_photo_without_a_face_makes_its_pairs_errors() throws IOException {
    LabelledPhotos.blank(photos.resolve("emily/emily_0001.jpg"));
    var result = run(PAIRS);
    assertThat(result.notDetected()).isEqualTo(1);
    assertThat(result.pairs()).isEqualTo(12);
    // Three pairs name it: one mated and two not.
    assertThat(result.accuracy()).isCloseTo(9 / 12.0, within(1e-9));
  }

  @Test
  void every_picture_is_told_of_once() throws IOException {
    Path file = Files.writeString(folder.resolve("pairs.txt"), PAIRS);
    Set<Integer> told = ConcurrentHashMap.newKeySet();
    VerificationEvaluation.run(
        models,
        photos,
        file,
        2,
        (done, all) -> {
          assertThat(all).isEqualTo(10);
          told.add(done);
        });
    assertThat(told).hasSize(10).contains(1, 10);
  }

  @Test
  void a_picture_that_is_missing_or_damaged_is_named() throws IOException {
    assertThatThrownBy(() -> run("1\nemily 1 9\nemily 1 laura 1\n"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("emily_0009");
    Files.writeString(photos.resolve("emily/emily_0001.jpg"), "no picture");
    assertThatThrownBy(() -> run(PAIRS))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("emily_0001.jpg");
  }

  @Test
  void an_empty_or_missing_folder_is_named() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> LabelledFaces.in(empty))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("empty has no pictures");
    assertThatThrownBy(() -> LabelledFaces.in(folder.resolve("absent")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("absent");
  }

  /** Takes about a minute where the data is. */
  @Test
  void on_lfw_it_reaches_what_the_project_promises() {
    Path lfw = Path.of("../shared/data/faces/lfw");
    assumeThat(lfw)
        .as("LFW view 1 is not here; unpack it (pictures and pairsDevTest.txt) into %s", lfw)
        .isDirectory();
    var result =
        VerificationEvaluation.run(
            models, lfw, lfw.resolve("pairsDevTest.txt"), 2, (done, all) -> {});
    assertThat(result.pairs()).isEqualTo(1000);
    assertThat(result.notDetected()).isZero();
    assertThat(result.accuracy()).isGreaterThanOrEqualTo(0.993);
    assertThat(result.fnmr().get("1e-3")).isLessThanOrEqualTo(0.018);
    assertThat(result.fnmr().get("1e-4")).isLessThanOrEqualTo(0.030);
  }
}
