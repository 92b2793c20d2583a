package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectDetector;
import dev.gatehouse.scene.PlateFinder;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.PlateModels;
import dev.gatehouse.scene.PlatePictures;
import dev.gatehouse.scene.PlateReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlateEvaluationTest {
  @TempDir private Path folder;

  private Map<String, PlateEvaluation.Result> run() {
    ModelManifest manifest = ModelManifest.bundled();
    try (var model = DetectorModel.load(manifest, 1);
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        var models = PlateModels.load(manifest, 1);
        var finder = new PlateFinder(models);
        var reader = new PlateReader(models, PlateFormats.bundled())) {
      return PlateEvaluation.run(folder, detector, finder, reader, (done, total) -> {});
    }
  }

  @Test
  void bothFormsOfGroundTruthAreReadAndMeasured() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    Files.write(texts.resolve("one.png"), PlatePictures.png("BRK4726"));
    Files.writeString(texts.resolve("one.txt"), "one.png\t240\t285\t160\t40\tBRK-4726\n");
    Path table = Files.createDirectories(folder.resolve("table"));
    Files.write(table.resolve("two.png"), PlatePictures.png("WT472KE"));
    Files.writeString(
        table.resolve("plates.csv"),
        "file,x,y,width,height,text,colour\n"
            + "two.png,240,285,160,40,WT472KX,white\n"
            + "two.png,20,20,60,20,ABC123,white\n");
    Map<String, PlateEvaluation.Result> results = run();
    assertThat(results).containsOnlyKeys("texts", "table", "all");
    PlateEvaluation.Result one = result(results, "texts");
    assertThat(one.plates()).isEqualTo(1);
    assertThat(one.localised()).isEqualTo(1);
    assertThat(one.exact()).isEqualTo(1);
    assertThat(one.characters()).isEqualTo(1);
    PlateEvaluation.Result two = result(results, "table");
    assertThat(two.images()).isEqualTo(1);
    assertThat(two.plates()).isEqualTo(2);
    assertThat(two.localised()).as("the second is not there").isEqualTo(0.5);
    assertThat(two.exact()).as("one character differs").isZero();
    assertThat(two.characters())
        .isCloseTo(6 / 7.0 / 2, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(result(results, "all").plates()).isEqualTo(3);
  }

  private static PlateEvaluation.Result result(
      Map<String, PlateEvaluation.Result> results, String name) {
    return Optional.ofNullable(results.get(name)).orElseThrow();
  }

  @Test
  void aFolderWithoutGroundTruthIsRefused() {
    assertThatThrownBy(this::run)
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no ground truth");
  }

  @Test
  void aBrokenLineIsShown() throws IOException {
    Files.writeString(folder.resolve("bad.txt"), "bad.png\tx\t285\t160\t40\tBRK4726\n");
    assertThatThrownBy(this::run)
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("bad.txt");
  }

  @Test
  void theDistanceOfTextsCountsTheirEdits() {
    assertThat(PlateEvaluation.distance("ABC123", "ABC123")).isZero();
    assertThat(PlateEvaluation.distance("ABC123", "A8C123")).isEqualTo(1);
    assertThat(PlateEvaluation.distance("ABC123", "BC1234")).isEqualTo(2);
    assertThat(PlateEvaluation.distance("", "BC")).isEqualTo(2);
  }
}
