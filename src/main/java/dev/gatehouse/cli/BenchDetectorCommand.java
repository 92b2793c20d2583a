package dev.gatehouse.cli;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel.Precision;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectDetector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "detector",
    mixinStandardHelpOptions = true,
    description = {
      "How long the detector takes for a picture, letterbox to boxes, on one thread: as published",
      "(640x640), cut to floats, and in int8, in one run, taking turns."
    })
@SuppressWarnings("NullAway.Init")
final class BenchDetectorCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--image",
      required = true,
      paramLabel = "FILE",
      description = "a picture; one of 16:9 is looked at in 640x384")
  private Path file;

  @Mixin private InputSize size;

  @Option(names = "--runs", defaultValue = "50", description = "default ${DEFAULT-VALUE}")
  private int runs;

  @Override
  public Integer call() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    DetectorOptions options = DetectorOptions.defaults().withLongSide(size.pixels());
    List<double[]> millis = new ArrayList<>();
    try (Image image = ImageCodec.read(file);
        var published = DetectorModel.published(manifest, 1);
        var floats = DetectorModel.load(manifest, Precision.FLOAT32, 1);
        var integers = DetectorModel.load(manifest, Precision.INT8, 1)) {
      List<ObjectDetector> detectors = new ArrayList<>();
      for (DetectorModel model : List.of(published, floats, integers)) {
        var detector = new ObjectDetector(model, options);
        detectors.add(detector);
        millis.add(new double[runs]);
        for (int i = 0; i < 5; i++) {
          detector.detect(image);
        }
      }
      for (int i = 0; i < runs; i++) {
        for (int d = 0; d < detectors.size(); d++) {
          long start = System.nanoTime();
          detectors.get(d).detect(image);
          millis.get(d)[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      detectors.forEach(ObjectDetector::close);
      var result = new LinkedHashMap<String, Object>();
      var text = new StringBuilder();
      text.append(
          "%dx%d picture, one thread, %d runs in turns: median (least) ms%n"
              .formatted(image.width(), image.height(), runs));
      for (int d = 0; d < detectors.size(); d++) {
        String form = detectors.get(d).model().form();
        double[] times = millis.get(d);
        Arrays.sort(times);
        result.put(form, times[runs / 2]);
        text.append("%-10s %6.1f (%.1f)%n".formatted(form, times[runs / 2], times[0]));
      }
      output.print(Map.of("medianMs", result, "runs", runs), text.toString());
    }
    return 0;
  }
}
