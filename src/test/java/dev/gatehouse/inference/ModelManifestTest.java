package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.inference.ManifestEntry.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelManifestTest {
  private static final String HASH = "0".repeat(64);

  @TempDir Path folder;

  private static ModelManifest parse(String yaml) {
    return ModelManifest.parse(yaml.getBytes(StandardCharsets.UTF_8), "the.yaml");
  }

  private static String entry(String id, String more) {
    return "- {id: " + id + ", kind: model, task: a task, " + more + "}\n";
  }

  private static String npm(String npmPackage) {
    return "package: \"" + npmPackage + "\", path: package/m.onnx, sha256: \"" + HASH + "\"";
  }

  @Test
  void the_program_s_manifest_names_each_file_with_version_checksum_and_licence() {
    var entries = ModelManifest.bundled().entries();
    assertThat(entries)
        .extracting(ManifestEntry::id)
        .contains("face-detector", "face-landmarks", "face-embedder", "demo-member");
    assertThat(entries)
        .allSatisfy(
            e -> {
              assertThat(e.npmPackage()).isPresent();
              assertThat(e.sha256()).isPresent();
              assertThat(e.licence()).isPresent();
            });
    assertThat(entries)
        .filteredOn(e -> e.kind() == Kind.MODEL)
        .allSatisfy(
            e -> {
              assertThat(e.training()).isPresent();
              assertThat(e.input()).isPresent();
              assertThat(e.output()).isPresent();
            });
  }

  @Test
  void every_file_of_the_program_is_there_with_the_right_checksum() {
    ModelManifest manifest = ModelManifest.bundled();
    assertThat(manifest.entries())
        .filteredOn(e -> e.kind() == Kind.MODEL || e.kind() == Kind.DEMO)
        .allSatisfy(e -> assertThat(manifest.load(e.id())).isNotEmpty());
  }

  @Test
  void an_entry_tells_where_the_build_puts_its_file() {
    ModelManifest manifest = ModelManifest.bundled();
    assertThat(manifest.entry("face-detector").resource()).isEqualTo("models/face-detector.onnx");
    assertThat(manifest.entry("demo-member").resource()).isEqualTo("demo/demo-member.mp4");
    assertThat(manifest.entry("photo-tara-1").resource()).isEqualTo("test-media/photo-tara-1.jpg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Big_Id | faceplugin@1.0.3 | small letters, digits and hyphens",
        "m      | faceplugin       | is not NAME@EXACT.VERSION",
        "m      | faceplugin@^1.0  | is not NAME@EXACT.VERSION",
        "m      | x@1.0 --evil     | is not NAME@EXACT.VERSION"
      })
  void a_wrong_entry_is_refused_with_what_is_wrong(String id, String npmPackage, String message) {
    assertThatThrownBy(() -> parse(entry(id, npm(npmPackage))))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("the.yaml")
        .hasMessageContaining(id)
        .hasMessageContaining(message);
  }

  @Test
  void a_scoped_package_is_accepted() {
    assertThatCode(() -> parse(entry("m", npm("@scope/name@1.2.3-beta.1"))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package: x@1.0.0, path: p.onnx",
        "path: p.onnx",
        "licence: MIT",
        "file: /a.onnx, package: x@1.0.0, path: p.onnx, sha256: "
            + "'0000000000000000000000000000000000000000000000000000000000000000'"
      })
  void an_entry_needs_a_package_or_a_file_and_not_both(String source) {
    assertThatThrownBy(() -> parse(entry("m", source)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Model 'm' needs either package, path and sha256, or file");
  }

  @Test
  void a_checksum_that_is_none_is_refused() {
    assertThatThrownBy(() -> parse(entry("m", "file: /a.onnx, sha256: abc")))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("sha256 is not 64 hex digits");
  }

  @Test
  void two_entries_of_one_id_are_refused() {
    assertThatThrownBy(() -> parse(entry("m", "file: /a.onnx") + entry("m", "file: /b.onnx")))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("two entries with the id 'm'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "- ",
        "~",
        "just text",
        "- {id: m, kind: model}",
        "[[[",
        "- {id: m, kind" + ": pudding, task: t, file: /a}",
        "- {id: m, kind: model, task: t, file: /a, colour: red}"
      })
  void what_is_no_manifest_is_refused_with_the_file_s_name(String yaml) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("the.yaml");
  }

  @Test
  void the_owner_s_entries_lie_over_those_of_the_program() throws IOException {
    Path own = folder.resolve("models.yaml");
    Path model = Files.write(folder.resolve("own.onnx"), new byte[] {1, 2, 3});
    Files.writeString(own, entry("face-embedder", "file: '" + model + "', licence: mine"));

    ModelManifest manifest = ModelManifest.with(own);

    assertThat(manifest.entry("face-embedder").licence()).contains("mine");
    assertThat(manifest.load("face-embedder")).containsExactly(1, 2, 3);
    assertThat(manifest.entries()).hasSameSizeAs(ModelManifest.bundled().entries());
    assertThat(manifest.entry("face-detector"))
        .isEqualTo(ModelManifest.bundled().entry("face-detector"));
  }

  @Test
  void without_an_owner_s_file_the_program_s_manifest_holds() {
    assertThat(ModelManifest.with(folder.resolve("absent.yaml")).entries())
        .containsExactlyElementsOf(ModelManifest.bundled().entries());
  }

  @Test
  void an_owner_s_file_that_is_missing_or_changed_is_named() throws IOException {
    Path model = folder.resolve("own.onnx");
    ModelManifest missing = parse(entry("m", "file: '" + model + "'"));
    assertThatThrownBy(() -> missing.load("m"))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Model 'm'")
        .hasMessageContaining(model.toString());

    Files.write(model, new byte[] {1});
    ModelManifest changed = parse(entry("m", "file: '" + model + "', sha256: '" + HASH + "'"));
    assertThatThrownBy(() -> changed.load("m"))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Wrong checksum: " + model)
        .hasMessageContaining(HASH);
  }

  @Test
  void a_model_that_is_no_network_is_refused_with_its_id() throws IOException {
    Path model = Files.writeString(folder.resolve("own.onnx"), "this is no network");
    ModelManifest manifest = parse(entry("m", "file: '" + model + "'"));
    assertThatThrownBy(() -> OnnxModel.load(manifest, "m", 1))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Model 'm' cannot be loaded")
        .hasMessageContaining("Is it an ONNX file?");
  }

  @Test
  void an_unknown_id_is_answered_with_those_that_are_known() {
    assertThatThrownBy(() -> ModelManifest.bundled().entry("face-detectr"))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("face-detectr")
        .hasMessageContaining("face-detector");
  }

  @Test
  void a_network_tells_its_shapes_and_refuses_another() {
    try (var model = OnnxModel.load(ModelManifest.bundled(), "face-embedder", 1);
        var call = model.call(1, 3, 112, 112)) {
      assertThat(model.inputShape()).hasSize(4).endsWith(3, 112, 112);
      assertThat(call.input().capacity()).isEqualTo(3 * 112 * 112);
      assertThat(call.outputs()).isEqualTo(1);
      assertThat(call.output(0).capacity()).isEqualTo(512);
      assertThat(model.fingerprint()).matches("face-embedder:[0-9a-f]{12}");
      assertThatThrownBy(() -> model.call(1, 1, 5, 5))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("'face-embedder' does not take an input of [1, 1, 5, 5]");
    }
  }

  @Test
  void a_call_runs_again_over_the_same_buffers() {
    try (var model = OnnxModel.load(ModelManifest.bundled(), "face-landmarks", 1);
        var call = model.call(1, 1, 64, 64)) {
      for (int i = 0; i < 64 * 64; i++) {
        call.input().put(i, (i % 64) / 64f);
      }
      call.run();
      float[] first = new float[136];
      call.output(0).get(0, first);
      for (int i = 0; i < 64 * 64; i++) {
        call.input().put(i, (i / 64) / 64f);
      }
      call.run();
      float[] other = new float[136];
      call.output(0).get(0, other);
      assertThat(other).isNotEqualTo(first);
      for (int i = 0; i < 64 * 64; i++) {
        call.input().put(i, (i % 64) / 64f);
      }
      call.run();
      float[] again = new float[136];
      call.output(0).get(0, again);
      assertThat(again).containsExactly(first);
    }
  }
}
