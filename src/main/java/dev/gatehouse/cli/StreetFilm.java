package dev.gatehouse.cli;

import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Overlay;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import dev.gatehouse.street.Attributes;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.LayoutCounts;
import dev.gatehouse.street.Observation;
import dev.gatehouse.street.StreetAnalysis;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.TrackView;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a film or a stream as a street camera does: a line for each object that has passed. */
final class StreetFilm {
  private final Source source;
  private final Optional<Path> out;
  private final double seconds;
  private final boolean json;
  private final boolean plates;
  private final PrintWriter output = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private int observations;

  /**
   * @param out where the annotated film goes
   * @param seconds after which to stop
   * @param json whether the lines are JSON
   * @param plates whether the text of licence plates is shown
   */
  StreetFilm(Source source, Optional<Path> out, double seconds, boolean json, boolean plates) {
    this.source = source;
    this.out = out;
    this.seconds = seconds;
    this.json = json;
    this.plates = plates;
  }

  void run() {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    PlateFormats formats = PlateFormats.with(Path.of("plate-formats.yaml"));
    var settings = StreetSettings.of("film", "film", "film", source);
    LayoutCounts none = LayoutCounts.none(LocalDate.EPOCH);
    int frames = 0;
    long start = System.nanoTime();
    try (var models = SceneModels.load(manifest, 1);
        var analysis =
            new StreetAnalysis(settings, Layout.EMPTY, models, formats, ZoneOffset.UTC, none);
        VideoReader reader = VideoReader.open(source, VideoOptions.defaults());
        VideoWriter writer = writer(reader)) {
      int total = reader.duration().map(d -> (int) (d.toMillis() * reader.fps() / 1000)).orElse(0);
      var progress = new Progress("Frames");
      while (reader.next()) {
        double at = reader.position().toNanos() / 1e9;
        if (at > seconds) {
          break;
        }
        try (Frame frame = reader.frame()) {
          StreetAnalysis.Result result =
              analysis.process(frame.image(), Instant.EPOCH.plus(reader.position()), at);
          result.ended().forEach(this::tell);
          if (writer != null) {
            analysis.redact(frame.image());
            result.tracks().forEach(track -> draw(frame.image(), track));
            writer.write(frame.image(), reader.position());
          }
        }
        frames++;
        if (total > 0) {
          progress.accept(Math.min(frames, total), total);
        }
      }
      analysis.endAll().forEach(this::tell);
      double wall = (System.nanoTime() - start) / 1e9;
      System.err.printf(
          Locale.ROOT,
          "%d frames, %.1f a second; %d observations; %.0f %% of the detector's work was saved%s%n",
          frames,
          frames / wall,
          observations,
          100 * analysis.gateSaving(),
          reader.corruptPackets() > 0
              ? "; " + reader.corruptPackets() + " damaged packets were skipped"
              : "");
    }
  }

  private @Nullable VideoWriter writer(VideoReader reader) {
    return out.isEmpty()
        ? null
        : VideoWriter.create(
            out.get(), reader.width(), reader.height(), reader.fps() > 0 ? reader.fps() : 25);
  }

  /** One line of the output, times in seconds from the beginning. */
  private void tell(Observation o) {
    observations++;
    double from = round(seconds(o.from()));
    double to = round(seconds(o.to()));
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("track", o.track());
      line.put("class", o.type().name());
      line.put("score", round(o.score()));
      line.put("from", from);
      line.put("to", to);
      line.put("attributes", Attributes.of(o.description(), _ -> plates));
      line.put("path", o.path().stream().map(p -> List.of(round(p.x()), round(p.y()))).toList());
      output.println(JsonMapper.shared().writeValueAsString(line));
    } else {
      output.printf(
          Locale.ROOT,
          "%8.2f s to %8.2f s  %-10s %s%n",
          from,
          to,
          o.type().name(),
          words(o.description(), plates));
    }
  }

  private static double seconds(Instant time) {
    return Duration.between(Instant.EPOCH, time).toNanos() / 1e9;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static String words(Description description, boolean plates) {
    List<String> words = new ArrayList<>();
    switch (description) {
      case Description.Vehicle v -> {
        v.colour().ifPresent(c -> words.add(lower(c.value())));
        v.type().ifPresent(t -> words.add(lower(t.value())));
        v.make().ifPresent(m -> words.add(m.value()));
        v.model().ifPresent(m -> words.add(m.value()));
        v.plate().ifPresent(p -> words.add(plates ? p.text() : "plate read"));
      }
      case Description.Person p -> {
        p.sex().ifPresent(s -> words.add(lower(s.value())));
        p.age().ifPresent(a -> words.add(lower(a.value())));
        p.upper().ifPresent(c -> words.add(lower(c.value()) + " above"));
        p.lower().ifPresent(c -> words.add(lower(c.value()) + " below"));
      }
      case Description.Other _ -> {}
    }
    return String.join(", ", words);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void draw(Image image, TrackView track) {
    Overlay.Colour colour =
        track.type().isPerson()
            ? Overlay.Colour.ORANGE
            : track.type().isVehicle() ? Overlay.Colour.BLUE : Overlay.Colour.GREEN;
    OptionalDouble speed = track.speed();
    String label =
        track.type()
            + " "
            + track.id()
            + " "
            + words(track.description(), plates)
            + (speed.isPresent()
                ? String.format(Locale.ROOT, " %.0f km/h", speed.getAsDouble())
                : "");
    Overlay.box(image, track.box(), colour, track.moving() ? label : "");
    for (Point p : track.trail()) {
      Overlay.point(image, p, colour);
    }
  }
}
