package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.face.Photos;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppealEvaluationTest {
  @TempDir Path folder;

  private static AppealEvaluation.Result run(Path labels) {
    ModelManifest manifest = ModelManifest.bundled();
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1)) {
      return AppealEvaluation.run(detector, mesh, labels, (done, all) -> {});
    }
  }

  @Test
  void the_correlation_is_that_of_ranks() {
    double[] a = {1, 2, 3, 4, 5};
    assertThat(AppealEvaluation.spearman(a, new double[] {10, 20, 25, 1000, 1e6}))
        .isCloseTo(1, within(1e-12));
    assertThat(AppealEvaluation.spearman(a, new double[] {5, 4, 3, 2, 1}))
        .isCloseTo(-1, within(1e-12));
    // Ranks 2.5, 2.5, 1, 4, 5: 1 - 6 * (1.5^2 + 0.5^2 + 2^2) / 120, less the tie's part.
    assertThat(AppealEvaluation.spearman(a, new double[] {2, 2, 1, 3, 4}))
        .isCloseTo(6.5 / Math.sqrt(10 * 9.5), within(1e-12));
    assertThat(AppealEvaluation.spearman(a, new double[] {7, 7, 7, 7, 7})).isZero();
  }

  @Test
  void each_photo_counts_once_as_shown_or_as_turned() throws IOException {
    var csv = new StringBuilder("file,score\n");
    int rating = 1;
    for (String name : Photos.names()) {
      Files.copy(Photos.file(name), folder.resolve(name + ".jpg"));
      csv.append(name).append(".jpg,").append(rating++).append('\n');
    }
    Path labels = Files.writeString(folder.resolve("ratings.csv"), csv);

    var result = run(labels);

    assertThat(result.photos()).isEqualTo(19);
    // Laura in profile, and Tara, who turns away.
    assertThat(result.turned()).isBetween(2, 9);
    assertThat(result.shown().values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(19 - result.turned());
    assertThat(result.shown().keySet()).allMatch(n -> n >= 90 && n <= 99);
    assertThat(result.correlation()).isBetween(-1.0, 1.0);
  }

  @Test
  void a_line_that_is_wrong_is_named() throws IOException {
    Path labels = folder.resolve("ratings.csv");
    Files.copy(Photos.file("emily-1"), folder.resolve("a.jpg"));
    Files.writeString(labels, "file,score\na.jpg,good\n");
    assertThatThrownBy(() -> run(labels))
        .hasMessageContaining("line 2")
        .hasMessageContaining("good");
    Files.writeString(labels, "file,score\nb.jpg,3\n");
    assertThatThrownBy(() -> run(labels))
        .hasMessageContaining("line 2")
        .hasMessageContaining("b.jpg");
    Files.writeString(labels, "file,stars\na.jpg,3\n");
    assertThatThrownBy(() -> run(labels)).hasMessageContaining("score");
  }
}
