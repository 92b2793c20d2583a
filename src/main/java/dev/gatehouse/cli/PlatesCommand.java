package dev.gatehouse.cli;

import dev.gatehouse.evaluation.PlateEvaluation;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectDetector;
import dev.gatehouse.scene.PlateFinder;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.PlateModels;
import dev.gatehouse.scene.PlateReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plates",
    mixinStandardHelpOptions = true,
    description = {
      "How well licence plates are found and read in single pictures, one thread: the vehicles",
      "first, then the plate of each; the whole picture where no vehicle has one."
    },
    footer = {
      "",
      "DIR has pictures, each with a text file beside it (OpenALPR's form: file, x, y, width,",
      "height, text, separated by tabs), or plates.csv with the same columns; or such folders.",
      "",
      "  gatehouse evaluate plates --dir plates/eu",
      "  gatehouse evaluate plates --dir plates --json"
    })
@SuppressWarnings("NullAway.Init")
final class PlatesCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "the pictures")
  private Path folder;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    PlateFormats formats = PlateFormats.with(Path.of("plate-formats.yaml"));
    Map<String, PlateEvaluation.Result> results;
    try (var model = DetectorModel.load(manifest, 1);
        var detector = new ObjectDetector(model, DetectorOptions.defaults());
        var plates = PlateModels.load(manifest, 1);
        var finder = new PlateFinder(plates);
        var reader = new PlateReader(plates, formats)) {
      results = PlateEvaluation.run(folder, detector, finder, reader, new Progress("Pictures"));
    }
    var text = new StringBuilder();
    text.append(
        "%-10s %8s %8s %10s %8s %11s %12s %12s %14s%n"
            .formatted(
                "folder",
                "pictures",
                "plates",
                "localised",
                "exact",
                "characters",
                "false reads",
                "ms/picture",
                "ms/vehicle"));
    results.forEach(
        (name, r) ->
            text.append(
                "%-10s %8d %8d %8.1f %% %6.1f %% %9.1f %% %12d %12.1f %14.1f%n"
                    .formatted(
                        name,
                        r.images(),
                        r.plates(),
                        100 * r.localised(),
                        100 * r.exact(),
                        100 * r.characters(),
                        r.falseReads(),
                        r.msPerImage(),
                        r.msPerVehicle())));
    output.print(
        results.size() == 1 ? results.values().iterator().next() : results, text.toString());
    return 0;
  }
}
