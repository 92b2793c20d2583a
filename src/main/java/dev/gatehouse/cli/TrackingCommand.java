package dev.gatehouse.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.gatehouse.camera.CameraException;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.evaluation.EvaluationException;
import dev.gatehouse.evaluation.MotFile;
import dev.gatehouse.evaluation.TrackingEvaluation;
import dev.gatehouse.evaluation.TrackingEvaluation.Scores;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Frame;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.DetectorModel;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.ObjectDetector;
import dev.gatehouse.tracking.Detections;
import dev.gatehouse.tracking.Track;
import dev.gatehouse.tracking.Tracker;
import dev.gatehouse.tracking.TrackerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "tracking",
    mixinStandardHelpOptions = true,
    description = "How well objects are followed: MOTA, IDF1 and HOTA on the MOTChallenge's files.",
    footer = {
      "",
      "  gatehouse evaluate tracking --video street.mp4 --gt gt.txt",
      "  gatehouse evaluate tracking --detections det.txt --gt gt.txt --frames 1-179"
    })
@SuppressWarnings("NullAway.Init")
final class TrackingCommand implements Callable<Integer> {
  /** Where a video or file does not tell. */
  private static final double USUAL_FPS = 25;

  @Mixin private Output output;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Input input;

  static final class Input {
    @Option(names = "--video", paramLabel = "FILE", description = "what our detector looks at")
    private @Nullable Path video;

    @Option(
        names = "--detections",
        paramLabel = "FILE",
        description = "boxes of another detector, in the MOTChallenge's form, instead of ours")
    private @Nullable Path detections;
  }

  @Option(
      names = "--gt",
      required = true,
      paramLabel = "FILE",
      description = "the truth, in the MOTChallenge's form")
  private Path truth;

  @Option(
      names = "--frames",
      paramLabel = "FIRST-LAST",
      description = "frames that count, from 1; default those of the truth")
  private @Nullable String frames;

  @Option(
      names = "--class",
      defaultValue = "person",
      paramLabel = "NAME",
      description = "what is followed; default ${DEFAULT-VALUE}")
  private String type;

  @Mixin private InputSize size;

  @Option(
      names = "--fps",
      paramLabel = "RATE",
      description = "frames a second; default what the video says, or 25 without one")
  private @Nullable Double fps;

  @Option(names = "--high", paramLabel = "SCORE", description = "boxes from here on go first")
  private @Nullable Double high;

  @Option(names = "--low", paramLabel = "SCORE", description = "weaker boxes are ignored")
  private @Nullable Double low;

  @Option(names = "--new", paramLabel = "SCORE", description = "boxes from here on begin tracks")
  private @Nullable Double beginning;

  @Option(names = "--patience", paramLabel = "SECONDS", description = "how long to wait unseen")
  private @Nullable Double patience;

  @Option(names = "--hits", paramLabel = "COUNT", description = "boxes until a track counts")
  private @Nullable Integer hits;

  @Option(names = "--out", paramLabel = "FILE", description = "write the tracks here")
  private @Nullable Path out;

  /** The tracker's boxes, frame by frame: those that it would show at that moment. */
  private static final class Following {
    private final Tracker tracker;
    private final Detections boxes = new Detections();
    private final List<MotFile.Row> rows = new ArrayList<>();

    Following(TrackerSettings settings) {
      this.tracker = new Tracker(settings);
    }

    void update(int frame, double seconds) {
      tracker.update(boxes, seconds);
      for (Track track : tracker.tracks()) {
        if (track.seen() && track.confirmed()) {
          rows.add(new MotFile.Row(frame, track.id(), track.box(), track.score()));
        }
      }
    }
  }

  @Override
  public Integer call() {
    MotFile there = MotFile.read(truth);
    int first = there.firstFrame();
    int last = there.lastFrame();
    if (frames != null) {
      int[] range = range(frames);
      first = range[0];
      last = range[1];
    }
    if (fps != null && !(fps > 0 && fps <= 1000)) {
      throw new EvaluationException("--fps is over 0 and up to 1000, not " + fps);
    }
    TrackingEvaluation.truth(there, first, last); // before the long work
    MotFile tracks;
    if (input.detections != null) {
      tracks = follow(MotFile.read(input.detections), first, last);
    } else if (input.video != null) {
      tracks = follow(input.video, first, last);
    } else {
      throw new EvaluationException("Give --video or --detections");
    }
    if (out != null) {
      tracks.write(out);
    }
    Scores scores = TrackingEvaluation.measure(there, tracks, first, last);
    output.print(scores, text(scores));
    return 0;
  }

