package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentCheckTest {
  @TempDir Path folder;
  private final PaintedFaces faces = new PaintedFaces();
  private final EnrolmentCheck check = new EnrolmentCheck(faces);

  private EnrolmentCheck.Result check(Material... material) {
    return check.check(List.of(material));
  }

  private static PhotoVerdict refused(String file, String reason) {
    return new PhotoVerdict(file, false, 0, List.of(reason));
  }

  @Test
  void good_photos_of_one_person_are_accepted() {
    try (var result = check(PaintedFaces.photo("a.png", 1), PaintedFaces.photo("b.png", 1))) {
      assertThat(result.refusal()).isEmpty();
      assertThat(result.embeddings()).hasSize(2);
      assertThat(result.verdicts()).allMatch(PhotoVerdict::accepted);
      assertThat(result.verdicts()).extracting(PhotoVerdict::quality).containsOnly(0.9);
    }
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void a_photo_needs_exactly_one_face() {
    try (var result =
        check(
            PaintedFaces.photo("none.png", 0, 1, false),
            PaintedFaces.photo("two.png", 2, 1, false),
            PaintedFaces.photo("three.png", 3, 1, false))) {
      assertThat(result.refusal()).contains("None of the 3 files can be used");
      assertThat(result.embeddings()).isEmpty();
      assertThat(result.verdicts())
          .containsExactly(
              refused("none.png", "no face found"),
              refused("two.png", "two faces"),
              refused("three.png", "3 faces"));
    }
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void a_bad_photo_is_refused_with_its_reason_and_the_others_serve() {
    try (var result =
        check(PaintedFaces.photo("good.png", 1), PaintedFaces.photo("bad.png", 1, 1, true))) {
      assertThat(result.refusal()).isEmpty();
      assertThat(result.embeddings()).hasSize(1);
      assertThat(result.verdicts().get(1))
          .isEqualTo(new PhotoVerdict("bad.png", false, 0.2, List.of("too blurred")));
      assertThat(faces.made.get(1).similarity(faces.made.get(1))).isZero();
    }
    try (var result = check(PaintedFaces.photo("bad.png", 1, 1, true))) {
      assertThat(result.refusal()).contains("The file cannot be used: too blurred");
    }
  }

  @Test
  void a_photo_of_somebody_else_refuses_the_enrolment() {
    try (var result =
        check(
            PaintedFaces.photo("1.png", 2),
            PaintedFaces.photo("2.png", 1),
            PaintedFaces.photo("3.png", 1))) {
      assertThat(result.refusal().orElseThrow())
          .contains("Not all files look like the same person");
      assertThat(result.verdicts().getFirst().reasons())
          .containsExactly("looks like a different person than the others");
      assertThat(result.verdicts())
          .extracting(PhotoVerdict::accepted)
          .containsExactly(false, true, true);
      assertThat(result.embeddings()).isEmpty();
    }
    assertThat(faces.allErased()).isTrue();
    try (var result = check(PaintedFaces.photo("1.png", 1), PaintedFaces.photo("2.png", 2))) {
      assertThat(result.refusal().orElseThrow()).contains("two different people");
    }
  }

  @Test
  void what_is_no_picture_is_refused_with_words() throws IOException {
    try (var result =
        check(
            new Material.Photo("text.jpg", () -> "not a picture".getBytes()),
            new Material.Photo("empty.jpg", () -> new byte[0]),
            new Material.Photo(
                "gone.jpg",
                () -> {
                  throw new IOException("disk on fire");
                }))) {
      assertThat(result.verdicts()).noneMatch(PhotoVerdict::accepted);
      assertThat(result.verdicts()).allMatch(verdict -> !verdict.reasons().getFirst().isBlank());
      assertThat(result.verdicts().getLast().reasons().getFirst()).contains("disk on fire");
    }
  }

  @Test
  void nothing_and_too_much_are_refused() {
    try (var result = check()) {
      assertThat(result.refusal()).isPresent();
    }
    List<Material> many = Collections.nCopies(21, PaintedFaces.photo("a.png", 1));
    assertThatThrownBy(() -> check.check(many)).hasMessageContaining("21 files were given");
  }

  @Test
  void a_video_gives_its_best_frames_spread_over_it() {
    Material video = PaintedFaces.video(folder.resolve("one.mp4"), 1);
    try (var result = check(video)) {
      assertThat(result.refusal()).isEmpty();
      assertThat(result.embeddings()).hasSize(8);
      assertThat(result.verdicts()).hasSize(1);
      assertThat(result.verdicts().getFirst().quality()).isEqualTo(0.9);
    }
    assertThat(faces.made).hasSizeBetween(20, 24);
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void a_video_of_two_people_is_refused() {
    Material video = PaintedFaces.video(folder.resolve("two.mp4"), 1, 3);
    try (var result = check(video)) {
      assertThat(result.refusal().orElseThrow()).contains("more than one person");
    }
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void a_video_is_compared_with_the_photos() {
    Material video = PaintedFaces.video(folder.resolve("one.mp4"), 1);
    try (var result = check(PaintedFaces.photo("a.png", 3), video)) {
      assertThat(result.refusal().orElseThrow()).contains("two different people");
    }
  }

  @Test
  void a_broken_video_is_refused_without_telling_our_paths() throws IOException {
    Path file = Files.write(folder.resolve("x.mp4"), "....ftyp and nothing else".getBytes());
    try (var result = check(new Material.Video("holiday.mp4", file))) {
      assertThat(result.refusal()).isPresent();
      assertThat(result.refusal().get()).doesNotContain(folder.toString());
    }
  }

  @Test
  void videos_are_known_by_what_is_in_them() throws IOException {
    Path video = folder.resolve("video.jpg");
    PaintedFaces.video(video, 1);
    assertThat(Material.of(video)).isInstanceOf(Material.Video.class);
    Path text = Files.writeString(folder.resolve("text.mp4"), "text");
    assertThat(Material.of(text)).isInstanceOf(Material.Photo.class);
    assertThatThrownBy(() -> Material.of(folder.resolve("missing.jpg")))
        .isInstanceOf(MemberException.class)
        .hasMessageContaining("missing.jpg");
  }
}
