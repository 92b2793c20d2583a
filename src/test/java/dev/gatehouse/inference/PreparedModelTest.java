package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedModelTest {
  @TempDir Path folder;
  private Path cache;
  private Path network;
  private int calibrations;

  @BeforeEach
  void network() throws IOException {
    cache = folder.resolve("cache");
    network = Files.write(folder.resolve("tiny.onnx"), TinyNetworks.convolutions());
  }

  private void make(Path classes, String photo) throws IOException {
    ModelManifest manifest =
        ModelManifest.parse(
            """
            - {id: tiny, kind: model, task: t, file: '%s', sha256: "%s"}
            - {id: photo, kind: calibration, task: t, package: p@1.0.0, path: a.jpg, sha256: "%s"}
            """
                .formatted(
                    network,
                    Checksum.sha256(Files.readAllBytes(network)),
                    Checksum.sha256(photo.getBytes(StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.UTF_8),
            "test");
    PreparedModel.make(
        manifest,
        manifest.entry("tiny"),
        List.of("head"),
        List.of(manifest.entry("photo")),
        this::inputs,
        new long[] {1, 3, 8, 8},
        classes,
        cache);
  }

  private List<FloatBuffer> inputs() {
    calibrations++;
    FloatBuffer input =
        ByteBuffer.allocateDirect(192 * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < 192; i++) {
      input.put(i, i / 191f);
    }
    return List.of(input);
  }

  private static Path integers(Path classes) {
    return classes.resolve("models/tiny-int8.onnx");
  }

  @Test
  void both_forms_are_made_once_and_run_at_any_size() throws IOException {
    Path classes = folder.resolve("one");
    make(classes, "a");
    for (Path file : List.of(integers(classes), classes.resolve("models/tiny-float.onnx"))) {
      try (var model = OnnxModel.load("tiny", Files.readAllBytes(file), 1);
          var call = model.call(1, 3, 4, 6)) {
        assertThat(model.outputShapes()).containsOnlyKeys("head");
        assertThat(call.output(0).capacity()).isEqualTo(2 * 4 * 6);
      }
    }
    Path second = folder.resolve("two");
    make(second, "a");
    assertThat(calibrations).as("the second build takes them from the cache").isEqualTo(1);
    assertThat(integers(second)).hasSameBinaryContentAs(integers(classes));
  }

  @Test
  void a_damaged_file_in_the_cache_is_made_again() throws IOException {
    Path classes = folder.resolve("one");
    make(classes, "a");
    byte[] right = Files.readAllBytes(integers(classes));
    try (var files = Files.list(cache)) {
      for (Path file : files.filter(f -> f.toString().endsWith("int8.onnx")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    make(classes, "a");
    assertThat(calibrations).isEqualTo(2);
    assertThat(integers(classes)).hasBinaryContent(right);
  }

  @Test
  void a_damaged_file_in_the_build_is_replaced_from_the_cache() throws IOException {
    Path classes = folder.resolve("one");
    make(classes, "a");
    byte[] right = Files.readAllBytes(integers(classes));
    Files.write(integers(classes), new byte[] {1});
    make(classes, "a");
    assertThat(calibrations).isEqualTo(1);
    assertThat(integers(classes)).hasBinaryContent(right);
  }

  @Test
  void other_calibration_photos_make_another_file() throws IOException {
    make(folder.resolve("one"), "a");
    make(folder.resolve("one"), "b");
    assertThat(calibrations).isEqualTo(2);
  }
}
