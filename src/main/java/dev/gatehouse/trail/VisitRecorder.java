package dev.gatehouse.trail;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.site.Position;
import java.time.Duration;
import java.time.Instant;
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
  private final Map<Key, Open> open = new HashMap<>();

  private record Key(UUID member, String camera) {}

  private static final class Open {
    private final long id;
    private Visit visit;
    private Visit saved;

    Open(long id, Visit visit) {
      this.id = id;
      this.visit = visit;
      this.saved = visit;
    }
  }

  VisitRecorder(Visits visits, Gallery gallery, TrailPolicy policy) {
    this.visits = visits;
    this.gallery = gallery;
    this.policy = policy;
  }

  /**
   * Takes in that a member was seen.
   *
   * @return whether a grant covers it; where none does, nothing is kept
   */
  synchronized boolean recognised(UUID member, Sighting sighting, float score) {
    Instant at = sighting.at().truncatedTo(ChronoUnit.MICROS);
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
          new Visit(sighting.place(), sighting.camera(), sighting.position(), at, at, score);
      open.put(key, new Open(visits.insert(member, visit), visit));
      return true;
    }
    Visit before = known.visit;
    if (at.isAfter(before.to())) {
      known.visit =
          new Visit(
              before.place(),
              before.camera(),
              sighting.position().or(before::position),
              before.from(),
              at,
              Math.max(before.score(), score));
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
