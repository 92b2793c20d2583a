package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled detector in its three forms, on photos that the build fetches. */
class ObjectDetectorTest {
  private static final ModelManifest MANIFEST = ModelManifest.bundled();
  private static final List<Path> PHOTOS =
      List.of(
          Path.of("target/calibration/calibration-1.jpg"), // a car
          Path.of("target/calibration/calibration-8.jpg")); // people in a street

  @TempDir Path folder;

  private static List<Detection> detect(DetectorModel model, Path photo) {
    try (model;
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        Image image = ImageCodec.read(photo)) {
      return detector.detect(image).stream().filter(d -> d.score() > 0.5).toList();
    }
  }

  @Test
  void theCutGraphWithOurDecodingFindsWhatThePublishedGraphFinds() {
    for (Path photo : PHOTOS) {
      List<Detection> published = detect(DetectorModel.published(MANIFEST, 2), photo);
      List<Detection> cut = detect(DetectorModel.load(MANIFEST, Precision.FLOAT32, 2), photo);
      assertThat(published).isNotEmpty();
      for (Detection p : published) {
        assertThat(cut)
            .as("%s in %s", p, photo)
            .anyMatch(c -> c.type().equals(p.type()) && c.box().iou(p.box()) > 0.9);
      }
    }
  }

  @Test
  void integersFindWhatFloatsFind() {
    for (Path photo : PHOTOS) {
      List<Detection> floats = detect(DetectorModel.load(MANIFEST, Precision.FLOAT32, 2), photo);
      List<Detection> integers = detect(DetectorModel.load(MANIFEST, Precision.INT8, 2), photo);
      for (Detection f : floats.stream().filter(d -> d.score() > 0.7).toList()) {
        assertThat(integers)
            .anyMatch(i -> i.type().equals(f.type()) && i.box().iou(f.box()) > 0.85);
      }
    }
  }

  @Test
  void aPartOfThePictureGivesBoxesOfTheWholePicture() {
    try (var model = DetectorModel.load(MANIFEST, Precision.FLOAT32, 2);
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        Image small = ImageCodec.read(PHOTOS.getFirst());
        Image wide = Image.allocate(small.width() * 3, small.height() * 3)) {
      try (Scalar grey = Scalar.all(120)) {
        wide.mat().put(grey);
      }
      int x = small.width();
      int y = small.height();
      try (var where =
              new org.bytedeco.opencv.opencv_core.Rect(x, y, small.width(), small.height());
          var target = new org.bytedeco.opencv.opencv_core.Mat(wide.mat(), where)) {
        small.mat().copyTo(target);
      }
      Detection whole = detector.detect(wide).getFirst();
      Detection part =
          detector.detect(wide, new Box(x, y, x + small.width(), y + small.height())).getFirst();
      assertThat(part.type()).isEqualTo(whole.type());
      assertThat(part.box().iou(whole.box())).isGreaterThan(0.8);
    }
  }

  @Test
  void picturesOfAnyShapeAreLookedAt() {
    int[][] sizes = {{1, 1}, {8000, 20}, {20, 3000}, {33, 47}};
    try (var model = DetectorModel.load(MANIFEST, Precision.FLOAT32, 2);
        var detector = new ObjectDetector(model, DetectorOptions.defaults())) {
      for (int[] size : sizes) {
        try (Image image = Image.allocate(size[0], size[1]);
            Scalar black = Scalar.all(0)) {
          image.mat().put(black);
          assertThat(detector.detect(image)).isEmpty();
          assertThat(detector.detect(image, new Box(-5, -5, 3, 3))).isEmpty();
        }
      }
    }
  }

  @Test
  void anOwnersDetectorNeedsItsDecoderAndClasses() throws Exception {
    Path own = folder.resolve("models.yaml");
    Path model = Path.of("target/classes/models/object-detector.onnx").toAbsolutePath();
    String entry = "- id: object-detector\n  kind: model\n  task: t\n  file: " + model + "\n";
    Files.writeString(own, entry);
    assertThatThrownBy(() -> DetectorModel.load(ModelManifest.with(own), 1))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("decoder");
    Files.writeString(own, entry + "  decoder: magic\n  classes: [a]\n");
    assertThatThrownBy(() -> DetectorModel.load(ModelManifest.with(own), 1))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("yolov8");
    List<String> names =
        MANIFEST.entry("object-detector").classes().orElseThrow().stream()
            .map(n -> '"' + n + '"')
            .toList();
    Files.writeString(own, entry + "  decoder: yolov8\n  classes: " + names + "\n");
    assertThat(detect(DetectorModel.load(ModelManifest.with(own), 2), PHOTOS.getFirst()))
        .extracting(Detection::type)
        .contains(ObjectClass.CAR);
  }

  @Test
  void overlappingBoxesOfOneClassAreSuppressedAndOthersKept() {
    var candidates = new Candidates();
    candidates.add(0, 0, 10, 10, 0.5f, 1);
    candidates.add(1, 0, 11, 10, 0.9f, 1);
    candidates.add(1, 0, 11, 10, 0.6f, 2);
    candidates.add(50, 50, 60, 60, 0.4f, 1);
    var order = new int[4];
    int kept = candidates.suppress(0.5f, order);
    assertThat(kept).isEqualTo(3);
    assertThat(new int[] {order[0], order[1], order[2]}).containsExactly(1, 2, 3);
  }
}
