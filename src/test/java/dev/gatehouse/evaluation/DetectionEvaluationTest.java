package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel.Precision;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.ObjectDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectionEvaluationTest {
  private static final Path COCO = Path.of("../shared/data/detection/coco");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void both_forms_find_what_is_asked_of_them_on_coco(Precision precision) {
    assumeThat(COCO)
        .as("needs ../shared/data/detection/coco: photos of COCO 2017 with their instances.json")
        .isDirectory();
    var evaluation =
        DetectionEvaluation.load(
            COCO.resolve("instances.json"), COCO.resolve("images"), ObjectClass.STREET);
    try (var model = DetectorModel.load(ModelManifest.bundled(), precision, 2);
        var detector =
            new ObjectDetector(model, DetectorOptions.defaults().withThreshold(0.001f))) {
      DetectionEvaluation.Result result = evaluation.run(detector, (done, all) -> {});
      assertThat(result.images()).isGreaterThanOrEqualTo(50);
      assertThat(result.ap50()).isGreaterThanOrEqualTo(0.64);
      assertThat(result.classes())
          .filteredOn(row -> row.type().equals("person"))
          .allSatisfy(row -> assertThat(row.ap50()).isGreaterThanOrEqualTo(0.78))
          .hasSize(1);
    }
  }

  @Test
  void files_that_are_missing_or_of_another_kind_are_named() throws IOException {
    Path none = folder.resolve("none.json");
    assertThatThrownBy(() -> DetectionEvaluation.load(none, folder, ObjectClass.STREET))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("none.json");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
    assertThatThrownBy(() -> DetectionEvaluation.load(other, folder, ObjectClass.STREET))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("is it COCO's instances file?");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"images\": [");
    assertThatThrownBy(() -> DetectionEvaluation.load(broken, folder, ObjectClass.STREET))
        .isInstanceOf(EvaluationException.class);
    Path photo =
        Files.writeString(
            folder.resolve("photo.json"), "{\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}]}");
    assertThatThrownBy(() -> DetectionEvaluation.load(photo, folder, ObjectClass.STREET))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("1.jpg")
        .hasMessageContaining("missing");
  }
}
