package dev.gatehouse.door;

import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.image.Frame;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The man of the demo's films, enrolled from one of them. */
public final class DemoMember {
  public static final UUID ID = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  public static final Path ENROLMENT = Path.of("target/classes/demo/demo-enrolment.mp4");
  public static final Path FILM = Path.of("target/classes/demo/demo-member.mp4");
  public static final Path STRANGER = Path.of("target/classes/demo/demo-stranger.mp4");
  public static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");

  private DemoMember() {}

  /** What takes a frame and the second of the film that it is from. */
  public interface Look {
    /** Whether to go on. */
    boolean at(Frame frame, double second);
  }

  /** Every {@code step}th frame from one second of a film to another. */
  public static void play(Path film, double from, double to, int step, Look look) {
    try (var video = VideoReader.open(new Source.Files(film), VideoOptions.defaults())) {
      for (long i = 0; video.next(); i++) {
        double second = video.position().toNanos() / 1e9;
        if (second >= to) {
          return;
        }
        if (second >= from && i % step == 0) {
          try (Frame frame = video.frame()) {
            if (!look.at(frame, second)) {
              return;
            }
          }
        }
      }
    }
  }

  /** Embeddings of good frames of the film that the demo enrols from. */
  public static List<Embedding> embeddings(FaceModels models) {
    List<Embedding> good = new ArrayList<>();
    try (var analyzer = new FaceAnalyzer(models)) {
      play(
          ENROLMENT,
          0,
          30,
          40,
          (frame, second) -> {
            for (AnalyzedFace face : analyzer.analyze(frame.image())) {
              if (face.quality().enrollable()) {
                good.add(face.embedding());
              }
            }
            return good.size() < 8;
          });
    }
    return good;
  }

  public static Grant grant(
      Purpose purpose, Set<String> places, Instant from, Optional<Instant> until) {
    return new Grant(UUID.randomUUID(), ID, purpose, places, from, until);
  }

  /** For the door, at that place, yesterday and from then on. */
  public static Grant grant(String place) {
    return grant(Purpose.DOOR, Set.of(place), NOW.minusSeconds(86_400), Optional.empty());
  }

  static Gallery gallery(List<Embedding> embeddings, Grant grant) {
    var gallery = new Gallery();
    gallery.add(Template.enrol(grant, embeddings));
    gallery.putGrants(ID, List.of(grant));
    return gallery;
  }
}
