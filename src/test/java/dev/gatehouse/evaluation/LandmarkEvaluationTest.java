package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.face.Photos;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandmarkEvaluationTest {
  private static final Path DATA = Path.of("../shared/data/faces/landmarks");

  @TempDir Path folder;

  private static LandmarkEvaluation.Result run(Path images) {
    ModelManifest manifest = ModelManifest.bundled();
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var landmarks = OnnxModel.load(manifest, "face-landmarks", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1)) {
      return LandmarkEvaluation.run(detector, landmarks, mesh, images, (done, all) -> {});
    }
  }

  @Test
  void points_without_a_picture_or_of_another_number_are_named() throws IOException {
    assertThatThrownBy(() -> run(folder)).hasMessageContaining("no files of points");
    Files.writeString(folder.resolve("a.pts"), "version: 1\n{\n1 2\n3 4\n}\n");
    Files.copy(Photos.file("emily-1"), folder.resolve("a.jpg"));
    assertThatThrownBy(() -> run(folder)).hasMessageContaining("a.pts has 2 points");
    Files.writeString(folder.resolve("a.pts"), "10 1e999\n".repeat(68));
    assertThatThrownBy(() -> run(folder)).hasMessageContaining("a.pts has a point that no picture has");
    Files.writeString(folder.resolve("a.pts"), "10 20\n".repeat(68));
    Files.delete(folder.resolve("a.jpg"));
    assertThatThrownBy(() -> run(folder)).hasMessageContaining("no picture a.jpg");
  }

  @Test
  void a_face_that_is_elsewhere_counts_as_not_found() throws IOException {
    Files.writeString(folder.resolve("a.pts"), "version: 1\n{\n" + "1 2\n".repeat(68) + "}\n");
    Files.copy(Photos.file("emily-1"), folder.resolve("a.jpg"));
    var result = run(folder);
    assertThat(result.faces()).isEqualTo(1);
    assertThat(result.notFound()).isEqualTo(1);
  }

  @Test
  void on_300_w_both_are_as_exact_as_the_docs_say() {
    assumeThat(DATA).as("../shared/data/faces/landmarks (docs/faces.md)").exists();
    var result = run(DATA);
    assertThat(result.faces()).isEqualTo(25);
    assertThat(result.notFound()).isZero();
    assertThat(result.shape().inner()).isLessThan(0.042);
    assertThat(result.mesh().inner()).isLessThan(0.062);
    assertThat(result.mesh().all()).isLessThan(0.08);
  }
}
