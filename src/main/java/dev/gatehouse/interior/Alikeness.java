package dev.gatehouse.interior;

/**
 * How well two cameras' tracks go together as the ways of one person over the same moments.
 *
 * <p>Their distance is the root of its mean square at a few moments of the last seconds that both
 * were seen, one clock set by the other. It is divided by a gate that grows with both errors: the
 * errors of two feet on the ground, each told by how far a picture's point moves on the plan.
 */
final class Alikeness {
  /** What cannot be one person. */
  static final double NONE = 1;

  private static final double BACK = 1.6; // seconds that are compared
  private static final int MOMENTS = 4;
  private static final double DEVIATIONS = 2.5;
  private static final double FLOOR = 0.15; // metres, of the calibration
  private static final double WIDEST = 2.5; // metres
  private static final double SHORTEST = 0.2; // seconds that both must have been seen
  private static final double QUICKEST = 2.5; // metres a second, for what is not worth a look

  private Alikeness() {}

  static double gate(double errorA, double errorB) {
    return Math.min(WIDEST, DEVIATIONS * Math.hypot(errorA, errorB) + FLOOR);
  }

  /**
   * @param ahead seconds that b's clock is ahead of a's
   * @param widen of the gate; over 1 for those that were together before
   * @return 0 the same way, {@link #NONE} or more: not one person
   */
  static double of(PlanTrack a, PlanTrack b, double ahead, double widen) {
    double end = Math.min(a.last, b.last - ahead);
    double begin = Math.max(Math.max(a.oldest(), b.oldest() - ahead), end - BACK);
    if (end - begin < SHORTEST) {
      return NONE;
    }
    double gate = widen * gate(a.error, b.error);
    double apart = Math.hypot(a.x - b.x, a.y - b.y);
    double between = Math.abs(a.last - (b.last - ahead));
    if (apart > gate + QUICKEST * (BACK + between)) {
      return NONE;
    }
    double sum = 0;
    double most = gate * gate * MOMENTS;
    for (int i = 0; i < MOMENTS; i++) {
      double d = distance(a, b, end - i * (end - begin) / (MOMENTS - 1), ahead);
      sum += d * d;
      if (sum >= most) {
        return NONE;
      }
    }
    return Math.sqrt(sum / MOMENTS) / gate;
  }

  private static double distance(PlanTrack a, PlanTrack b, double time, double ahead) {
    a.at(time);
    b.at(time + ahead);
    return Math.hypot(a.atX - b.atX, a.atY - b.atY);
  }
}
