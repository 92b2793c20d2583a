package dev.gatehouse.cli;

import dev.gatehouse.evaluation.LandmarkEvaluation;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "landmarks",
    mixinStandardHelpOptions = true,
    description = "How exactly the 68 points of faces, and the mesh of 468, are found.",
    footer = {
      "",
      "Each photo has a .pts file beside it with 300-W's 68 points of one face.",
      "Errors are mean distances in distances of the outer corners of the eyes.",
      "",
      "  gatehouse evaluate landmarks --images faces/landmarks"
    })
@SuppressWarnings("NullAway.Init")
final class LandmarksCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "photos with .pts files")
  private Path images;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    try (var detector = OnnxModel.load(manifest, "face-detector", 1);
        var landmarks = OnnxModel.load(manifest, "face-landmarks", 1);
        var mesh = OnnxModel.load(manifest, "face-mesh", 1)) {
      var result =
          LandmarkEvaluation.run(detector, landmarks, mesh, images, new Progress("Photos"));
      output.print(
          result,
          "faces %d, not found %d%n%n".formatted(result.faces(), result.notFound())
              + "            all 68  without contour  ms a face%n".formatted()
              + line("68 points", result.shape())
              + line("mesh", result.mesh()));
    }
    return 0;
  }

  private static String line(String name, LandmarkEvaluation.Errors errors) {
    return "%-10s  %4.1f %%   %4.1f %%           %6.1f%n"
        .formatted(name, 100 * errors.all(), 100 * errors.inner(), errors.msPerFace());
  }
}
