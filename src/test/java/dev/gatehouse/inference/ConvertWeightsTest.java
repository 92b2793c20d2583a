package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertWeightsTest {
  private static final Path PUBLISHED = Path.of("target/published");

  @TempDir Path folder;
  private Path classes;
  private Path cache;

  @BeforeEach
  void published() throws IOException {
    classes = folder.resolve("classes");
    cache = folder.resolve("cache");
    Files.createDirectories(folder.resolve("published"));
    for (String name : new String[] {"pad-livenessnet.json", "pad-livenessnet-weights.bin"}) {
      Files.copy(PUBLISHED.resolve(name), folder.resolve("published").resolve(name));
    }
  }

  private static ModelManifest manifest(String file) {
    var yaml = new StringBuilder();
    for (String id : new String[] {"pad-livenessnet", "pad-livenessnet-weights"}) {
      ManifestEntry entry = ModelManifest.bundled().entry(id);
      yaml.append(
          "- {id: %s, kind: %s, task: t, package: p@1.0.0, path: package/%s, sha256: \"%s\"}%n"
              .formatted(
                  id,
                  entry.kind().name(),
                  id.endsWith("weights") ? "m.bin" : file,
                  entry.sha256().orElseThrow()));
    }
    return ModelManifest.parse(yaml.toString().getBytes(StandardCharsets.UTF_8), "test");
  }

  @Test
  void a_network_is_converted_once_and_then_taken_from_the_cache() throws IOException {
    ConvertWeights.install(manifest("m.json"), classes, cache);
    Path made = classes.resolve("models/pad-livenessnet.onnx");
    assertThat(made).hasBinaryContent(ModelManifest.bundled().load("pad-livenessnet"));

    Path cached;
    try (var files = Files.list(cache)) {
      cached = files.filter(f -> f.toString().endsWith(".onnx")).findFirst().orElseThrow();
    }
    Files.delete(made);
    var before = Files.getLastModifiedTime(cached);
    ConvertWeights.install(manifest("m.json"), classes, cache);
    assertThat(made).exists();
    assertThat(Files.getLastModifiedTime(cached)).isEqualTo(before);

    Files.write(cached, new byte[] {1, 2, 3});
    ConvertWeights.install(manifest("m.json"), classes, cache);
    assertThat(made).hasBinaryContent(ModelManifest.bundled().load("pad-livenessnet"));
  }

  @Test
  void a_published_file_that_was_changed_is_not_converted() throws IOException {
    Path weights = folder.resolve("published/pad-livenessnet-weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[100] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> ConvertWeights.install(manifest("m.json"), classes, cache))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Wrong checksum");
    assertThat(classes.resolve("models/pad-livenessnet.onnx")).doesNotExist();
  }

  @Test
  void another_form_is_refused() throws IOException {
    Files.copy(
        PUBLISHED.resolve("pad-livenessnet.json"), folder.resolve("published/pad-livenessnet.pt"));
    assertThatThrownBy(() -> ConvertWeights.install(manifest("m.pt"), classes, cache))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("'pad-livenessnet'")
        .hasMessageContaining(".tflite or a .json");
  }
}
