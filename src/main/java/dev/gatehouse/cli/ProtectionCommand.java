package dev.gatehouse.cli;

import dev.gatehouse.evaluation.ProtectionEvaluation;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "protection",
    mixinStandardHelpOptions = true,
    description = {
      "Whether protected templates of two deployments can be linked (D_sys of Gomez-Barrero et"
          + " al.),",
      "and what protection costs in accuracy (FNMR at FMR 1e-3)."
    },
    footer = {
      "",
      "FILE has LFW's form. All pictures that it names are used, under secrets drawn for it.",
      "",
      "  gatehouse evaluate protection --images lfw/images --pairs lfw/pairsDevTest.txt --json"
    })
@SuppressWarnings("NullAway.Init")
final class ProtectionCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Mixin private LabelledPhotos photos;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the secrets; default ${DEFAULT-VALUE}")
  private long seed;

  @Override
  public Integer call() {
    try (var models = FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 1)) {
      var result =
          ProtectionEvaluation.run(
              models, photos.images, photos.pairs, photos.threads, seed, new Progress("Faces"));
      var text = new StringBuilder();
      text.append(
          "D_sys, two deployments  %.4f (%d mated, %d other scores)%n"
              .formatted(result.unlinkability(), result.matedScores(), result.nonMatedScores()));
      text.append("D_sys by chance alone   %.4f%n".formatted(result.chance()));
      text.append("D_sys, one deployment   %.4f%n".formatted(result.sameSecret()));
      result
          .fnmr()
          .forEach(
              (name, value) ->
                  text.append(
                      "FNMR at FMR 1e-3, %-12s %.2f %% (similarity %.4f)%n"
                          .formatted(name, 100 * value, result.thresholds().get(name))));
      text.append("greatest change of a similarity %.1e%n".formatted(result.greatestChange()));
      text.append("impostor pairs %d%n".formatted(result.impostorPairs()));
      text.append("no face found  %d of %d%n".formatted(result.notDetected(), result.images()));
      output.print(result, text.toString());
    }
    return 0;
  }
}
