package dev.gatehouse.cli;

import dev.gatehouse.evaluation.VerificationEvaluation;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "verification",
    mixinStandardHelpOptions = true,
    description = "How well two photos of one person are told from two of different people (1:1).",
    footer = {
      "",
      "FILE has LFW's form: one set (pairsDevTest.txt) or ten folds (pairs.txt). Mates are its"
          + " pairs;",
      "impostors are all pairs of different people among its pictures. A picture without a face",
      "found is an error, never left out.",
      "",
      "  gatehouse evaluate verification --images lfw/images --pairs lfw/pairsDevTest.txt --json"
    })
@SuppressWarnings("NullAway.Init")
final class VerificationCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Mixin private LabelledPhotos photos;

  @Override
  public Integer call() {
    try (var models = FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 1)) {
      var result =
          VerificationEvaluation.run(
              models, photos.images, photos.pairs, photos.threads, new Progress("Faces"));
      var text = new StringBuilder();
      text.append("pairs          %d (%d folds)%n".formatted(result.pairs(), result.folds()));
      text.append(
          "accuracy       %.4f at similarity %.3f%n"
              .formatted(result.accuracy(), result.accuracyThreshold()));
      result
          .fnmr()
          .forEach(
              (rate, value) ->
                  text.append(
                      "FNMR at FMR %s  %.2f %% (similarity %.3f)%n"
                          .formatted(rate, 100 * value, result.thresholds().get(rate))));
      text.append("impostor pairs %d%n".formatted(result.impostorPairs()));
      text.append("no face found  %d of %d%n".formatted(result.notDetected(), result.images()));
      text.append("ms a face      %.1f%n".formatted(result.msPerFace()));
      output.print(result, text.toString());
    }
    return 0;
  }
}
