package dev.gatehouse.cli;

import dev.gatehouse.evaluation.IdentificationEvaluation;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "identification",
    mixinStandardHelpOptions = true,
    description = "How well enrolled people are found, and strangers are not (1:N, open set).",
    footer = {
      "",
      "The person is the file's name before its number: Ada_Lovelace_0001.jpg.",
      "",
      "  gatehouse evaluate identification --images DIR --enrol 2 --gallery 500 --nonmembers 1000"
    })
@SuppressWarnings("NullAway.Init")
final class IdentificationCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "photos Name_0001.jpg")
  private Path images;

  @Option(
      names = "--enrol",
      defaultValue = "2",
      paramLabel = "K",
      description = "photos a person to enrol from; default ${DEFAULT-VALUE}")
  private int enrol;

  @Option(
      names = "--gallery",
      defaultValue = "500",
      paramLabel = "N",
      description = "people to enrol; default ${DEFAULT-VALUE}")
  private int gallery;

  @Option(
      names = "--nonmembers",
      defaultValue = "1000",
      paramLabel = "M",
      description = "people not enrolled; default ${DEFAULT-VALUE}")
  private int nonmembers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "of the choice of people; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--threads", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
  private int threads;

  @Override
  public Integer call() {
    try (var models = FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 1)) {
      var result =
          IdentificationEvaluation.run(
              models, images, enrol, gallery, nonmembers, seed, threads, new Progress("Faces"));
      var text = new StringBuilder();
      text.append(
          "gallery        %d people, %d photos each%n".formatted(result.gallery(), result.enrol()));
      text.append(
          "probes         %d of members, %d of strangers%n"
              .formatted(result.mateProbes(), result.nonmemberProbes()));
      result
          .fnir()
          .forEach(
              (rate, value) ->
                  text.append(
                      "FNIR at %s  %.2f %% (similarity %.3f)%n"
                          .formatted(
                              rate.toUpperCase(Locale.ROOT),
                              100 * value,
                              result.thresholds().get(rate))));
      text.append("rank 1         %.2f %%%n".formatted(100 * result.rank1()));
      text.append("no face found  %d%n".formatted(result.notDetected()));
      output.print(result, text.toString());
    }
    return 0;
  }
}
