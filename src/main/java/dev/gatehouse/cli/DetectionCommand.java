package dev.gatehouse.cli;

import dev.gatehouse.evaluation.DetectionEvaluation;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel.Precision;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.ObjectDetector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "detection",
    mixinStandardHelpOptions = true,
    description = "How well objects are found: average precision by COCO's rules.",
    footer = {
      "",
      "  gatehouse evaluate detection --coco instances.json --images coco/images",
      "  gatehouse evaluate detection --coco instances.json --images coco/images --compare"
    })
@SuppressWarnings("NullAway.Init")
final class DetectionCommand implements Callable<Integer> {
  /** Low, since the weak end of the curve counts too. */
  private static final float THRESHOLD = 0.001f;

  @Mixin private Output output;

  @Option(
      names = "--coco",
      required = true,
      paramLabel = "FILE",
      description = "COCO's instances.json")
  private Path coco;

  @Option(names = "--images", required = true, paramLabel = "DIR", description = "its photos")
  private Path images;

  @Mixin private InputSize size;

  @Option(names = "--tiles", defaultValue = "1", description = "tiles a side; default none")
  private int tiles;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAME",
      description = "default person, bicycle, car, motorcycle, bus, truck")
  private List<String> classes = List.of();

  @Option(
      names = "--compare",
      description = "measure the network as published, cut to floats, and in int8, in one run")
  private boolean compare;

  /** One measurement. */
  record Run(String form, DetectionEvaluation.Result result) {}

  @Override
  public Integer call() {
    Set<ObjectClass> wanted =
        classes.isEmpty()
            ? ObjectClass.STREET
            : classes.stream().map(ObjectClass::new).collect(Collectors.toSet());
    var evaluation = DetectionEvaluation.load(coco, images, wanted);
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    DetectorOptions options =
        DetectorOptions.defaults()
            .withLongSide(size.pixels())
            .withTiles(tiles)
            .withClasses(wanted)
            .withThreshold(THRESHOLD);
    if (!compare) {
      Run run = run(evaluation, DetectorModel.load(manifest, 1), options);
      output.print(json(run), text(run));
      return 0;
    }
    List<Run> runs =
        List.of(
            run(evaluation, DetectorModel.published(manifest, 1), options),
            run(evaluation, DetectorModel.load(manifest, Precision.FLOAT32, 1), options),
            run(evaluation, DetectorModel.load(manifest, Precision.INT8, 1), options));
    output.print(
        Map.of("runs", runs.stream().map(DetectionCommand::json).toList()),
        runs.stream().map(DetectionCommand::text).collect(Collectors.joining("\n")));
    return 0;
  }

  private static Run run(
      DetectionEvaluation evaluation, DetectorModel model, DetectorOptions options) {
    try (model;
        var detector = new ObjectDetector(model, options)) {
      return new Run(
          model.form(), evaluation.run(detector, new Progress("Photos, " + model.form())));
    }
  }

  private static Map<String, Object> json(Run run) {
    DetectionEvaluation.Result r = run.result();
    var json = new LinkedHashMap<String, Object>();
    json.put("form", run.form());
    json.put("images", r.images());
    json.put("ap50", r.ap50());
    json.put("ap50_95", r.ap5095());
    json.put("classes", r.classes());
    json.put("msPerImage", r.msPerImage());
    return json;
  }

  private static String text(Run run) {
    var text = new StringBuilder();
    DetectionEvaluation.Result r = run.result();
    text.append("%-12s %8s %7s %9s%n".formatted(run.form(), "objects", "AP50", "AP50-95"));
    for (DetectionEvaluation.Row row : r.classes()) {
      text.append(
          "%-12s %8d %7.3f %9.3f%n".formatted(row.type(), row.objects(), row.ap50(), row.ap5095()));
    }
    text.append("%-12s %8s %7.3f %9.3f%n".formatted("mean", "", r.ap50(), r.ap5095()));
    text.append(
        "%d photos, %.1f ms each (median, one thread)%n".formatted(r.images(), r.msPerImage()));
    return text.toString();
  }
}
