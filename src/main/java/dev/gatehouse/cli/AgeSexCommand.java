package dev.gatehouse.cli;

import dev.gatehouse.evaluation.AgeSexEvaluation;
import dev.gatehouse.evaluation.AgeSexEvaluation.Details;
import dev.gatehouse.face.AgeErrors;
import dev.gatehouse.face.AgeSexModels;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "agesex",
    mixinStandardHelpOptions = true,
    description = "How well age and sex are guessed from faces.",
    footer = {
      "",
      "Photos are of one person each and named AGE_SEX_N.jpg, sex 0 male or 1 female, as UTKFace's",
      "are; what is named otherwise or cannot be read is listed and left out. Where no face is",
      "found, the middle of the photo is taken for it: such photos count as all others.",
      "",
      "Child or adult is right where the guess is below 18 exactly if the person is. The last"
          + " table",
      "is what src/main/resources/age-errors.csv holds: it makes of a guess the range that is"
          + " shown.",
      "",
      "  gatehouse evaluate agesex --images faces/agesex --json"
    })
@SuppressWarnings("NullAway.Init")
final class AgeSexCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "photos AGE_SEX_N.jpg")
  private Path images;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1);
        var models = AgeSexModels.load(manifest, 1)) {
      var result = AgeSexEvaluation.run(detector, mesh, models, images, new Progress("Photos"));
      Details details = result.details();
      var text = new StringBuilder();
      text.append("photos                        %d%n".formatted(details.photos()));
      text.append("  no face found, middle taken %d%n".formatted(details.withoutFace()));
      text.append("  no mesh found, box taken    %d%n".formatted(details.withoutMesh()));
      details
          .skipped()
          .forEach(s -> text.append("  left out: %s, %s%n".formatted(s.file(), s.reason())));
      text.append(years("mean error of the age", result.ageMae()));
      text.append(years("  people of 18 to 60", result.ageMae18to60()));
      text.append(share("sex right, of 18 to 60", result.sexAccuracy18to60()));
      text.append(share("  of all", details.sexAccuracy()));
      text.append(share("  sure enough to be shown", details.sexSure()));
      text.append(share("  right among these", details.sexAccuracySure()));
      text.append(share("child or adult right", result.childAdultAccuracy()));
      text.append(share("  children found", details.childrenFound()));
      text.append(share("  adults found", details.adultsFound()));
      text.append(share("range not below 18: children", details.childrenPastLimit()));
      text.append(share("range below 18: adults", details.adultsHeldBack()));
      text.append(share("age in the shown range", details.rangeCoverage()));
      text.append(share("  ranges made of others", details.rangeCoverageElsewhere()));
      text.append(years("mean width of the range", details.rangeYears()));
      text.append(bands("by true age", details.byAge()));
      text.append(bands("by the age guessed", details.byGuess()));
      text.append(
          "%nms a face: mesh %.1f, age and sex %.1f%n%n"
              .formatted(details.msMesh(), details.msAgeSex()));
      text.append("age guessed, and years that nine of ten are younger or older\n");
      for (AgeErrors.Row row : details.errors()) {
        text.append("%.1f,%.1f,%.1f%n".formatted(row.years(), row.under(), row.over()));
      }
      output.print(result, text.toString());
    }
    return 0;
  }

  private static String years(String name, Optional<Double> value) {
    return "%-29s %s%n".formatted(name, value.map(v -> "%.2f years".formatted(v)).orElse("-"));
  }

  private static String share(String name, Optional<Double> value) {
    return "%-29s %s%n".formatted(name, value.map(v -> "%.1f %%".formatted(100 * v)).orElse("-"));
  }

  private static String bands(String name, Map<String, AgeSexEvaluation.Band> bands) {
    var text = new StringBuilder();
    text.append("%n%-18s photos  error   bias  sex right  in range%n".formatted(name));
    bands.forEach(
        (band, b) ->
            text.append(
                "%-18s %6d %6.2f %6.2f    %5.1f %%   %5.1f %%%n"
                    .formatted(
                        band,
                        b.photos(),
                        b.ageMae(),
                        b.ageBias(),
                        100 * b.sexAccuracy(),
                        100 * b.rangeCoverage())));
    return text.toString();
  }
}
