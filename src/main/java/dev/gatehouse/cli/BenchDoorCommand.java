package dev.gatehouse.cli;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraException;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.door.Decision;
import dev.gatehouse.door.DoorAnalysis;
import dev.gatehouse.door.DoorPolicy;
import dev.gatehouse.door.Outcome;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.LivenessMode;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.bytedeco.opencv.opencv_core.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "door",
    mixinStandardHelpOptions = true,
    description = {
      "How long a door takes from the frame that completes the evidence to its decision.",
      "The film plays in real time, over and over; the person in it is enrolled from its first",
      "good frames, and each decision begins a new approach."
    })
@SuppressWarnings("NullAway.Init")
final class BenchDoorCommand implements Callable<Integer> {
  private static final String PLACE = "bench";

  @Mixin private Output output;

  @Option(
      names = "--video",
      required = true,
      paramLabel = "FILE",
      description = "a film with a face")
  private Path video;

  @Option(
      names = "--decisions",
      defaultValue = "100",
      description = "how many to measure; default ${DEFAULT-VALUE}")
  private int decisions;

  @Option(
      names = "--size",
      defaultValue = "640x480",
      paramLabel = "WxH",
      description = "size that the frames are brought to; default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--liveness",
      defaultValue = "PASSIVE",
      paramLabel = "MODE",
      description = "off or passive; default ${DEFAULT-VALUE}")
  private LivenessMode liveness;

  @Override
  public Integer call() throws InterruptedException {
    String[] sides = size.split("x", -1);
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    List<Double> latencies = new ArrayList<>();
    List<Double> faceMillis = new ArrayList<>();
    int opened = 0;
    try (var models = FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 2);
        var attackModels =
            PresentationAttackModels.load(ModelManifest.with(Path.of("models.yaml")), 1);
        var gallery = new Gallery();
        var pool = new FramePool(4);
        var scaled = new Size(width, height);
        var analyzer = new FaceAnalyzer(models);
        var analysis =
            new DoorAnalysis(
                "bench",
                PLACE,
                DoorPolicy.defaults(),
                LivenessCheck.of(liveness, attackModels),
                gallery,
                models,
                Clock.systemUTC(),
                Optional.empty());
        var camera =
            new Camera(
                "bench",
                "bench",
                new Source.Files(List.of(video), true, true),
                CameraOptions.defaults())) {
      enrol(gallery, analyzer);
      camera.start();
      var progress = new Progress("Decisions");
      long end = System.nanoTime() + Duration.ofSeconds(10 + 5L * decisions).toNanos();
      // The first decisions warm the JIT up and are not counted.
      int warmUp = 5;
      while (latencies.size() < decisions + warmUp && System.nanoTime() < end) {
        Optional<Frame> taken = camera.take(Duration.ofSeconds(5));
        if (taken.isEmpty()) {
          throw new CameraException(video + ": " + camera.health().message());
        }
        Image target = pool.take(width, height);
        try (Frame frame = taken.get()) {
          resize(frame.image().mat(), target.mat(), scaled, 0, 0, INTER_LINEAR);
        }
        try (Frame frame = pool.frame(target, "bench", 0, Instant.now())) {
          List<Decision> made = analysis.process(frame).decisions();
          if (!made.isEmpty()) {
            latencies.add((System.nanoTime() - frame.arrivalNanos()) / 1e6);
            opened += made.getFirst().outcome() == Outcome.OPEN ? 1 : 0;
            analysis.restart();
            faceMillis.add(oneFace(analyzer, frame.image()));
            progress.accept(Math.min(latencies.size(), decisions), decisions);
          }
        }
      }
      latencies.subList(0, Math.min(warmUp, latencies.size())).clear();
      faceMillis.subList(0, Math.min(warmUp, faceMillis.size())).clear();
    }
    if (latencies.isEmpty()) {
      throw new CameraException(video + ": no decision was made; is there a face in it?");
    }
    var result = new LinkedHashMap<String, Object>();
    result.put("decisions", latencies.size());
    result.put("opened", opened);
    result.put("p50Ms", quantile(latencies, 0.5));
    result.put("p99Ms", quantile(latencies, 0.99));
    result.put("detectToEmbeddingMs", quantile(faceMillis, 0.5));
    result.put("width", width);
    result.put("height", height);
    result.put("liveness", liveness);
    result.put("threads", 2);
    result.put("processors", Runtime.getRuntime().availableProcessors());
    output.print(
        result,
        """
        decisions            %d (%d opened, with those of the warm-up)
        frame to decision    p50 %.1f ms, p99 %.1f ms
        detect to embedding  %.1f ms (one face, %dx%d, two threads)
        """
            .formatted(
                latencies.size(),
                opened,
                quantile(latencies, 0.5),
                quantile(latencies, 0.99),
                quantile(faceMillis, 0.5),
                width,
                height));
    return 0;
  }

  private static double oneFace(FaceAnalyzer analyzer, Image image) {
    long start = System.nanoTime();
    List<Face> faces = analyzer.detect(image, DoorPolicy.defaults().smallestFace());
    if (!faces.isEmpty()) {
      analyzer.analyze(image, faces.getFirst()).embedding().erase();
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private void enrol(Gallery gallery, FaceAnalyzer analyzer) {
    List<Embedding> embeddings = new ArrayList<>();
    try (VideoReader reader = VideoReader.open(new Source.Files(video), VideoOptions.defaults())) {
      Optional<Frame> next = reader.read();
      while (next.isPresent() && embeddings.size() < 5) {
        try (Frame frame = next.get()) {
          List<AnalyzedFace> faces = analyzer.analyze(frame.image());
          if (!faces.isEmpty() && faces.getFirst().quality().score() > 0.4) {
            embeddings.add(faces.getFirst().embedding());
          }
        }
        next = reader.read();
      }
    }
    if (embeddings.isEmpty()) {
      throw new CameraException(video + " has no good face to enrol from");
    }
    var grant =
        new Grant(
            UUID.randomUUID(),
            UUID.randomUUID(),
            Purpose.DOOR,
            Set.of(PLACE),
            Instant.EPOCH,
            Optional.empty());
    gallery.putGrants(grant.member(), List.of(grant));
    gallery.add(Template.enrol(grant, embeddings));
  }

  private static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
