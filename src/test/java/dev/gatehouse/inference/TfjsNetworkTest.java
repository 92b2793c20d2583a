package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LivenessNet as it was published and as it is converted. */
class TfjsNetworkTest {
  private static final int SIDE = 32;

  private static byte[] json;
  private static byte[] weights;

  @BeforeAll
  static void read() throws IOException {
    json = Files.readAllBytes(Path.of("target/published/pad-livenessnet.json"));
    weights = Files.readAllBytes(Path.of("target/published/pad-livenessnet-weights.bin"));
  }

  /**
   * The logits are those that TensorFlow.js itself (@tensorflow/tfjs 4.22.0, CPU, Node 20) gives at
   * {@code dense_2/BiasAdd} for the input {@code ((i * step) % 256) / 255}, i over {@code [H,W,C]}.
   */
  @ParameterizedTest
  @CsvSource({
    "7919, 2.427495002746582, 0.9895222783088684",
    "104729, 4.443411350250244, 2.3296613693237305",
    "1, 5.443768501281738, 1.2992750406265259"
  })
  void the_converted_network_answers_as_tensorflow_js_does(int step, float first, float second) {
    try (var model = OnnxModel.load("converted", TfjsNetwork.toOnnx(json, weights), 1);
        var call = model.call(1, 3, SIDE, SIDE)) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          call.input().put(c * SIDE * SIDE + i, ((3 * i + c) * step % 256) / 255f);
        }
      }
      call.run();
      assertThat(call.output(0).get(0)).isCloseTo(first, offset(1e-4f));
      assertThat(call.output(0).get(1)).isCloseTo(second, offset(1e-4f));
    }
  }

  @Test
  void the_program_s_file_is_what_the_converter_makes() {
    assertThat(ModelManifest.bundled().load("pad-livenessnet"))
        .isEqualTo(TfjsNetwork.toOnnx(json, weights));
  }

  @Test
  void weights_of_another_length_are_refused() {
    assertThatThrownBy(() -> TfjsNetwork.toOnnx(json, Arrays.copyOf(weights, weights.length - 4)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("end too early");
    assertThatThrownBy(() -> TfjsNetwork.toOnnx(json, Arrays.copyOf(weights, weights.length + 4)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("4 bytes too many");
  }

  private void refused(String from, String to, String message) {
    String changed = new String(json, StandardCharsets.UTF_8).replace(from, to);
    assertThatThrownBy(() -> TfjsNetwork.toOnnx(changed.getBytes(StandardCharsets.UTF_8), weights))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void what_cannot_be_converted_is_named() {
    refused("\"op\":\"MaxPool\"", "\"op\":\"AvgPool\"", "operation AvgPool");
    refused("\"op\":\"Placeholder\"", "\"op\":\"Const\"", "no input");
    refused("\"float32\"", "\"float16\"", "32-bit floats");
    // TkhXQw== is NHWC, TkNIVw== is NCHW.
    refused("TkhXQw==", "TkNIVw==", "order NHWC");
  }

  @Test
  void damaged_files_never_fail_otherwise_than_with_a_message() {
    var random = new Random(12);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = json.clone();
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        assertThat(TfjsNetwork.toOnnx(damaged, weights)).isNotEmpty();
      } catch (InferenceException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }
}
