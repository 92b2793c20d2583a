package dev.gatehouse.interior;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts each passage once, however many cameras saw it. Two that were seen by two cameras are one
 * if their tracks are one dot, or else if they happened at the same time and spot, as exactly as
 * the clocks are known, and the tracks are not two people for all that can be seen. One thread.
 */
final class Passages {
  private static final double REMEMBERED = 30; // seconds
  private static final double TOGETHER = 10; // seconds between passages of what is one dot
  private static final double KNOWN = 0.8; // seconds, where clocks are known
  private static final double UNKNOWN = 2.3; // seconds, where they may differ by two
  private static final double SPOT = 0.3; // metres
  private static final double BROKEN = 2.5; // seconds in which a camera takes up a lost track

  private final PeopleMerger merger;
  private final List<Passage> recent = new ArrayList<>();

  private static final class Passage {
    final int key;
    final double arrival;
    final List<PlanTrack> tracks = new ArrayList<>(2);
    final double[] times = new double[8];
    final double x;
    final double y;

    Passage(int key, double arrival, double x, double y) {
      this.key = key;
      this.arrival = arrival;
      this.x = x;
      this.y = y;
    }

    void add(PlanTrack track, double time) {
      if (tracks.size() < times.length) {
        times[tracks.size()] = time;
        tracks.add(track);
      }
    }
  }

  Passages(PeopleMerger merger) {
    this.merger = merger;
  }

  /**
   * @param key what was passed, and in which direction
   * @param time on the clock of the track's camera
   * @param arrival on this machine's
   * @return whether nobody has counted it yet
   */
  boolean isNew(int key, PlanTrack track, double time, double arrival, double x, double y) {
    recent.removeIf(p -> arrival - p.arrival > REMEMBERED);
    Passage best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < recent.size(); i++) {
      Passage passage = recent.get(i);
      if (passage.key == key) {
        double distance = distance(passage, track, time, x, y);
        if (distance < least) {
          least = distance;
          best = passage;
        }
      }
    }
    if (best != null) {
      best.add(track, time);
      return false;
    }
    var passage = new Passage(key, arrival, x, y);
    passage.add(track, time);
    recent.add(passage);
    return true;
  }

  /** In seconds, those of one dot before all others; infinite: another passage. */
  private double distance(Passage passage, PlanTrack track, double time, double x, double y) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < passage.tracks.size(); i++) {
      PlanTrack other = passage.tracks.get(i);
      boolean spot =
          Math.hypot(x - passage.x, y - passage.y)
              < Alikeness.gate(other.error, track.error) + SPOT;
      if (other.camera == track.camera) {
        double later = time - passage.times[i];
        if (!(other.last < track.first && later < BROKEN && spot)) {
          return Double.POSITIVE_INFINITY; // it saw that one and this one
        }
        least = Math.min(least, later); // its track broke in the door
        continue;
      }
      double ahead = merger.ahead(other.camera, track.camera);
      double later = Math.abs(time - ahead - passage.times[i]);
      PlanTrack mine = merger.partner(track, other.camera);
      if (mine == other) {
        if (later < TOGETHER) {
          least = Math.min(least, later / 100);
        }
      } else if (later < (merger.sure(other.camera, track.camera) ? KNOWN : UNKNOWN)
          && spot
          && couldBeOne(passage.key, track, time, mine, other, passage.times[i])) {
        least = Math.min(least, later);
      }
    }
    return least;
  }

  /**
   * Whether two that are not one dot now may still have made one passage: whoever is one dot with
   * either must have been counted already, for else their passage is yet to come; unless they began
   * after it, as a track does that was broken in the door.
   *
   * @param mine the other camera's track of the same dot
   */
  private boolean couldBeOne(
      int key,
      PlanTrack track,
      double time,
      @Nullable PlanTrack mine,
      PlanTrack other,
      double otherTime) {
    PlanTrack theirs = merger.partner(other, track.camera);
    if (mine == null && theirs == null) {
      return !apart(other, track);
    }
    return (mine == null || mine.first > otherTime || wasCounted(key, mine))
        && (theirs == null || theirs.first > time || wasCounted(key, theirs));
  }

  private boolean wasCounted(int key, PlanTrack track) {
    for (int i = 0; i < recent.size(); i++) {
      List<PlanTrack> tracks = recent.get(i).tracks;
      if (recent.get(i).key == key
          && (tracks.contains(track) || (track.before != null && tracks.contains(track.before)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether both are seen, each as a dot of its own. */
  private boolean apart(PlanTrack a, PlanTrack b) {
    return a.dot >= 0
        && b.dot >= 0
        && merger.sure(a.camera, b.camera)
        && merger.alike(a, b) >= Alikeness.NONE;
  }
}
