package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.TinyNetworks;
import dev.gatehouse.inference.TinyNetworks.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An owner's network in place of ours, through models.yaml and ONNX Runtime: files that answer
 * known numbers. All say the same: a car at (8, 16) to (40, 32) of 64x64 pixels with score 0.9, and
 * a person at (48, 8) to (56, 40) with 0.6.
 */
class DetectionDecoderTest {
  private static final Box CAR = new Box(8, 16, 40, 32);
  private static final Box PERSON = new Box(48, 8, 56, 40);

  @TempDir Path folder;

  private DetectorModel model(String decoder, Map<String, Output> outputs) {
    return model(decoder, "[dog, person, car]", outputs);
  }

  private DetectorModel model(String decoder, String classes, Map<String, Output> outputs) {
    try {
      Path network =
          Files.write(folder.resolve("own.onnx"), TinyNetworks.answering(64, 64, outputs));
      Path manifest =
          Files.writeString(
              folder.resolve("models.yaml"),
              """
              - id: object-detector
                kind: model
                task: object detection
                file: '%s'
                decoder: %s
                classes: %s
              """
                  .formatted(network, decoder, classes));
      return DetectorModel.load(ModelManifest.with(manifest), 1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Detection> detect(DetectorModel model, int width, int height) {
    try (model;
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        Image image = Image.allocate(width, height)) {
      return detector.detect(image);
    }
  }

  private static void requireBoth(List<Detection> found) {
    assertThat(found).hasSize(2);
    requireNear(found.get(0), ObjectClass.CAR, 0.9f, CAR);
    requireNear(found.get(1), ObjectClass.PERSON, 0.6f, PERSON);
  }

  private static void requireNear(Detection found, ObjectClass type, float score, Box box) {
    assertThat(found.type()).isEqualTo(type);
    assertThat(found.score()).isCloseTo(score, within(1e-4f));
    assertThat(found.box().x0()).isCloseTo(box.x0(), within(1e-3));
    assertThat(found.box().y0()).isCloseTo(box.y0(), within(1e-3));
    assertThat(found.box().x1()).isCloseTo(box.x1(), within(1e-3));
    assertThat(found.box().y1()).isCloseTo(box.y1(), within(1e-3));
  }

  private static Output yolov8() {
    // Columns are boxes: car, the same car a little beside, person, a dog that nobody asked for.
    return new Output(
        new float[] {
          24, 25, 52, 32, // centre x
          24, 24, 24, 32, // centre y
          32, 32, 8, 10, // width
          16, 16, 32, 10, // height
          0.1f, 0, 0, 0.95f, // dog
          0, 0, 0.6f, 0, // person
          0.9f, 0.8f, 0, 0.2f, // car
        },
        1,
        7,
        4);
  }

  @Test
  void yolov8_and_its_successors() {
    requireBoth(detect(model("yolov8", Map.of("output0", yolov8())), 64, 64));
  }

  @Test
  void boxes_are_in_pixels_of_the_picture_whatever_its_shape() {
    // 256x128 is seen in 64x32, with 16 rows of grey above and below.
    List<Detection> found = detect(model("yolov8", Map.of("output0", yolov8())), 256, 128);
    requireNear(found.get(0), ObjectClass.CAR, 0.9f, new Box(32, 0, 160, 64));
    requireNear(found.get(1), ObjectClass.PERSON, 0.6f, new Box(192, 0, 224, 96));
  }

  @Test
  void yolov5_with_a_score_that_there_is_anything() {
    Output output =
        new Output(
            new float[] {
              24, 24, 32, 16, 1.0f, 0, 0, 0.9f, //
              52, 24, 8, 32, 0.75f, 0, 0.8f, 0, //
              20, 20, 10, 10, 0.2f, 0, 0, 1, // nothing there
            },
            1,
            3,
            8);
    requireBoth(detect(model("yolov5", Map.of("output", output)), 64, 64));
  }

  @Test
  void rt_detr_with_two_outputs_of_fractions_and_logits() {
    Output boxes =
        new Output(
            new float[] {24 / 64f, 24 / 64f, 0.5f, 0.25f, 52 / 64f, 24 / 64f, 0.125f, 0.5f},
            1,
            2,
            4);
    float car = (float) Math.log(0.9 / 0.1);
    float person = (float) Math.log(0.6 / 0.4);
    Output logits = new Output(new float[] {-5, -6, car, -5, person, -7}, 1, 2, 3);
    requireBoth(detect(model("rt-detr", Map.of("pred_boxes", boxes, "logits", logits)), 64, 64));
  }

  @Test
  void rt_detr_with_one_output_of_scores() {
    Output output =
        new Output(
            new float[] {
              24 / 64f, 24 / 64f, 0.5f, 0.25f, 0, 0, 0.9f, //
              52 / 64f, 24 / 64f, 0.125f, 0.5f, 0, 0.6f, 0, //
            },
            1,
            2,
            7);
    requireBoth(detect(model("rt-detr", Map.of("output0", output)), 64, 64));
  }

  @Test
  void ssd_whose_classes_count_from_1() {
    Map<String, Output> outputs =
        Map.of(
            "detection_boxes",
            new Output(
                new float[] {
                  16 / 64f, 8 / 64f, 32 / 64f, 40 / 64f, //
                  8 / 64f, 48 / 64f, 40 / 64f, 56 / 64f, //
                  0, 0, 0, 0,
                },
                1,
                3,
                4),
            "detection_scores",
            new Output(new float[] {0.9f, 0.6f, 0}, 1, 3),
            "detection_classes",
            new Output(new float[] {3, 2, 1}, 1, 3));
    requireBoth(detect(model("ssd", outputs), 64, 64));
  }

  @Test
  void a_score_of_nan_or_a_box_that_is_none_is_no_detection() {
    Output output =
        new Output(
            new float[] {
              24,
              24,
              32,
              16,
              1,
              0,
              0,
              Float.NaN, //
              Float.NaN,
              24,
              8,
              32,
              1,
              0,
              0.8f,
              0, //
              20,
              20,
              -5,
              10,
              1,
              0,
              0,
              1, //
              20,
              20,
              Float.POSITIVE_INFINITY,
              10,
              1,
              0,
              0,
              1,
            },
            1,
            4,
            8);
    // What is endless is clipped to the picture.
    assertThat(detect(model("yolov5", Map.of("output", output)), 64, 64))
        .allSatisfy(d -> assertThat(d.box().x1()).isLessThanOrEqualTo(64))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void an_entry_that_does_not_fit_its_file_is_explained() {
    var outputs = Map.of("output0", yolov8());
    assertThatThrownBy(() -> model("yolo99", outputs))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("no decoder 'yolo99'")
        .hasMessageContaining("yolov5, yolov8, rt-detr and ssd");
    assertThatThrownBy(() -> detect(model("yolov8", "[dog, person]", outputs), 64, 64))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("28 numbers")
        .hasMessageContaining("rows of 6");
    assertThatThrownBy(() -> detect(model("ssd", outputs), 64, 64))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("box, score and class");
    assertThatThrownBy(() -> model("yolov8", "[]", outputs))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("needs 'classes'");
  }
}
