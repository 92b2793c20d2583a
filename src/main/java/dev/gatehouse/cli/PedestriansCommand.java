package dev.gatehouse.cli;

import dev.gatehouse.evaluation.PedestrianEvaluation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pedestrians",
    mixinStandardHelpOptions = true,
    description = "How well the colours of people's clothes are told.",
    footer = {
      "",
      "CSV has Market-1501's attributes: file, cam, upblack, upwhite, ..., downblue, ... (2 for",
      "yes). The light of each camera is estimated from its pictures first. Age and sex are not",
      "measured in this version.",
      "",
      "  gatehouse evaluate pedestrians --labels pedestrians/labels.csv --images DIR"
    })
@SuppressWarnings("NullAway.Init")
final class PedestriansCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(names = "--labels", required = true, paramLabel = "CSV", description = "the labels")
  private Path labels;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "where their files lie")
  private Path images;

  @Override
  public Integer call() {
    var result = PedestrianEvaluation.run(labels, images, new Progress("People"));
    var text = new StringBuilder();
    text.append("pictures           %d%n".formatted(result.pictures()));
    text.append("ms a person        %.2f%n".formatted(result.msPerPerson()));
    text.append(part("above the waist", result.upper()));
    text.append(part("below the waist", result.lower()));
    output.print(result, text.toString());
    return 0;
  }

  private static String part(String name, PedestrianEvaluation.Part part) {
    return "%n%s, %d pictures with a colour%n".formatted(name, part.labelled())
        + "balanced accuracy  %.1f %%%n".formatted(100 * part.balancedAccuracy())
        + "accuracy           %.1f %%%n".formatted(100 * part.accuracy())
        + "  labels' names only %.1f %%%n".formatted(100 * part.accuracyAmongLabels())
        + "mean score         %.3f%n%n".formatted(part.meanScore())
        + ConfusionTable.of(part.confusion(), part.recall());
  }
}
