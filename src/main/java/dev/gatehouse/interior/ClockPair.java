package dev.gatehouse.interior;

import java.util.List;

/**
 * How far the clock of one camera is ahead of another's, at most two seconds, told by those who
 * walk where both see: for each offset that could be, how well the ways of the one's tracks meet
 * the nearest of the other's. What was found fades in about a minute, so that a clock that is set
 * right is followed. One thread.
 */
final class ClockPair {
  private static final double MOST = 2; // seconds
  private static final double STEP = 0.1;
  private static final int OFFSETS = (int) Math.round(2 * MOST / STEP) + 1;
  private static final double FADE = 0.98; // of each look
  private static final double WALKING = 0.4; // m/s: who stands tells nothing of clocks
  private static final double PRIOR = 0.005; // of the cost for each second away from none
  private static final double SURE = 4; // looks with somebody in them
  private static final double DISTINCT = 0.1; // by which the mean is worse than the best

  private final double[] cost = new double[OFFSETS];
  private double weight;
  private double ahead;
  private boolean sure;

  /** Seconds by which the second camera's clock is ahead of the first's. */
  double ahead() {
    return ahead;
  }

  /** Whether enough was seen to rely on it. */
  boolean sure() {
    return sure;
  }

  /** Looks at the tracks of both cameras as they are now. */
  void look(List<PlanTrack> first, List<PlanTrack> second) {
    boolean any = false;
    for (PlanTrack a : first) {
      if (a.speed() < WALKING) {
        continue;
      }
      boolean near = false;
      for (PlanTrack b : second) {
        near |= Math.hypot(a.x - b.x, a.y - b.y) < 2.5 * MOST + 1;
      }
      if (near) {
        any |= add(a, second);
      }
    }
    if (any) {
      weight = weight * FADE + 1;
      best();
    }
  }

  private final double[] mine = new double[OFFSETS];

  private boolean add(PlanTrack a, List<PlanTrack> second) {
    boolean any = false;
    for (int i = 0; i < OFFSETS; i++) {
      double offset = i * STEP - MOST;
      double least = Alikeness.NONE;
      for (PlanTrack b : second) {
        least = Math.min(least, Alikeness.of(a, b, offset, 1));
      }
      mine[i] = least;
      any |= least < Alikeness.NONE;
    }
    if (any) {
      for (int i = 0; i < OFFSETS; i++) {
        cost[i] = cost[i] * FADE + mine[i];
      }
    }
    return any;
  }

  private void best() {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < OFFSETS; i++) {
      double c = cost[i] + PRIOR * weight * Math.abs(i * STEP - MOST);
      sum += c;
      if (c < least) {
        least = c;
        best = i;
      }
    }
    ahead = best * STEP - MOST;
    sure = weight >= SURE && sum / OFFSETS - least > DISTINCT * weight;
  }
}
