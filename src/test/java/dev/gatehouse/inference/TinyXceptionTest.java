package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** face-api's network for age and sex, published as weights alone, as it is built here. */
class TinyXceptionTest {
  private static final int SIDE = 112;

  private static byte[] manifest;
  private static byte[] weights;

  @BeforeAll
  static void read() throws IOException {
    manifest = Files.readAllBytes(Path.of("target/published/age-sex-xception.json"));
    weights = Files.readAllBytes(Path.of("target/published/age-sex-xception-weights.bin"));
  }

  /**
   * The numbers are those that face-api itself (@vladmandic/face-api 1.7.15, {@code
   * AgeGenderNet.runNet}, CPU, Node 20) gives for the input {@code (i * step) % 256}, i over {@code
   * [H,W,C]}.
   */
  @ParameterizedTest
  @CsvSource({
    "7919, 53.01787185668945, 1.774903655052185, -0.5941721200942993",
    "104729, 54.37681579589844, 0.8928117752075195, -5.758422374725342",
    "1, 34.90325164794922, 13.029929161071777, -14.001937866210938"
  })
  void the_network_answers_as_face_api_does(int step, float years, float male, float female) {
    try (var model = OnnxModel.load("built", TinyXception.toOnnx(manifest, weights), 1);
        var call = model.call(1, 3, SIDE, SIDE)) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          call.input().put(c * SIDE * SIDE + i, (float) ((3L * i + c) * step % 256));
        }
      }
      call.run();
      assertThat(call.output(0).get(0)).isCloseTo(years, offset(1e-3f));
      assertThat(call.output(1).get(0)).isCloseTo(male, offset(1e-3f));
      assertThat(call.output(1).get(1)).isCloseTo(female, offset(1e-3f));
    }
  }

  @Test
  void the_program_s_file_is_what_is_built() {
    assertThat(ModelManifest.bundled().load("age-sex-xception"))
        .isEqualTo(TinyXception.toOnnx(manifest, weights));
  }

  @Test
  void a_manifest_of_weights_is_told_from_a_model_with_its_graph() throws IOException {
    assertThat(TinyXception.isManifest(manifest)).isTrue();
    assertThat(
            TinyXception.isManifest(
                Files.readAllBytes(Path.of("target/published/age-sex-faceres.json"))))
        .isFalse();
    assertThat(TinyXception.isManifest("no JSON".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void weights_that_do_not_fit_the_manifest_are_refused() {
    assertThatThrownBy(
            () -> TinyXception.toOnnx(manifest, Arrays.copyOf(weights, weights.length - 1)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("end too early");
    assertThatThrownBy(
            () -> TinyXception.toOnnx(manifest, Arrays.copyOf(weights, weights.length + 7)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("7 bytes too many");
  }

  @Test
  void weights_of_another_network_are_refused_by_the_name_that_is_missing() {
    for (String missing : List.of("entry_flow/conv_in/bias", "fc/age/weights")) {
      String renamed =
          new String(manifest, StandardCharsets.UTF_8)
              .replace("\"" + missing + "\"", "\"something/else\"");
      assertThatThrownBy(
              () -> TinyXception.toOnnx(renamed.getBytes(StandardCharsets.UTF_8), weights))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("'" + missing + "'");
    }
  }

  @Test
  void damaged_manifests_never_fail_otherwise_than_with_a_message() {
    var random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = manifest.clone();
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        assertThat(TinyXception.toOnnx(damaged, weights)).isNotEmpty();
      } catch (InferenceException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }
}
