package dev.gatehouse.trail;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes visits of recognitions. Nothing is written but what one grant covers from its first instant
 * to its last, asked at the moment of writing; grants and writing wait for each other, so that
 * nothing is written once a withdrawal has returned. Thread-safe.
 */
final class VisitRecorder {
  /** A visit that goes on is written this often; what is newer is lost in a crash. */
  private static final Duration SAVE_EVERY = Duration.ofSeconds(15);

  /** Frames of one camera may come out of order by as much. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final Visits visits;
  private final Gallery gallery;
  private final TrailPolicy policy;
  private final InstantSource clock;
  private final Map<Key, Open> open = new HashMap<>();

  private record Key(UUID member, String camera) {}

  private static final class Open {
    private final long id;
    private Visit visit;
    private Visit saved;
    private double seconds = 1; // the first position counts as much

    Open(long id, Visit visit) {
      this.id = id;
      this.visit = visit;
      this.saved = visit;
    }

    void goOn(Sighting sighting, Instant at, float score) {
      visit =
          new Visit(
              visit.place(),
              visit.camera(),
              spot(sighting, Duration.between(visit.to(), at).toMillis() / 1000.0),
              visit.from(),
              at,
              Math.max(visit.score(), score));
    }

    private Optional<Visit.Spot> spot(Sighting sighting, double more) {
      if (visit.spot().isEmpty() || sighting.position().isEmpty()) {
        return visit.spot();
      }
      seconds += more;
      Visit.Spot spot = visit.spot().get();
      Point now = sighting.position().get().metres();
      double share = more / seconds;
      var mean =
          new Point(
              spot.mean().x() + share * (now.x() - spot.mean().x()),
              spot.mean().y() + share * (now.y() - spot.mean().y()));
      return Optional.of(new Visit.Spot(spot.area(), mean, spot.first(), now));
    }
  }

  VisitRecorder(Visits visits, Gallery gallery, TrailPolicy policy, InstantSource clock) {
    this.visits = visits;
    this.gallery = gallery;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Takes in that a member was seen.
   *
   * @return whether a grant covers it; where none does, nothing is kept
   */
  synchronized boolean recognised(UUID member, Sighting sighting, float score) {
    // A camera whose clock is ahead would write of a time that no grant may cover when it comes.
    Instant now = clock.instant();
    Instant at = (sighting.at().isAfter(now) ? now : sighting.at()).truncatedTo(ChronoUnit.MICROS);
    Key key = new Key(member, sighting.camera());
    Open known = open.get(key);
    if (!gallery.covers(member, Purpose.TRAIL, sighting.place(), at)) {
      if (known != null) {
        end(key, known);
      }
      return false;
    }
    if (known != null && !goesOn(known.visit, sighting, at, member)) {
      end(key, known);
      known = null;
    }
    if (known == null) {
      var visit =
          new Visit(
              sighting.place(),
              sighting.camera(),
              sighting.position().map(Visit.Spot::at),
              at,
              at,
              score);
      open.put(key, new Open(visits.insert(member, visit), visit));
      return true;
    }
    if (at.isAfter(known.visit.to())) {
      known.goOn(sighting, at, score);
      if (Duration.between(known.saved.to(), at).compareTo(SAVE_EVERY) >= 0) {
        save(member, known);
      }
    }
    return true;
  }

  private boolean goesOn(Visit visit, Sighting sighting, Instant at, UUID member) {
    return visit.place().equals(sighting.place())
        && sameArea(visit.position(), sighting.position())
        && !at.isBefore(visit.from().minus(TOLERANCE))
        && !at.isAfter(visit.to().plus(policy.gap()))
        && !at.isAfter(visit.from().plus(Visit.LONGEST))
        && gallery.covers(member, Purpose.TRAIL, visit.place(), visit.from(), at);
  }

  /** A camera that was moved to another floor begins another visit. */
  private static boolean sameArea(Optional<Position> one, Optional<Position> other) {
    return one.map(Position::area).equals(other.map(Position::area));
  }

  /** Writes what is newer than the row, where it is still covered. */
  private void save(UUID member, Open known) {
    Visit visit = known.visit;
    if (!visit.equals(known.saved)
        && gallery.covers(member, Purpose.TRAIL, visit.place(), visit.from(), visit.to())) {
      visits.update(member, known.id, visit);
      known.saved = visit;
    }
  }

  private void end(Key key, Open known) {
    save(key.member, known);
    open.remove(key);
  }

  /** Ends what the member's grants cover no longer. Called before a withdrawal returns. */
  synchronized void changed(UUID member) {
    open.entrySet()
        .removeIf(
            entry -> {
              Visit visit = entry.getValue().visit;
              return entry.getKey().member.equals(member)
                  && !gallery.covers(
                      member, Purpose.TRAIL, visit.place(), visit.from(), visit.to());
            });
  }

  /** Forgets what is open of a member without writing more, as when their visits are deleted. */
  synchronized void forget(UUID member) {
    open.keySet().removeIf(key -> key.member.equals(member));
  }

  /** Writes all that is newer than its row, and ends the visits whose gap is over. */
  synchronized void flush(Instant now) {
    Iterator<Map.Entry<Key, Open>> all = open.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Key, Open> entry = all.next();
      save(entry.getKey().member, entry.getValue());
      if (now.isAfter(entry.getValue().visit.to().plus(policy.gap()))) {
        all.remove();
      }
    }
  }
}
