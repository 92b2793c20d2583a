package dev.gatehouse.member;

import dev.gatehouse.camera.CameraException;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks at the photos and videos of an enrolment: each must show one face, well; all must show the
 * same person. A template of two persons would let in both, so one picture of somebody else refuses
 * the whole enrolment.
 */
public final class EnrolmentCheck {
  static final int MAX_MATERIAL = 20;

  /** Two pictures less alike than this are taken for two persons; see docs/members.md. */
  static final float SAME_PERSON = 0.35f;

  /**
   * A face narrower than this share of the largest is somebody far behind, or an ear or a hand that
   * the detector took for a face. It is neither counted nor kept.
   */
  private static final double BACKGROUND = 1 / 3.0;

  private static final Duration VIDEO_LENGTH = Duration.ofSeconds(60);
  private static final int VIDEO_CANDIDATES = 24;
  private static final int VIDEO_FRAMES = 8;

  private final FaceReader faces;

  public EnrolmentCheck(FaceReader faces) {
    this.faces = faces;
  }

  /**
   * What came out. Closing it erases the embeddings.
   *
   * @param refusal why nobody can be enrolled from this; absent where it can be
   * @param embeddings of the accepted ones; empty where it was refused
   */
  public record Result(
      Optional<String> refusal, List<PhotoVerdict> verdicts, List<Embedding> embeddings)
      implements AutoCloseable {
    @Override
    public void close() {
      embeddings.forEach(Embedding::erase);
    }
  }

  /** One photo or video: its verdict and, while it is accepted, its embeddings. */
  private record Look(PhotoVerdict verdict, List<Embedding> embeddings) {
    static Look refused(String file, double quality, List<String> reasons) {
      return new Look(new PhotoVerdict(file, false, quality, reasons), List.of());
    }

    static Look refused(String file, String reason) {
      return refused(file, 0, List.of(reason));
    }

    boolean accepted() {
      return verdict.accepted();
    }

    Look butRefused(String reason) {
      erase();
      return refused(verdict.file(), verdict.quality(), List.of(reason));
    }

    void erase() {
      embeddings.forEach(Embedding::erase);
    }

    /** Mean similarity between the pictures of the two. */
    double similarity(Look other) {
      return embeddings.stream()
          .flatMap(mine -> other.embeddings.stream().map(mine::similarity))
          .mapToDouble(Float::doubleValue)
          .average()
          .orElse(0);
    }
  }

  /** A face of a video frame that would do. */
  private record Candidate(int position, double quality, Embedding embedding) {}

  /**
   * @throws MemberException if there are more than 20 files
   */
  public Result check(List<Material> material) {
    if (material.isEmpty()) {
      return new Result(
          Optional.of("No photo was given; two or more are best"), List.of(), List.of());
    }
    if (material.size() > MAX_MATERIAL) {
      throw new MemberException(
          material.size()
              + " files were given; "
              + MAX_MATERIAL
              + " are the most. Five are plenty");
    }
    List<Look> looks = new ArrayList<>();
    boolean done = false;
    try {
      for (Material one : material) {
        looks.add(
            switch (one) {
              case Material.Photo photo -> look(photo);
              case Material.Video video -> look(video);
            });
      }
      boolean onePerson = refuseStrangers(looks);
      done = true;
      return result(looks, onePerson);
    } finally {
      if (!done) {
        looks.forEach(Look::erase);
      }
    }
  }

  private static Result result(List<Look> looks, boolean onePerson) {
    List<PhotoVerdict> verdicts = looks.stream().map(Look::verdict).toList();
    if (!onePerson) {
      looks.forEach(Look::erase);
      String who =
          looks.size() == 2
              ? "The two files look like two different people"
              : "Not all files look like the same person";
      return new Result(
          Optional.of(who + ". Take out those of somebody else, or take new ones"),
          verdicts,
          List.of());
    }
    List<Embedding> embeddings =
        looks.stream().filter(Look::accepted).flatMap(look -> look.embeddings().stream()).toList();
    return embeddings.isEmpty()
        ? new Result(Optional.of(refusal(verdicts)), verdicts, List.of())
        : new Result(Optional.empty(), verdicts, embeddings);
  }

  private static String refusal(List<PhotoVerdict> verdicts) {
    return verdicts.size() == 1
        ? "The file cannot be used: " + String.join(", ", verdicts.getFirst().reasons())
        : "None of the " + verdicts.size() + " files can be used";
  }