  private static int[] range(String text) {
    String[] part = text.split("-", -1);
    try {
      int first = Integer.parseInt(part[0]);
      int last = Integer.parseInt(part[part.length - 1]);
      if (part.length <= 2 && first >= 1 && last >= first) {
        return new int[] {first, last};
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new EvaluationException(
        "--frames is FIRST-LAST, such as 1-179, counted from 1, not '" + text + "'");
  }

  private TrackerSettings settings() {
    TrackerSettings s = TrackerSettings.defaults();
    s =
        s.withScores(
            high != null ? high : s.highScore(),
            low != null ? low : s.lowScore(),
            beginning != null ? beginning : Math.max(s.newScore(), high != null ? high : 0));
    s = patience != null ? s.withPatience(patience) : s;
    return hits != null ? s.withConfirmHits(hits) : s;
  }

  private MotFile follow(Path video, int first, int last) {
    ObjectClass wanted = new ObjectClass(type);
    TrackerSettings settings = settings();
    DetectorOptions options =
        DetectorOptions.defaults()
            .withLongSide(size.pixels())
            .withClasses(Set.of(wanted))
            .withThreshold((float) Math.clamp(settings.lowScore(), 0.001, 0.99));
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    try (var reader = VideoReader.open(new Source.Files(video), VideoOptions.defaults());
        var model = DetectorModel.load(manifest, 1);
        var detector = new ObjectDetector(model, options)) {
      if (!model.classes().contains(wanted)) {
        throw new EvaluationException(
            "The detector knows no '%s'; it knows %s"
                .formatted(
                    type, model.classes().stream().map(ObjectClass::name).collect(joining(", "))));
      }
      double rate = rate(reader);
      var following = new Following(settings);
      var progress = new Progress("Frames");
      for (int frame = 1; frame <= last; frame++) {
        if (!reader.next()) {
          throw new CameraException(
              "%s ends after %d frames; %d are asked for. --frames names fewer"
                  .formatted(video, frame - 1, last));
        }
        if (frame >= first) {
          following.boxes.clear();
          try (Frame picture = reader.frame()) {
            for (Detection found : detector.detect(picture.image())) {
              Box b = found.box();
              following.boxes.add(b.x0(), b.y0(), b.x1(), b.y1(), found.score(), 0, 0);
            }
          }
          following.update(frame, (frame - 1) / rate);
          progress.accept(frame - first + 1, last - first + 1);
        }
      }
      return new MotFile(following.rows);
    }
  }

  private double rate(VideoReader reader) {
    if (fps != null) {
      return fps;
    }
    return reader.fps() > 0 ? reader.fps() : USUAL_FPS;
  }

  private double rate() {
    if (fps == null && input.video != null) {
      try (var reader = VideoReader.open(new Source.Files(input.video), VideoOptions.defaults())) {
        return rate(reader);
      }
    }
    return fps != null ? fps : USUAL_FPS;
  }

  private MotFile follow(MotFile given, int first, int last) {
    double rate = rate();
    Map<Integer, List<MotFile.Row>> byFrame =
        given.withUnitScores().rows().stream().collect(groupingBy(MotFile.Row::frame));
    var following = new Following(settings());
    for (int frame = first; frame <= last; frame++) {
      following.boxes.clear();
      for (MotFile.Row row : byFrame.getOrDefault(frame, List.of())) {
        Box b = row.box();
        following.boxes.add(b.x0(), b.y0(), b.x1(), b.y1(), row.score(), 0, 0);
      }
      following.update(frame, (frame - 1) / rate);
    }
    return new MotFile(following.rows);
  }

  private static String text(Scores s) {
    var text = new StringBuilder();
    text.append("MOTA  %.1f%n".formatted(100 * s.mota()));
    text.append("IDF1  %.1f%n".formatted(100 * s.idf1()));
    text.append(
        "      precision %.1f, recall %.1f%n".formatted(100 * s.idPrecision(), 100 * s.idRecall()));
    text.append("HOTA  %.1f%n".formatted(100 * s.hota()));
    text.append(
        "      detection %.1f, association %.1f, localisation %.1f%n"
            .formatted(100 * s.detection(), 100 * s.association(), 100 * s.localisation()));
    text.append("MOTP  %.1f%n".formatted(100 * s.motp()));
    text.append(
        "%d switches, %d interruptions; %d misses, %d false positives%n"
            .formatted(s.switches(), s.fragmentations(), s.misses(), s.falsePositives()));
    text.append(
        "%d objects in %d boxes: %d mostly tracked, %d partly, %d mostly lost%n"
            .formatted(
                s.identities(), s.objects(), s.mostlyTracked(), s.partlyTracked(), s.mostlyLost()));
    text.append("%d tracks in %d boxes; %d frames%n".formatted(s.tracks(), s.boxes(), s.frames()));
    return text.toString();
  }
}
