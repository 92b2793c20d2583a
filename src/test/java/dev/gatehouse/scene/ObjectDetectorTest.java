package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled detector on photos that the build brings. */
class ObjectDetectorTest {
  private static DetectorModel floats;
  private static DetectorModel integers;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    floats = DetectorModel.load(ModelManifest.bundled(), Precision.FLOAT32, 2);
    integers = DetectorModel.load(ModelManifest.bundled(), Precision.INT8, 2);
  }

  @AfterAll
  static void close() {
    floats.close();
    integers.close();
  }

  private static Image street(int number) {
    return ImageCodec.read(Path.of("target/calibration/calibration-" + number + ".jpg"));
  }

  /** Those with somebody or a car in them, and portraits that were not calibrated with. */
  private static List<Image> photos() {
    List<Image> photos = new ArrayList<>();
    Photos.names().forEach(name -> photos.add(Photos.read(name)));
    for (int number : new int[] {1, 2, 3, 9, 11, 12}) {
      photos.add(street(number));
    }
    return photos;
  }

  /** Brought to 640x640, as the published network takes it. */
  private static Image square(Image photo) {
    Image square = Image.allocate(640, 640);
    try (photo;
        var size = new Size(640, 640)) {
      resize(photo.mat(), square.mat(), size, 0, 0, INTER_AREA);
    }
    return square;
  }

  private static Optional<Detection> same(Detection wanted, List<Detection> among) {
    return among.stream()
        .filter(d -> d.type().equals(wanted.type()) && d.box().iou(wanted.box()) > 0.75)
        .findFirst();
  }

  @Test
  void cut_and_decoded_here_it_says_what_the_published_network_says() {
    int compared = 0;
    try (var published = DetectorModel.published(ModelManifest.bundled(), 2);
        var reference = new ObjectDetector(published, DetectorOptions.defaults());
        var detector = new ObjectDetector(floats, DetectorOptions.defaults())) {
      for (Image photo : photos()) {
        try (Image image = square(photo)) {
          List<Detection> expected = reference.detect(image);
          List<Detection> found = detector.detect(image);
          assertThat(found).hasSameSizeAs(expected);
          for (int i = 0; i < found.size(); i++) {
            Detection e = expected.get(i);
            Detection f = found.get(i);
            assertThat(f.type()).isEqualTo(e.type());
            assertThat(f.score()).isCloseTo(e.score(), within(0.01f));
            assertThat(f.box().x0()).isCloseTo(e.box().x0(), within(1.0));
            assertThat(f.box().y0()).isCloseTo(e.box().y0(), within(1.0));
            assertThat(f.box().x1()).isCloseTo(e.box().x1(), within(1.0));
            assertThat(f.box().y1()).isCloseTo(e.box().y1(), within(1.0));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  @Test
  void integers_find_what_floats_find() {
    int sure = 0;
    int agreed = 0;
    try (var one = new ObjectDetector(floats, DetectorOptions.defaults());
        var other = new ObjectDetector(integers, DetectorOptions.defaults())) {
      for (Image photo : photos()) {
        List<Detection> exact = one.detect(photo);
        List<Detection> rounded = other.detect(photo);
        for (Detection d : exact.stream().filter(d -> d.score() > 0.5).toList()) {
          sure++;
          agreed += same(d, rounded).isPresent() ? 1 : 0;
        }
        for (Detection d : rounded.stream().filter(d -> d.score() > 0.5).toList()) {
          sure++;
          agreed += same(d, exact).isPresent() ? 1 : 0;
        }
        photo.close();
      }
    }
    assertThat(sure).isGreaterThan(40);
    assertThat((double) agreed / sure).isGreaterThan(0.95);
  }

  /** 1280x720 of grey with the yellow car in it, 480 pixels wide, from (700, 300). */
  private static Image withCar() {
    try (Image car = street(1)) {
      return Photos.onCanvas(car, 1280, 720, 700, 300, 480.0 / car.width());
    }
  }

  @Test
  void a_look_at_a_part_finds_what_a_look_at_the_whole_finds_for_less() {
    try (Image image = withCar();
        var detector = new ObjectDetector(floats, DetectorOptions.defaults())) {
      List<Detection> whole = detector.detect(image);
      assertThat(whole).extracting(Detection::type).containsExactly(ObjectClass.CAR);
      assertThat(detector.saving()).isZero();

      Box region = whole.getFirst().box().squared(1.1);
      List<Detection> part = detector.detect(image, List.of(region));
      assertThat(same(whole.getFirst(), part)).isPresent();
      assertThat(part).hasSize(1);
      assertThat(detector.saving()).as("of two pictures").isBetween(0.25, 0.49);
    }
  }

  @Test
  void no_region_is_no_work_and_large_ones_are_one_look_at_the_whole() {
    try (Image image = withCar();
        var detector = new ObjectDetector(floats, DetectorOptions.defaults())) {
      assertThat(detector.detect(image, List.of())).isEmpty();
      assertThat(detector.saving()).isEqualTo(1);
      List<Detection> found =
          detector.detect(image, List.of(new Box(0, 0, 1280, 340), new Box(0, 380, 1280, 720)));
      assertThat(found).hasSize(1);
      assertThat(detector.saving()).isEqualTo(0.5);
    }
  }

  @Test
  void regions_whose_surroundings_overlap_find_a_thing_once() {
    try (Image image = withCar();
        var detector = new ObjectDetector(floats, DetectorOptions.defaults())) {
      Box car = detector.detect(image).getFirst().box();
      List<Detection> found =
          detector.detect(
              image,
              List.of(
                  new Box(car.x0(), car.y0(), car.centre().x(), car.y1()),
                  new Box(car.centre().x(), car.y0(), car.x1(), car.y1())));
      assertThat(found).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void tiles_find_what_is_too_small_for_one_look() {
    try (Image car = street(1);
        Image image = Photos.onCanvas(car, 3840, 2160, 2900, 1500, 150.0 / car.width());
        var once = new ObjectDetector(integers, DetectorOptions.defaults());
        var tiled = new ObjectDetector(integers, DetectorOptions.defaults().withTiles(4))) {
      assertThat(once.detect(image)).isEmpty();
      List<Detection> found = tiled.detect(image);
      assertThat(found).extracting(Detection::type).containsExactly(ObjectClass.CAR);
      assertThat(found.getFirst().box().iou(new Box(2900, 1500, 3050, 1600))).isGreaterThan(0.5);
    }
  }

  @Test
  void only_the_classes_asked_for_are_told() {
    try (Image image = withCar();
        var detector =
            new ObjectDetector(
                floats,
                DetectorOptions.defaults().withClasses(java.util.Set.of(ObjectClass.BUS)))) {
      assertThat(detector.detect(image)).isEmpty();
    }
  }

  @Test
  void pictures_of_any_shape_are_taken_and_nothing_is_seen_in_the_dark() {
    try (var detector = new ObjectDetector(integers, DetectorOptions.defaults())) {
      for (int[] size : new int[][] {{1, 1}, {8000, 20}, {20, 8000}, {1, 3000}, {1920, 1080}}) {
        try (Image black = Photos.plain(size[0], size[1], 0)) {
          assertThat(detector.detect(black)).isEmpty();
          assertThat(
                  detector.detect(
                      black, List.of(new Box(-9, -9, 5, 5), new Box(9000, 9000, 9001, 9009))))
              .isEmpty();
        }
      }
    }
  }

  @Test
  void a_stream_that_keeps_changing_its_size_is_followed() {
    try (Image car = street(1);
        var detector = new ObjectDetector(integers, DetectorOptions.defaults().withLongSide(320))) {
      for (int i = 0; i < 24; i++) {
        int height = 200 + 40 * i;
        double scale = Math.min(640.0 / car.width(), (double) height / car.height());
        try (Image image = Photos.onCanvas(car, 640, height, 0, 0, scale)) {
          assertThat(detector.detect(image))
              .as("height %d", height)
              .extracting(Detection::type)
              .contains(ObjectClass.CAR)
              .hasSizeLessThan(3);
        }
      }
    }
  }

  @Test
  void an_owner_s_file_takes_the_place_of_ours() throws IOException {
    Path own = folder.resolve("models.yaml");
    Path file = Path.of("target/classes/models/object-detector.onnx").toAbsolutePath();
    String entry =
        "- {id: object-detector, kind: model, task: t, file: '%s'%s}".formatted(file, "%s");
    Files.writeString(own, entry.formatted(""));
    assertThatThrownBy(() -> DetectorModel.load(ModelManifest.with(own), 1))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("needs 'decoder' and 'classes'");

    List<String> names = floats.classes().stream().map(type -> '"' + type.name() + '"').toList();
    Files.writeString(own, entry.formatted(", decoder: yolov8, classes: " + names));
    try (var model = DetectorModel.load(ModelManifest.with(own), 2);
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        Image image = street(1)) {
      assertThat(model.form()).isEqualTo("published");
      assertThat(detector.detect(image))
          .extracting(Detection::type)
          .containsExactly(ObjectClass.CAR);
    }
  }

  @Test
  void options_out_of_range_are_refused() {
    DetectorOptions options = DetectorOptions.defaults();
    assertThatThrownBy(() -> options.withLongSide(600))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("steps of 32, not at 600");
    assertThatThrownBy(() -> options.withThreshold(0)).isInstanceOf(SceneException.class);
    assertThatThrownBy(() -> options.withThreshold(Float.NaN)).isInstanceOf(SceneException.class);
    assertThatThrownBy(() -> options.withTiles(0)).isInstanceOf(SceneException.class);
  }
}
