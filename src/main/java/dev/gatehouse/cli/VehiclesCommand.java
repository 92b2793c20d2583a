package dev.gatehouse.cli;

import dev.gatehouse.evaluation.VehicleEvaluation;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectDetector;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "vehicles",
    mixinStandardHelpOptions = true,
    description = "How well colours and types of vehicles are told.",
    footer = {
      "",
      "--colours: a folder of pictures for each colour (black, red, ...), one vehicle a picture.",
      "--labels: a CSV with the columns file and make_model_year, as Stanford Cars names them; the",
      "body's type is measured. Make and model are not told in this version.",
      "",
      "  gatehouse evaluate vehicles --colours vehicle_colour",
      "  gatehouse evaluate vehicles --labels vehicles/labels.csv"
    })
final class VehiclesCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @ArgGroup(multiplicity = "1")
  private Data data = new Data();

  /** One of the two. */
  static final class Data {
    @Option(names = "--colours", paramLabel = "DIR", description = "a folder for each colour")
    private @Nullable Path colours;

    @ArgGroup(exclusive = false)
    private @Nullable Labelled labelled;
  }

  /** Labels with the pictures they are of. */
  @SuppressWarnings("NullAway.Init")
  static final class Labelled {
    @Option(names = "--labels", required = true, paramLabel = "CSV", description = "the labels")
    private Path labels;

    @Option(
        names = "--images",
        paramLabel = "DIR",
        description = "where their files lie; default the folder of the CSV")
    private @Nullable Path images;
  }

  @Override
  public Integer call() {
    if (data.colours != null) {
      colours(data.colours);
    }
    if (data.labelled != null) {
      Path labels = data.labelled.labels;
      Path images = data.labelled.images;
      types(labels, images != null ? images : labels.resolveSibling(""));
    }
    return 0;
  }

  private void colours(Path folder) {
    var result = VehicleEvaluation.colours(folder, new Progress("Vehicles"));
    var text = new StringBuilder();
    text.append("pictures             %d%n".formatted(result.pictures()));
    text.append("accuracy             %.1f %%%n".formatted(100 * result.accuracy()));
    text.append("  folders' names only  %.1f %%%n".formatted(100 * result.accuracyAmongFolders()));
    text.append("  silver as grey       %.1f %%%n".formatted(100 * result.accuracySilverIsGrey()));
    text.append("balanced accuracy    %.1f %%%n".formatted(100 * result.balancedAccuracy()));
    text.append("mean score           %.3f%n".formatted(result.meanScore()));
    text.append("nothing told         %d%n".formatted(result.untold()));
    if (!result.leftOut().isEmpty()) {
      text.append("no colour of ours    %s%n".formatted(String.join(", ", result.leftOut())));
    }
    text.append("ms a vehicle         %.2f%n%n".formatted(result.msPerVehicle()));
    text.append(ConfusionTable.of(result.confusion(), result.recall()));
    output.print(result, text.toString());
  }

  private void types(Path labels, Path images) {
    var options = DetectorOptions.defaults().withLongSide(192).withThreshold(0.1f);
    try (var model = DetectorModel.load(ModelManifest.with(Path.of("models.yaml")), 1);
        var detector = new ObjectDetector(model, options)) {
      var result = VehicleEvaluation.types(labels, images, detector, new Progress("Vehicles"));
      var text = new StringBuilder();
      text.append("pictures           %d%n".formatted(result.pictures()));
      text.append("accuracy           %.1f %%%n".formatted(100 * result.accuracy()));
      text.append("balanced accuracy  %.1f %%%n".formatted(100 * result.balancedAccuracy()));
      result
          .precision()
          .forEach(
              (name, value) ->
                  text.append("%-18s %.1f %% right%n".formatted("called " + name, 100 * value)));
      text.append("ms a vehicle       %.2f%n".formatted(result.msPerVehicle()));
      text.append("make and model     not told in this version%n%n".formatted());
      text.append(ConfusionTable.of(result.confusion(), result.recall()));
      output.print(result, text.toString());
    }
  }
}
