package dev.gatehouse.interior;

import dev.gatehouse.tracking.Assignment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tracks of different cameras are one person at this moment: where cameras overlap,
 * somebody whom several see is one dot. Cameras are joined one after the other, each by the
 * assignment of least total cost (see {@link Assignment}) of its tracks to the dots so far; the
 * cost is {@link Alikeness}, by the clocks as {@link ClockPair} knows them.
 *
 * <p>This is about one moment, never about time: it compares where feet are now, knows no looks,
 * and a dot whose tracks have ended is forgotten. It cannot say that somebody who left one camera's
 * sight is the one who came into another's.
 *
 * <p>One thread; allocates nothing once it has seen as many people as it will.
 */
final class PeopleMerger {
  /** Whoever was one person a moment ago stays so a little more easily. */
  private static final double STICKY = 1.4;

  private static final int LOOKS = 12; // pairs of clocks that are looked at in a round

  private final int cameras;
  private final ClockPair[] clocks;
  private final List<List<PlanTrack>> byCamera = new ArrayList<>();
  private final Assignment assignment = new Assignment();
  private final List<List<PlanTrack>> dots = new ArrayList<>();
  private final List<List<PlanTrack>> unused = new ArrayList<>();
  private int nextPair;

  PeopleMerger(int cameras) {
    this.cameras = cameras;
    this.clocks = new ClockPair[cameras * cameras];
    for (int i = 0; i < cameras; i++) {
      byCamera.add(new ArrayList<>());
      for (int j = i + 1; j < cameras; j++) {
        clocks[i * cameras + j] = new ClockPair();
      }
    }
  }

  /** Seconds by which b's clock is ahead of a's. */
  double ahead(int a, int b) {
    return a < b ? clocks[a * cameras + b].ahead() : -clocks[b * cameras + a].ahead();
  }

  /** Whether that was measured. */
  boolean sure(int a, int b) {
    return clocks[Math.min(a, b) * cameras + Math.max(a, b)].sure();
  }

  /**
   * @param tracks that are seen now, of cameras 0 to {@code cameras - 1}
   * @return who is one person; valid until the next call
   */
  List<List<PlanTrack>> merge(List<PlanTrack> tracks) {
    for (int i = 0; i < cameras; i++) {
      byCamera.get(i).clear();
    }
    for (int i = 0; i < tracks.size(); i++) {
      byCamera.get(tracks.get(i).camera).add(tracks.get(i));
    }
    readClocks();
    for (int i = 0; i < dots.size(); i++) {
      dots.get(i).clear();
      unused.add(dots.get(i));
    }
    dots.clear();
    for (int camera = 0; camera < cameras; camera++) {
      join(byCamera.get(camera));
    }
    for (int i = 0; i < dots.size(); i++) {
      List<PlanTrack> dot = dots.get(i);
      for (int k = 0; k < dot.size(); k++) {
        dot.get(k).dot = i;
      }
    }
    return dots;
  }

  private void readClocks() {
    int looks = 0;
    for (int n = 0; n < clocks.length && looks < LOOKS; n++) {
      int pair = nextPair;
      nextPair = (nextPair + 1) % clocks.length;
      List<PlanTrack> first = byCamera.get(pair / cameras);
      List<PlanTrack> second = byCamera.get(pair % cameras);
      if (pair / cameras < pair % cameras && !first.isEmpty() && !second.isEmpty()) {
        clocks[pair].look(first, second);
        looks++;
      }
    }
  }

  private void join(List<PlanTrack> tracks) {
    if (tracks.isEmpty()) {
      return;
    }
    int known = dots.size();
    if (known > 0) {
      assignment.reset(tracks.size(), known);
      for (int t = 0; t < tracks.size(); t++) {
        for (int d = 0; d < known; d++) {
          assignment.cost(t, d, cost(tracks.get(t), dots.get(d)));
        }
      }
      assignment.solve();
    }
    for (int t = 0; t < tracks.size(); t++) {
      int d = known == 0 ? -1 : assignment.column(t);
      if (d >= 0 && assignment.cost(t, d) < Alikeness.NONE) {
        dots.get(d).add(tracks.get(t));
      } else {
        List<PlanTrack> dot = unused.isEmpty() ? new ArrayList<>() : unused.removeLast();
        dot.add(tracks.get(t));
        dots.add(dot);
      }
    }
  }

  /** The mean to all that make up the dot; none where it fits nobody of them. */
  private double cost(PlanTrack track, List<PlanTrack> dot) {
    double sum = 0;
    int fits = 0;
    for (int i = 0; i < dot.size(); i++) {
      double c = alike(dot.get(i), track);
      sum += c;
      fits += c < Alikeness.NONE ? 1 : 0;
    }
    return 2 * fits > dot.size() ? sum / dot.size() : Alikeness.NONE;
  }

  /** That camera's track of the same dot, in the last round; null where it has none. */
  @Nullable PlanTrack partner(PlanTrack track, int camera) {
    if (track.dot < 0) {
      return null;
    }
    List<PlanTrack> dot = dots.get(track.dot);
    for (int i = 0; i < dot.size(); i++) {
      PlanTrack one = dot.get(i);
      if (one.camera == camera) {
        return one.after == null ? one : one.after;
      }
    }
    return null;
  }

  /** As {@link Alikeness#of}, by the clocks as they are known. */
  double alike(PlanTrack a, PlanTrack b) {
    boolean together = a.dot >= 0 && a.dot == b.dot;
    return Alikeness.of(a, b, ahead(a.camera, b.camera), together ? STICKY : 1);
  }
}