  private Look look(Material.Photo photo) {
    try (Image image = ImageCodec.decode(photo.bytes().read())) {
      List<AnalyzedFace> found = inFront(image);
      if (found.size() != 1) {
        found.forEach(face -> face.embedding().erase());
        return Look.refused(photo.file(), count(found.size()));
      }
      AnalyzedFace face = found.getFirst();
      if (!face.quality().enrollable()) {
        face.embedding().erase();
        return Look.refused(photo.file(), face.quality().score(), face.quality().reasons());
      }
      return new Look(
          new PhotoVerdict(photo.file(), true, face.quality().score(), List.of()),
          List.of(face.embedding()));
    } catch (ImageException e) {
      return Look.refused(photo.file(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Look.refused(photo.file(), "It could not be read: " + e.getMessage());
    }
  }

  /** The faces of a picture, largest first, without those in the background. */
  private List<AnalyzedFace> inFront(Image image) {
    List<AnalyzedFace> all = faces.faces(image);
    if (all.isEmpty()) {
      return all;
    }
    double smallest = BACKGROUND * all.getFirst().face().box().width();
    var sorted =
        all.stream().collect(Collectors.partitioningBy(f -> f.face().box().width() >= smallest));
    sorted.getOrDefault(false, List.of()).forEach(face -> face.embedding().erase());
    return sorted.getOrDefault(true, List.of());
  }

  private static String count(int faces) {
    return switch (faces) {
      case 0 -> "no face found";
      case 2 -> "two faces";
      default -> faces + " faces";
    };
  }

  private Look look(Material.Video video) {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Integer> problems = new LinkedHashMap<>();
    int seen;
    try (VideoReader reader =
        VideoReader.open(new Source.Files(video.path()), VideoOptions.defaults())) {
      seen = readCandidates(reader, candidates, problems);
    } catch (CameraException e) {
      candidates.forEach(candidate -> candidate.embedding().erase());
      // The decoder names the file on our disk, which is not the name that the person gave.
      String reason = String.valueOf(e.getMessage());
      return Look.refused(video.file(), reason.replace(video.path().toString(), "The video"));
    }
    return choose(video.file(), candidates, problems, seen);
  }

  private int readCandidates(
      VideoReader reader, List<Candidate> candidates, Map<String, Integer> problems) {
    Duration length =
        reader.duration().filter(d -> d.compareTo(VIDEO_LENGTH) < 0).orElse(VIDEO_LENGTH);
    Duration step = length.dividedBy(VIDEO_CANDIDATES);
    Duration due = Duration.ZERO;
    int seen = 0;
    while (seen < VIDEO_CANDIDATES
        && reader.next()
        && reader.position().compareTo(VIDEO_LENGTH) <= 0) {
      if (reader.position().compareTo(due) < 0) {
        continue;
      }
      try (Frame frame = reader.frame()) {
        List<AnalyzedFace> found = inFront(frame.image());
        AnalyzedFace face = found.size() == 1 ? found.getFirst() : null;
        if (face != null && face.quality().enrollable()) {
          candidates.add(new Candidate(seen, face.quality().score(), face.embedding()));
        } else {
          found.forEach(one -> one.embedding().erase());
          List<String> reasons =
              face == null ? List.of(count(found.size())) : face.quality().reasons();
          reasons.forEach(reason -> problems.merge(reason, 1, Integer::sum));
        }
      }
      seen++;
      due = due.plus(step);
    }
    return seen;
  }

  /** The best frame of each eighth of the video; then those of them that are of one person. */
  private static Look choose(
      String file, List<Candidate> candidates, Map<String, Integer> problems, int seen) {
    Map<Integer, Candidate> best =
        candidates.stream()
            .collect(
                Collectors.toMap(
                    candidate -> candidate.position() * VIDEO_FRAMES / Math.max(1, seen),
                    candidate -> candidate,
                    (a, b) -> a.quality() >= b.quality() ? a : b));
    candidates.stream()
        .filter(candidate -> !best.containsValue(candidate))
        .forEach(candidate -> candidate.embedding().erase());
    if (best.isEmpty()) {
      String most =
          problems.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(entry -> ": " + entry.getKey() + " in " + entry.getValue())
              .orElse("");
      return Look.refused(file, "no good view of one face in " + seen + " frames" + most);
    }
    List<Look> frames =
        best.values().stream()
            .map(
                candidate ->
                    new Look(
                        new PhotoVerdict(file, true, candidate.quality(), List.of()),
                        List.of(candidate.embedding())))
            .toList();
    List<Look> group = largestGroup(frames);
    frames.stream().filter(frame -> !group.contains(frame)).forEach(Look::erase);
    double quality =
        group.stream().mapToDouble(look -> look.verdict().quality()).average().orElse(0);
    Look look =
        new Look(
            new PhotoVerdict(file, true, quality, List.of()),
            group.stream().flatMap(frame -> frame.embeddings().stream()).toList());
    // Now and then a frame of the same person comes out badly; when many do, it is somebody else.
    return 4 * group.size() < 3 * frames.size()
        ? look.butRefused("it seems to show more than one person")
        : look;
  }

  /** Refuses, in place, what is not like the largest group; false if there was any. */
  private static boolean refuseStrangers(List<Look> looks) {
    List<Look> group = largestGroup(looks.stream().filter(Look::accepted).toList());
    boolean onePerson = true;
    for (int i = 0; i < looks.size(); i++) {
      Look look = looks.get(i);
      if (look.accepted() && !group.contains(look)) {
        looks.set(i, look.butRefused("looks like a different person than the others"));
        onePerson = false;
      }
    }
    return onePerson;
  }

  /** Those like the one that most are like. */
  private static List<Look> largestGroup(List<Look> looks) {
    return looks.stream()
        .map(centre -> like(centre, looks))
        .max(Comparator.comparingInt(List::size))
        .orElse(List.of());
  }

  private static List<Look> like(Look centre, List<Look> looks) {
    return looks.stream()
        .filter(look -> look.equals(centre) || look.similarity(centre) >= SAME_PERSON)
        .toList();
  }
}
