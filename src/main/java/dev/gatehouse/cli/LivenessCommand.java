package dev.gatehouse.cli;

import dev.gatehouse.evaluation.LivenessEvaluation;
import dev.gatehouse.evaluation.LivenessEvaluation.OperatingPoint;
import dev.gatehouse.evaluation.LivenessEvaluation.Presentations;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "liveness",
    mixinStandardHelpOptions = true,
    description = {
      "How well single pictures of attacks (a screen, a print, a mask) are told from those of live",
      "faces, in the terms of ISO/IEC 30107-3. Cues that need a film are not measured here."
    },
    footer = {
      "",
      "--real has pictures of live faces; --fake a folder for each species of attack, or pictures",
      "of one species. Pictures should show what is around the face; a crop of the face alone"
          + " works",
      "and hides much. A picture without a face found is a non-response and counts in no rate.",
      "",
      "  gatehouse evaluate liveness --real liveness/real --fake liveness/fake --json"
    })
@SuppressWarnings("NullAway.Init")
final class LivenessCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(names = "--real", required = true, paramLabel = "DIR", description = "live faces")
  private Path real;

  @Option(names = "--fake", required = true, paramLabel = "DIR", description = "attacks")
  private Path fake;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var models = PresentationAttackModels.load(manifest, 1)) {
      var result = LivenessEvaluation.run(detector, models, real, fake, new Progress("Pictures"));
      var text = new StringBuilder();
      text.append("%-24s %s%n".formatted("bona fide", presentations(result.bonaFide())));
      result
          .attacks()
          .forEach(
              (species, p) ->
                  text.append("%-24s %s%n".formatted("attack: " + species, presentations(p))));
      result
          .scorers()
          .forEach(
              (name, scorer) -> {
                text.append("%n%-24s AUC %.3f%n".formatted(name, scorer.auc()));
                text.append(line("at even odds", scorer.atDefault()));
                scorer
                    .atBpcer()
                    .forEach((level, point) -> text.append(line("BPCER <= " + level, point)));
              });
      text.append("%nms a face                %.1f%n".formatted(result.msPerFace()));
      output.print(result, text.toString());
    }
    return 0;
  }

  private static String presentations(Presentations p) {
    return "%d pictures, no face found in %d".formatted(p.pictures(), p.nonResponses());
  }

  private static String line(String name, OperatingPoint point) {
    return "  %-22s BPCER %5.1f %%  APCER %s  (threshold %.2f)%n"
        .formatted(
            name,
            100 * point.bpcer(),
            point.apcer().entrySet().stream()
                .map(e -> "%s %.1f %%".formatted(e.getKey(), 100 * e.getValue()))
                .collect(Collectors.joining(", ")),
            point.threshold());
  }
}
