package dev.gatehouse.cli;

import dev.gatehouse.inference.ManifestEntry;
import dev.gatehouse.inference.ModelCards;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists the models with origin, licence and the milliseconds each takes here.")
@SuppressWarnings("NullAway.Init")
final class ModelsCommand implements Callable<Integer> {
  private static final int FREE_SIDE = 320;
  private static final int RUNS = 50;

  @Mixin private Output output;

  @Option(names = "--markdown", description = "Write docs/models.md instead, without measuring.")
  private boolean markdown;

  /**
   * @param ms median of one run on one thread
   */
  record Row(String id, String task, String origin, String licence, String training, double ms) {}

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    if (markdown) {
      System.out.print(ModelCards.markdown(ModelManifest.bundled()));
      return 0;
    }
    List<Row> rows = new ArrayList<>();
    for (ManifestEntry entry : manifest.entries()) {
      if (entry.kind() == ManifestEntry.Kind.CONVERTED
          || entry.kind() == ManifestEntry.Kind.MODEL && entry.resource().endsWith(".onnx")) {
        rows.add(
            new Row(
                entry.id(),
                entry.task(),
                entry.origin(),
                entry.licence().orElse("not stated"),
                entry.training().orElse("not stated"),
                milliseconds(manifest, entry)));
      }
    }
    var text = new StringBuilder();
    text.append("%-16s %-20s %8s  %-16s %s%n".formatted("model", "task", "ms", "licence", "from"));
    rows.forEach(
        r ->
            text.append(
                "%-16s %-20s %8.2f  %-16s %s%n"
                    .formatted(r.id(), r.task(), r.ms(), r.licence(), r.origin())));
    text.append("\nms: median of %d runs, one thread. docs/models.md says more.".formatted(RUNS));
    output.print(Map.of("models", rows), text.toString());
    return 0;
  }

  private static double milliseconds(ModelManifest manifest, ManifestEntry entry) {
    try (OnnxModel model = OnnxModel.load(manifest, entry.id(), 1);
        OnnxModel.Call call = model.call(shape(entry, model.inputShape()))) {
      for (int i = 0; i < 10; i++) {
        call.run();
      }
      double[] millis = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        long start = System.nanoTime();
        call.run();
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(millis);
      return millis[RUNS / 2];
    }
  }

  /** The shape that the manifest states, with 320 pixels where it leaves a size free. */
  private static long[] shape(ManifestEntry entry, long[] declared) {
    String stated = entry.input().orElse("").replaceFirst("^\\[([^]]*)\\].*", "$1");
    String[] sides = stated.split(",", -1);
    long[] shape = declared.clone();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 1) {
        boolean known = sides.length == shape.length && sides[i].matches("\\d{1,5}");
        shape[i] = known ? Long.parseLong(sides[i]) : i == 0 ? 1 : FREE_SIDE;
      }
    }
    return shape;
  }
}
