package dev.gatehouse.cli;

import dev.gatehouse.evaluation.AppealEvaluation;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "appeal",
    mixinStandardHelpOptions = true,
    description = {
      "How the kiosk's appeal, computed from a face's symmetry and proportions for",
      "fun, goes together with what people said when they were asked."
    },
    footer = {
      "",
      "CSV has the columns file, relative to it, and score, any scale.",
      "",
      "  gatehouse evaluate appeal --labels faces/appeal.csv"
    })
@SuppressWarnings("NullAway.Init")
final class AppealCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(names = "--labels", required = true, paramLabel = "CSV", description = "the ratings")
  private Path labels;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1)) {
      var result = AppealEvaluation.run(detector, mesh, labels, new Progress("Photos"));
      var text = new StringBuilder();
      text.append("photos                         %d%n".formatted(result.photos()));
      text.append("  no face found, or turned     %d%n".formatted(result.turned()));
      text.append("rank correlation with ratings  %.3f%n".formatted(result.correlation()));
      text.append("  symmetry                     %.3f%n".formatted(result.symmetryCorrelation()));
      text.append(
          "  proportions                  %.3f%n".formatted(result.proportionsCorrelation()));
      text.append("\nshown  photos\n");
      result.shown().forEach((n, photos) -> text.append("%5d  %6d%n".formatted(n, photos)));
      output.print(result, text.toString());
    }
    return 0;
  }
}
