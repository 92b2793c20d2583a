package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivenessEvaluationTest {
  private static final Path DATA = Path.of("../shared/data/faces/liveness");

  @TempDir Path folder;

  @Test
  void rates_are_counted_by_species_and_the_worst_one_is_named() {
    var scorer =
        LivenessEvaluation.scorer(
            new double[] {-1, 1, 2, 3, 4, 5, 6, 7, 8, 9},
            Map.of("print", new double[] {-3, -2, -1, 0}, "screen", new double[] {2, -2}));
    assertThat(scorer.atDefault().bpcer()).isEqualTo(0.1);
    assertThat(scorer.atDefault().apcer()).isEqualTo(Map.of("print", 0.25, "screen", 0.5));
    assertThat(scorer.atDefault().worstApcer()).isEqualTo(0.5);

    // Ten bona fide pictures allow none below the threshold at 1 and 5 %, one at 10 %.
    var strict = Objects.requireNonNull(scorer.atBpcer().get("0.01"));
    assertThat(strict.threshold()).isEqualTo(-1);
    assertThat(strict.bpcer()).isZero();
    assertThat(strict.apcer()).isEqualTo(Map.of("print", 0.5, "screen", 0.5));
    var loose = Objects.requireNonNull(scorer.atBpcer().get("0.10"));
    assertThat(loose.threshold()).isEqualTo(1);
    assertThat(loose.bpcer()).isEqualTo(0.1);
    assertThat(loose.apcer()).isEqualTo(Map.of("print", 0.0, "screen", 0.5));
    // Of 60 pairs: -1 beats three and ties one, 1 beats five, 2 beats five and ties one, 42 more.
    assertThat(scorer.auc()).isCloseTo((3 + 0.5 + 5 + 5 + 0.5 + 42) / 60, within(1e-9));
  }

  @Test
  void a_folder_without_pictures_is_named() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "none");
    try (var detector = OnnxModel.load(ModelManifest.bundled(), "face-detector", 1);
        var models = PresentationAttackModels.load(ModelManifest.bundled(), 1)) {
      assertThatThrownBy(
              () -> LivenessEvaluation.run(detector, models, folder, folder, (a, b) -> {}))
          .isInstanceOf(EvaluationException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("no pictures");
    }
  }

  @Test
  void replays_on_a_screen_score_lower_than_the_man_himself() {
    assumeThat(DATA).as("../shared/data/faces/liveness (docs/liveness.md)").exists();
    try (var detector = OnnxModel.load(ModelManifest.bundled(), "face-detector", 1);
        var models = PresentationAttackModels.load(ModelManifest.bundled(), 1)) {
      var result =
          LivenessEvaluation.run(
              detector, models, DATA.resolve("real"), DATA.resolve("fake"), (a, b) -> {});
      assertThat(result.bonaFide().pictures()).isEqualTo(50);
      assertThat(result.attacks()).containsOnlyKeys("fake");
      assertThat(result.scorers())
          .containsOnlyKeys("fused", "pad-minifasnet", "pad-faceplugin", "pad-livenessnet");
      assertThat(Objects.requireNonNull(result.scorers().get("fused")).auc()).isGreaterThan(0.945);
      assertThat(result.scorers().values())
          .allSatisfy(s -> assertThat(s.auc()).isBetween(0.75, 1.0));
    }
  }
}
