package dev.gatehouse.kiosk;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Image;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Recognises members who agreed to be greeted at the kiosk's place. An embedding lives as long as
 * the search for it; that of a stranger leaves nothing. Where nobody agreed, none is computed but
 * one every few seconds, which is how it is found out. For the kiosk's thread alone.
 */
final class Greeter implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Greeter.class.getName());

  /** As a door's, see docs/faces.md: two people reach it in one of ten thousand comparisons. */
  static final float THRESHOLD = 0.42f;

  /** Searches that must agree, one after another. */
  static final int AGREEING = 3;

  private static final double QUALITY = 0.3;
  private static final int SMALLEST = 60; // pixels
  private static final double COMPARE_EVERY = 0.4; // seconds

  /** Of a face that is greeted, or was not recognised in many pictures. */
  private static final double LATER_EVERY = 4;

  private static final int MANY = 8;

  /** Who was away for shorter is not greeted, and written down, anew. */
  private static final double SAME_VISIT = 60;

  /** Where nobody agreed to be greeted. */
  private static final double NOBODY_AGREED = 5;

  /**
   * Writes down that a member was recognised, before anybody is shown it.
   *
   * <p>What it throws means that it could not be written; the member is then not greeted.
   */
  interface Journal {
    void recognised(UUID member, float score);
  }

  private final String place;
  private final Gallery gallery;
  private final Function<UUID, Optional<String>> names;
  private final Journal journal;
  private final Clock clock;
  private final FaceAnalyzer analyzer;
  private final Map<UUID, Double> visits = new HashMap<>();
  private double nobodyUntil = Double.NEGATIVE_INFINITY;

  Greeter(
      String place,
      Gallery gallery,
      FaceModels models,
      Function<UUID, Optional<String>> names,
      Journal journal,
      Clock clock) {
    this.place = place;
    this.gallery = gallery;
    this.names = names;
    this.journal = journal;
    this.clock = clock;
    this.analyzer = new FaceAnalyzer(models);
  }

  /** Looks at one of the faces, the one whose turn it is; takes some 50 ms, or nothing. */
  void look(Image image, List<FaceFollower.Track> faces, double seconds) {
    for (FaceFollower.Track face : faces) {
      face.impression.greeting.ifPresent(greeting -> visits.put(greeting.member(), seconds));
    }
    visits.values().removeIf(last -> seconds - last > SAME_VISIT || seconds < last);
    if (seconds < nobodyUntil - NOBODY_AGREED) { // time ran back
      nobodyUntil = Double.NEGATIVE_INFINITY;
    }
    if (seconds < nobodyUntil) {
      return;
    }
    for (FaceFollower.Track face : faces) {
      if (face.seen() && face.box().width() >= SMALLEST && due(face.impression, seconds)) {
        face.impression.comparedAt = seconds;
        if (compare(image, face, seconds)) {
          return; // one a picture
        }
      }
    }
  }

  private static boolean due(Impression face, double seconds) {
    boolean later = face.greeting.isPresent() || face.misses >= MANY;
    return seconds - face.comparedAt >= (later ? LATER_EVERY : COMPARE_EVERY);
  }

  /** Whether it was good enough to compare. */
  private boolean compare(Image image, FaceFollower.Track face, double seconds) {
    FaceShape shape = analyzer.shape(image, new Face(face.box(), face.mesh().score()));
    FaceQuality quality = analyzer.quality(image, face.box(), shape);
    if (quality.score() < QUALITY) {
      return false;
    }
    Embedding embedding = analyzer.embedding(image, shape.fivePoints());
    SearchResult found;
    try {
      found = gallery.search(embedding, Purpose.KIOSK, place, clock.instant(), THRESHOLD);
    } finally {
      embedding.erase();
    }
    switch (found) {
      case SearchResult.Match match -> matched(face.impression, match, seconds);
      case SearchResult.NoMatch none -> {
        if (none.bestScore() <= -1) {
          nobodyUntil = seconds + NOBODY_AGREED;
        }
        missed(face.impression);
      }
    }
    return true;
  }

  private static void missed(Impression face) {
    face.misses++;
    face.agreeing = 0;
    face.candidate = Optional.empty();
    // A greeting outlives one bad picture, not two.
    if (face.misses >= 2) {
      face.greeting = Optional.empty();
    }
  }

  private void matched(Impression face, SearchResult.Match match, double seconds) {
    boolean same = face.candidate.filter(match.member()::equals).isPresent();
    face.misses = 0;
    face.agreeing = same ? face.agreeing + 1 : 1;
    face.candidate = Optional.of(match.member());
    if (!same) {
      face.greeting = Optional.empty(); // somebody else stands there
    }
    if (face.greeting.isEmpty() && face.agreeing >= AGREEING) {
      greet(face, match, seconds);
    }
  }

  private void greet(Impression face, SearchResult.Match match, double seconds) {
    if (!covered(match.member())) {
      return;
    }
    if (!visits.containsKey(match.member())) {
      try {
        journal.recognised(match.member(), match.score());
      } catch (RuntimeException e) { // what is not written down did not happen
        LOG.log(Level.ERROR, "A greeting could not be written down, so nobody is greeted", e);
        face.agreeing = 0;
        return;
      }
    }
    visits.put(match.member(), seconds);
    face.greeting = names.apply(match.member()).map(name -> new Greeting(match.member(), name));
  }

  /** The greeting of a face, as long as the member's consent lasts. */
  Optional<Greeting> greeting(Impression face) {
    if (face.greeting.isPresent() && !covered(face.greeting.get().member())) {
      face.greeting = Optional.empty();
      face.candidate = Optional.empty();
      face.agreeing = 0;
    }
    return face.greeting;
  }

  private boolean covered(UUID member) {
    return gallery.covers(member, Purpose.KIOSK, place, clock.instant());
  }

  @Override
  public void close() {
    analyzer.close();
  }
}
