package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real photos, real networks: that the rules fit what the networks say. */
class RealEnrolmentTest {
  private static FaceModels models;
  private static SharedFaceAnalyzer faces;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 2);
    faces = new SharedFaceAnalyzer(models);
  }

  @AfterAll
  static void close() {
    faces.close();
    models.close();
  }

  private static EnrolmentCheck.Result check(Path... files) {
    return new EnrolmentCheck(faces).check(Stream.of(files).map(Material::of).toList());
  }

  private static Path photo(String name) {
    return Path.of("target/test-media/photo-" + name + ".jpg");
  }

  private static Path film(String name) {
    return Path.of("target/classes/demo/" + name + ".mp4");
  }

  @Test
  void photos_of_one_person_are_accepted() {
    for (var photos :
        List.of(
            List.of("emily-1", "emily-2", "emily-5"),
            List.of("jessica-1", "jessica-2", "jessica-4", "jessica-5"),
            List.of("laura-1", "laura-3", "laura-4"))) {
      try (var result = check(photos.stream().map(name -> photo(name)).toArray(Path[]::new))) {
        assertThat(result.refusal()).as(photos.toString()).isEmpty();
        assertThat(result.verdicts()).allMatch(PhotoVerdict::accepted);
      }
    }
  }

  @Test
  void a_photo_of_somebody_else_is_noticed() {
    try (var result = check(photo("emily-1"), photo("laura-3"), photo("emily-5"))) {
      assertThat(result.refusal()).isPresent();
      assertThat(result.verdicts())
          .extracting(PhotoVerdict::accepted)
          .containsExactly(true, false, true);
    }
  }

  @Test
  void a_small_or_turned_face_is_refused_with_its_reason() {
    try (var result = check(photo("laura-2"))) {
      assertThat(result.refusal().orElseThrow()).contains("px wide, 80 needed");
    }
    try (var result = check(photo("tara-1"))) {
      assertThat(result.refusal().orElseThrow()).contains("turned to the side");
    }
  }

  @Test
  void the_demo_s_films_are_of_two_people() {
    try (var same = check(film("demo-enrolment"), film("demo-member"));
        var others = check(film("demo-enrolment"), film("demo-stranger"))) {
      assertThat(same.refusal()).isEmpty();
      assertThat(same.embeddings()).hasSizeGreaterThan(8);
      assertThat(others.refusal().orElseThrow()).contains("two different people");
    }
  }
}
