package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterAllocateTensors;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterGetInputTensor;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterGetOutputTensor;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterInvoke;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterOptionsCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteInterpreterOptionsDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteModelCreate;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteModelDelete;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteTensorCopyFromBuffer;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteTensorCopyToBuffer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MiniFASNet as it was published and as it is converted, against TensorFlow Lite itself. */
class TfliteNetworkTest {
  private static final int SIDE = 80;

  private static byte[] published;

  @BeforeAll
  static void read() throws IOException {
    published = Files.readAllBytes(Path.of("target/published/pad-minifasnet.tflite"));
  }

  /** Pixels in the order {@code [H,W,C]}. */
  private static float[] pixels(long seed) {
    var random = new Random(seed);
    var pixels = new float[SIDE * SIDE * 3];
    double frequency = random.nextDouble(0.01, 0.3);
    for (int i = 0; i < pixels.length; i++) {
      double pattern = 128 + 90 * Math.sin(i * frequency) + 20 * random.nextGaussian();
      pixels[i] = Math.clamp(Math.round(pattern), 0, 255);
    }
    return pixels;
  }

  private static float[] tensorFlowLite(float[] pixels) {
    try (var file = new BytePointer(published);
        var input = new FloatPointer(pixels);
        var output = new FloatPointer(3)) {
      var model = TfLiteModelCreate(file, published.length);
      var options = TfLiteInterpreterOptionsCreate();
      var interpreter = TfLiteInterpreterCreate(model, options);
      assertThat(TfLiteInterpreterAllocateTensors(interpreter)).isZero();
      assertThat(
              TfLiteTensorCopyFromBuffer(
                  TfLiteInterpreterGetInputTensor(interpreter, 0), input, 4L * pixels.length))
          .isZero();
      assertThat(TfLiteInterpreterInvoke(interpreter)).isZero();
      assertThat(
              TfLiteTensorCopyToBuffer(
                  TfLiteInterpreterGetOutputTensor(interpreter, 0), output, 12))
          .isZero();
      float[] logits = new float[3];
      output.get(logits);
      TfLiteInterpreterDelete(interpreter);
      TfLiteInterpreterOptionsDelete(options);
      TfLiteModelDelete(model);
      return logits;
    }
  }

  private static float[] converted(float[] pixels) {
    try (var model = OnnxModel.load("converted", TfliteNetwork.toOnnx(published), 1);
        var call = model.call(1, 3, SIDE, SIDE)) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          call.input().put(c * SIDE * SIDE + i, pixels[3 * i + c]);
        }
      }
      call.run();
      float[] logits = new float[3];
      call.output(0).get(0, logits);
      return logits;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_converted_network_answers_as_tensorflow_lite_does(long seed) {
    float[] pixels = pixels(seed);
    float[] expected = tensorFlowLite(pixels);
    float[] actual = converted(pixels);
    for (int i = 0; i < 3; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], offset(1e-3f));
    }
    assertThat(Arrays.equals(expected, tensorFlowLite(pixels(seed + 100))))
        .as("another picture, another answer")
        .isFalse();
  }

  @Test
  void the_program_s_file_is_what_the_converter_makes() {
    assertThat(ModelManifest.bundled().load("pad-minifasnet"))
        .isEqualTo(TfliteNetwork.toOnnx(published));
  }

  @Test
  void what_is_no_tflite_file_says_so() {
    assertThatThrownBy(
            () -> TfliteNetwork.toOnnx("<html>not found</html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("not a TFLite file");
    assertThatThrownBy(() -> TfliteNetwork.toOnnx(new byte[0]))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("not a TFLite file");
  }

  @Test
  void a_file_that_ends_early_is_refused_with_a_message() {
    var random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] part = Arrays.copyOf(published, random.nextInt(published.length - 1));
      assertThatThrownBy(() -> TfliteNetwork.toOnnx(part))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("TFLite file");
    }
  }

  /** Every fault is either harmless (a weight has another value) or told as what it is. */
  @Test
  void damaged_bytes_never_fail_otherwise_than_with_a_message() {
    var random = new Random(12);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = published.clone();
      // The tables lie at the file's end, behind the weights.
      for (int k = 0; k < 20; k++) {
        damaged[damaged.length - 1 - random.nextInt(40_000)] = (byte) random.nextInt();
      }
      try {
        assertThat(TfliteNetwork.toOnnx(damaged)).isNotEmpty();
      } catch (InferenceException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }
}
