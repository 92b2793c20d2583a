package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HSE-FaceRes as it was published for TensorFlow.js and as it is converted. */
class FaceResTest {
  private static final int SIDE = 224;

  private static byte[] json;
  private static byte[] weights;

  @BeforeAll
  static void read() throws IOException {
    json = Files.readAllBytes(Path.of("target/published/age-sex-faceres.json"));
    weights = Files.readAllBytes(Path.of("target/published/age-sex-faceres-weights.bin"));
  }

  /**
   * The logits are those that TensorFlow.js itself (@tensorflow/tfjs 4.22.0, CPU, Node 20) gives at
   * {@code gender_pred/BiasAdd}, and at 0, 30 and 99 of {@code age_pred/BiasAdd}, for the input
   * {@code (i * step) % 256}, i over {@code [H,W,C]}.
   */
  @ParameterizedTest
  @CsvSource({
    "7919, 0.54795241355896, -0.2974572777748108, 0.2976449728012085, -2.033141613006592",
    "104729, 0.5354212522506714, -0.2443925440311432, 0.268674373626709, -2.117140769958496",
    "1, 0.5434160232543945, -0.3150314688682556, 0.30233195424079895, -2.054306983947754"
  })
  void the_converted_network_answers_as_tensorflow_js_does(
      int step, float male, float newborn, float thirty, float ninetyNine) {
    try (var model = OnnxModel.load("converted", TfjsNetwork.toOnnx(json, weights), 1);
        var call = model.call(1, 3, SIDE, SIDE)) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          call.input().put(c * SIDE * SIDE + i, (float) ((3L * i + c) * step % 256));
        }
      }
      call.run();
      assertThat(call.output(0).get(0)).isCloseTo(male, offset(1e-4f));
      assertThat(call.output(1).get(0)).isCloseTo(newborn, offset(1e-4f));
      assertThat(call.output(1).get(30)).isCloseTo(thirty, offset(1e-4f));
      assertThat(call.output(1).get(99)).isCloseTo(ninetyNine, offset(1e-4f));
    }
  }

  @Test
  void its_descriptor_of_the_face_cannot_be_had() {
    assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"global_pooling/Mean\"");
    OnnxGraph converted = OnnxGraph.parse(ModelManifest.bundled().load("age-sex-faceres"));
    assertThat(converted.outputNames()).containsExactly("gender_pred/BiasAdd", "age_pred/BiasAdd");
  }

  @Test
  void the_program_s_file_is_what_the_converter_makes() {
    assertThat(ModelManifest.bundled().load("age-sex-faceres"))
        .isEqualTo(TfjsNetwork.toOnnx(json, weights));
  }

  private void refused(String from, String to, String message) {
    String changed = new String(json, StandardCharsets.UTF_8).replace(from, to);
    assertThat(changed).isNotEqualTo(new String(json, StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TfjsNetwork.toOnnx(changed.getBytes(StandardCharsets.UTF_8), weights))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void what_is_not_relu6_or_the_mean_of_a_picture_is_refused() {
    refused("\"op\":\"Relu\"", "\"op\":\"Identity\"", "no ReLU6");
    refused("\"op\":\"Minimum\"", "\"op\":\"Maximum\"", "maximum that is no ReLU6");
    refused("\"op\":\"Mean\"", "\"op\":\"Sum\"", "operation Sum");
    refused("\"dtype\":\"float16\"", "\"dtype\":\"uint16\"", "uint16");
  }
}
