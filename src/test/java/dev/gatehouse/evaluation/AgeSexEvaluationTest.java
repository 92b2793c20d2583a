package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.evaluation.AgeSexEvaluation.Guess;
import dev.gatehouse.evaluation.AgeSexEvaluation.Result;
import dev.gatehouse.face.AgeSex;
import dev.gatehouse.face.AgeSexModels;
import dev.gatehouse.face.Photos;
import dev.gatehouse.face.Sex;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AgeSexEvaluationTest {
  private static final Path DATA = Path.of("../shared/data/faces/agesex");

  @TempDir Path folder;

  private static Guess guess(int age, Sex sex, double years, double male) {
    return new Guess(age, sex, new AgeSex(years, male));
  }

  private static Result run(Path images) {
    ModelManifest manifest = ModelManifest.bundled();
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1);
        var models = AgeSexModels.load(manifest, 1)) {
      return AgeSexEvaluation.run(detector, mesh, models, images, (done, all) -> {});
    }
  }

  @Test
  void errors_and_shares_are_those_of_the_groups_they_are_named_for() {
    Result result =
        AgeSexEvaluation.result(
            List.of(
                guess(5, Sex.MALE, 6, 0.4), // sex wrong, but a child
                guess(17, Sex.FEMALE, 21, 0.1), // a child taken for an adult
                guess(18, Sex.FEMALE, 17, 0.2), // an adult taken for a child
                guess(30, Sex.MALE, 36, 0.9),
                guess(60, Sex.MALE, 50, 0.3), // sex wrong
                guess(61, Sex.FEMALE, 41, 0.9), // sex wrong, but over 60
                guess(16, Sex.FEMALE, 70, 0.1)), // nobody of that range is under 18
            1,
            2,
            List.of(),
            3,
            4);
    assertThat(result.ageMae().orElseThrow()).isCloseTo((42 + 54) / 7.0, within(1e-9));
    assertThat(result.ageMae18to60().orElseThrow()).isCloseTo(17 / 3.0, within(1e-9));
    assertThat(result.sexAccuracy18to60().orElseThrow()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(result.childAdultAccuracy().orElseThrow()).isCloseTo(4 / 7.0, within(1e-9));
    var details = result.details();
    assertThat(details.photos()).isEqualTo(7);
    assertThat(details.childrenFound().orElseThrow()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(details.adultsFound().orElseThrow()).isCloseTo(3 / 4.0, within(1e-9));
    assertThat(details.childrenPastLimit().orElseThrow()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(details.adultsHeldBack().orElseThrow()).isCloseTo(1 / 4.0, within(1e-9));
    assertThat(details.sexAccuracy().orElseThrow()).isCloseTo(4 / 7.0, within(1e-9));
    assertThat(details.sexSure().orElseThrow()).isCloseTo(5 / 7.0, within(1e-9));
    assertThat(details.sexAccuracySure().orElseThrow()).isCloseTo(4 / 5.0, within(1e-9));
    assertThat(details.byAge())
        .containsOnlyKeys("0 to 9", "10 to 17", "18 to 24", "25 to 34", "55 to 64");
    var old = Objects.requireNonNull(details.byAge().get("55 to 64"));
    assertThat(old.photos()).isEqualTo(2);
    assertThat(old.ageMae()).isCloseTo(15, within(1e-9));
    assertThat(old.ageBias()).isCloseTo(-15, within(1e-9));
    assertThat(details.byGuess()).containsKeys("35 to 44", "45 to 54");
  }

  @Test
  void without_people_of_18_to_60_their_figures_are_absent_and_not_zero() {
    Result result =
        AgeSexEvaluation.result(List.of(guess(5, Sex.MALE, 6, 0.4)), 0, 0, List.of(), 0, 0);
    assertThat(result.ageMae()).contains(1.0);
    assertThat(result.ageMae18to60()).isEmpty();
    assertThat(result.sexAccuracy18to60()).isEmpty();
    JsonNode json = JsonMapper.shared().valueToTree(result);
    assertThat(json.path("ageMae").asDouble()).isEqualTo(1);
    assertThat(json.path("ageMae18to60").isNull()).isTrue();
  }

  @Test
  void what_is_misnamed_or_broken_is_listed_and_a_photo_without_a_face_counts() throws IOException {
    Files.createDirectories(folder.resolve("more"));
    Files.copy(Photos.file("emily-1"), folder.resolve("25_1_1.jpg"));
    Files.copy(Photos.file("laura-1"), folder.resolve("more/26_1_x_y.JPG"));
    Files.copy(Photos.file("jessica-1"), folder.resolve("jessica.jpg"));
    Files.copy(Photos.file("jessica-1"), folder.resolve("25_2_1.jpg"));
    Files.copy(Photos.file("jessica-1"), folder.resolve("250_1_1.jpg"));
    Files.writeString(folder.resolve("30_0_2.png"), "no picture");
    Files.writeString(folder.resolve("notes.txt"), "none");
    try (Image plain = Photos.plain(200, 200, 90)) {
      Files.write(folder.resolve("40_0_3.jpg"), ImageCodec.jpeg(plain, 90));
    }

    Result result = run(folder);

    assertThat(result.details().photos()).isEqualTo(3);
    assertThat(result.details().withoutFace()).isEqualTo(1);
    assertThat(result.details().withoutMesh()).isEqualTo(1);
    assertThat(result.details().skipped())
        .extracting(AgeSexEvaluation.Skipped::file)
        .containsExactlyInAnyOrder("jessica.jpg", "25_2_1.jpg", "250_1_1.jpg", "30_0_2.png");
    assertThat(result.details().skipped())
        .filteredOn(s -> s.file().equals("jessica.jpg"))
        .allSatisfy(s -> assertThat(s.reason()).contains("AGE_SEX_N"));
    assertThat(result.details().rangeCoverageElsewhere()).as("too few to tell").isEmpty();
  }

  @Test
  void a_folder_that_is_missing_or_empty_is_named() {
    assertThatThrownBy(() -> run(folder))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no pictures");
    assertThatThrownBy(() -> run(folder.resolve("nowhere")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void a_folder_of_other_pictures_is_refused_with_what_is_wrong_with_the_first() throws Exception {
    try (Image plain = Photos.plain(200, 200, 90)) {
      Files.write(folder.resolve("holiday.jpg"), ImageCodec.jpeg(plain, 90));
    }
    assertThatThrownBy(() -> run(folder))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("None of the 1 pictures")
        .hasMessageContaining("holiday.jpg: not named AGE_SEX_N");
  }

  /** Every eighth photo, so that it takes seconds; the command is for all. */
  @Test
  void on_utkface_age_and_sex_are_guessed_as_well_as_the_docs_say() throws IOException {
    assumeThat(DATA).as("../shared/data/faces/agesex (docs/faces.md)").exists();
    try (var files = Files.list(DATA)) {
      List<Path> all = files.sorted().toList();
      for (int i = 0; i < all.size(); i += 8) {
        Files.copy(all.get(i), folder.resolve(all.get(i).getFileName()));
      }
    }
    Result result = run(folder);
    assertThat(result.details().photos()).isEqualTo(125);
    assertThat(result.details().skipped()).isEmpty();
    assertThat(result.ageMae18to60().orElseThrow()).isLessThan(6);
    assertThat(result.sexAccuracy18to60().orElseThrow()).isGreaterThan(0.94);
    assertThat(result.childAdultAccuracy().orElseThrow()).isGreaterThan(0.92);
    assertThat(result.details().rangeCoverage().orElseThrow()).isGreaterThan(0.88);
  }
}
