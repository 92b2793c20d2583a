package dev.gatehouse.cli;

import dev.gatehouse.camera.CameraException;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.image.Overlay;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.member.Material;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectDetector;
import dev.gatehouse.tracking.BoxTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is seen in a picture, a video or a camera's stream. Nobody is identified.",
      "",
      "Of a picture: its objects and faces. Of a video or stream: a line for each object that",
      "passed, when it has left; with --json a JSON object a line. Faces and licence plates in",
      "an annotated video are made unreadable."
    },
    footer = {
      "",
      "  gatehouse analyze photo.jpg --out boxes.png",
      "  gatehouse analyze street.mp4 --out annotated.mp4 --json",
      "  gatehouse analyze film.mp4 --faces              faces as a door sees them, one JSON"
          + " object",
      "  gatehouse analyze rtsp://camera/stream --seconds 10"
    })
@SuppressWarnings("NullAway.Init")
final class AnalyzeCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(paramLabel = "FILE|URL", description = "a picture, a video, or a camera's address")
  private String source;

  @Option(names = "--out", paramLabel = "FILE", description = "annotated .png, .jpg or .mp4")
  private @Nullable Path out;

  @Option(names = "--seconds", description = "stop after so much of a video or stream")
  private Optional<Double> seconds = Optional.empty();

  @Option(names = "--faces", description = "of a video: its faces, with their quality")
  private boolean faces;

  @Option(
      names = "--plates",
      description = "of a video: show the text of licence plates, which is personal data")
  private boolean plates;

  /**
   * @param box x0, y0, x1, y1 in pixels
   */
  record ObjectRow(String type, float score, List<Double> box) {}

  /**
   * @param box x0, y0, x1, y1 in pixels
   * @param points five points, x and y
   */
  record FaceRow(
      List<Double> box,
      float score,
      List<List<Double>> points,
      double quality,
      List<String> reasons) {}

  /**
   * @param from seconds from the start
   * @param to seconds from the start
   * @param largestWidth in pixels
   */
  record TrackRow(
      long id, double from, double to, int frames, double bestQuality, double largestWidth) {}

  @Override
  public Integer call() throws IOException {
    if (!isPicture() && !faces) {
      if (out != null && !ending(out).equals("mp4")) {
        throw new CameraException(out + ": a video is written as .mp4");
      }
      new StreetFilm(
              Source.parse(source),
              Optional.ofNullable(out),
              seconds.orElse(Double.MAX_VALUE),
              output.json(),
              plates)
          .run();
      return 0;
    }
    try (var models = FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 2);
        var analyzer = new FaceAnalyzer(models)) {
      return isPicture() ? picture(analyzer) : video(analyzer);
    }
  }

  private boolean isPicture() throws IOException {
    if (source.contains("://") || source.startsWith("webcam:") || source.startsWith("/dev/")) {
      return false;
    }
    Path file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw new ImageException(source + ": there is no such file");
    }
    try (var in = Files.newInputStream(file)) {
      return !Material.looksLikeVideo(in.readNBytes(Material.HEAD));
    }
  }

  private int picture(FaceAnalyzer analyzer) throws IOException {
    if (out != null && !ending(out).matches("png|jpe?g")) {
      throw new ImageException(out + ": a picture is written as .png or .jpg");
    }
    try (Image image = ImageCodec.read(Path.of(source))) {
      List<FaceRow> rows = new ArrayList<>();
      List<Detection> objects = objects(image);
      List<Face> faces = analyzer.detectThoroughly(image);
      List<Runnable> drawings = new ArrayList<>();
      for (Face face : faces) {
        FaceShape shape = analyzer.shape(image, face);
        FaceQuality quality = analyzer.quality(image, face.box(), shape);
        rows.add(row(face, shape, quality));
        drawings.add(() -> draw(image, face, shape, label(quality)));
      }
      objects.forEach(
          d ->
              Overlay.box(
                  image,
                  d.box(),
                  Overlay.Colour.GREEN,
                  String.format(Locale.ROOT, "%s %.2f", d.type(), d.score())));
      drawings.forEach(Runnable::run);
      if (out != null) {
        Files.write(
            out, ending(out).equals("png") ? ImageCodec.png(image) : ImageCodec.jpeg(image, 92));
      }
      var text = new StringBuilder("%d objects%n".formatted(objects.size()));
      objects.forEach(
          d ->
              text.append(
                  "at %.0f,%.0f to %.0f,%.0f  %s %.2f%n"
                      .formatted(
                          d.box().x0(),
                          d.box().y0(),
                          d.box().x1(),
                          d.box().y1(),
                          d.type(),
                          d.score())));
      text.append("%d faces%n".formatted(rows.size()));
      rows.forEach(
          r ->
              text.append(
                  "at %.0f,%.0f to %.0f,%.0f  quality %.2f  %s%n"
                      .formatted(
                          r.box().get(0),
                          r.box().get(1),
                          r.box().get(2),
                          r.box().get(3),
                          r.quality(),
                          String.join(", ", r.reasons()))));
      output.print(
          Map.of(
              "width",
              image.width(),
              "height",
              image.height(),
              "objects",
              objects.stream()
                  .map(
                      d ->
                          new ObjectRow(
                              d.type().name(),
                              d.score(),
                              List.of(d.box().x0(), d.box().y0(), d.box().x1(), d.box().y1())))
                  .toList(),
              "faces",
              rows),
          text.toString());
    }
    return 0;
  }

  private static List<Detection> objects(Image image) {
    try (var model = DetectorModel.load(ModelManifest.with(Path.of("models.yaml")), 2);
        var detector = new ObjectDetector(model, DetectorOptions.defaults())) {
      return detector.detect(image);
    }
  }

  private int video(FaceAnalyzer analyzer) {
    if (out != null && !ending(out).equals("mp4")) {
      throw new CameraException(out + ": a video is written as .mp4");
    }
    Map<Long, TrackRow> tracks = new LinkedHashMap<>();
    int frames = 0;
    long start = System.nanoTime();
    var tracker = new BoxTracker(1);
    try (VideoReader reader = VideoReader.open(Source.parse(source), VideoOptions.defaults());
        VideoWriter writer =
            out == null
                ? null
                : VideoWriter.create(
                    out, reader.width(), reader.height(), reader.fps() > 0 ? reader.fps() : 25)) {
      int total = reader.duration().map(d -> (int) (d.toMillis() * reader.fps() / 1000)).orElse(0);
      var progress = new Progress("Frames");
      Optional<Frame> next = reader.read();
      while (next.isPresent()) {
        double at = reader.position().toNanos() / 1e9;
        try (Frame frame = next.get()) {
          if (at > seconds.orElse(Double.MAX_VALUE)) {
            break;
          }
          look(analyzer, tracker, frame.image(), at, tracks);
          if (writer != null) {
            writer.write(frame.image(), reader.position());
          }
        }
        frames++;
        if (total > 0) {
          progress.accept(Math.min(frames, total), total);
        }
        next = reader.read();
      }
    }
    double wall = (System.nanoTime() - start) / 1e9;
    var result = new LinkedHashMap<String, Object>();
    result.put("frames", frames);
    result.put("framesPerSecond", frames / wall);
    result.put("tracks", List.copyOf(tracks.values()));
    var text = new StringBuilder();
    text.append("%d frames, %.1f a second%n".formatted(frames, frames / wall));
    tracks
        .values()
        .forEach(
            t ->
                text.append(
                    "face %d: %.2f s to %.2f s, %d frames, %.0f px wide, quality %.2f%n"
                        .formatted(
                            t.id(),
                            t.from(),
                            t.to(),
                            t.frames(),
                            t.largestWidth(),
                            t.bestQuality())));
    output.print(result, text.toString());
    return 0;
  }

  private static void look(
      FaceAnalyzer analyzer,
      BoxTracker tracker,
      Image image,
      double at,
      Map<Long, TrackRow> tracks) {
    List<Face> faces = analyzer.detect(image, Math.max(24, image.height() / 24.0));
    var update = tracker.update(faces.stream().map(Face::box).toList(), at);
    List<Runnable> drawings = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      Face face = faces.get(i);
      long id = update.tracks().get(i).id();
      FaceShape shape = analyzer.shape(image, face);
      FaceQuality quality = analyzer.quality(image, face.box(), shape);
      tracks.merge(
          id,
          new TrackRow(id, at, at, 1, quality.score(), face.box().width()),
          (a, b) ->
              new TrackRow(
                  id,
                  a.from(),
                  b.to(),
                  a.frames() + 1,
                  Math.max(a.bestQuality(), b.bestQuality()),
                  Math.max(a.largestWidth(), b.largestWidth())));
      drawings.add(() -> draw(image, face, shape, "face " + id + ", " + label(quality)));
    }
    drawings.forEach(Runnable::run);
  }

  private static FaceRow row(Face face, FaceShape shape, FaceQuality quality) {
    Box b = face.box();
    return new FaceRow(
        List.of(b.x0(), b.y0(), b.x1(), b.y1()),
        face.score(),
        shape.fivePoints().list().stream().map(p -> List.of(p.x(), p.y())).toList(),
        quality.score(),
        quality.reasons());
  }

  private static void draw(Image image, Face face, FaceShape shape, String label) {
    Overlay.box(image, face.box(), Overlay.Colour.BLUE, label);
    shape.fivePoints().list().forEach(p -> Overlay.point(image, p, Overlay.Colour.ORANGE));
  }

  private static String label(FaceQuality quality) {
    return String.format(Locale.ROOT, "quality %.2f", quality.score());
  }

  private static String ending(Path file) {
    String name = file.toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
