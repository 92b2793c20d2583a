package dev.gatehouse.tracking;

/**
 * A Kalman filter of one box: middle, width and height, each with its velocity, in pixels and
 * seconds. The four are independent, so each is a filter of two values in closed form.
 *
 * <p>Noise grows with the size of the box, as in SORT's descendants (Wojke et al., ICIP 2017), but
 * with time, not with frames: velocity changes like a random walk, so that a gap of a second makes
 * a place as uncertain whether it had 5 frames or 50.
 */
final class MotionFilter {
  /**
   * Standard deviation of a measured side, as a share of the box. More than a detector's jitter:
   * the box of someone who walks also breathes with the steps.
   */
  private static final double MEASUREMENT = 0.15;

  /** Variance that a velocity gains a second, in boxes squared a second squared. */
  private static final double ACCELERATION = 0.2;

  /** The same for width and height, which change slowly. */
  private static final double GROWTH = 0.1;

  /** Variance that a place gains a second besides, for the unevenness of a walk. */
  private static final double WANDER = 0.05;

  /** Standard deviation of an unknown velocity: boxes a second. */
  private static final double FIRST_VELOCITY = 2;

  private static final int DIMENSIONS = 4;

  final double[] value = new double[DIMENSIONS];
  private final double[] velocity = new double[DIMENSIONS];
  private final double[] p00 = new double[DIMENSIONS];
  private final double[] p01 = new double[DIMENSIONS];
  private final double[] p11 = new double[DIMENSIONS];

  void start(double cx, double cy, double w, double h) {
    value[0] = cx;
    value[1] = cy;
    value[2] = w;
    value[3] = h;
    double size = size(w, h);
    for (int d = 0; d < DIMENSIONS; d++) {
      velocity[d] = 0;
      p00[d] = square(2 * MEASUREMENT * size);
      p01[d] = 0;
      p11[d] = square(FIRST_VELOCITY * size * (d < 2 ? 1 : 0.25));
    }
  }

  void copyFrom(MotionFilter other) {
    System.arraycopy(other.value, 0, value, 0, DIMENSIONS);
    System.arraycopy(other.velocity, 0, velocity, 0, DIMENSIONS);
    System.arraycopy(other.p00, 0, p00, 0, DIMENSIONS);
    System.arraycopy(other.p01, 0, p01, 0, DIMENSIONS);
    System.arraycopy(other.p11, 0, p11, 0, DIMENSIONS);
  }

  void predict(double seconds) {
    double size2 = square(size(value[2], value[3]));
    for (int d = 0; d < DIMENSIONS; d++) {
      double q = (d < 2 ? ACCELERATION : GROWTH) * size2;
      value[d] += velocity[d] * seconds;
      p00[d] +=
          seconds * (2 * p01[d] + seconds * p11[d])
              + q * seconds * seconds * seconds / 3
              + WANDER * size2 * seconds;
      p01[d] += seconds * p11[d] + q * seconds * seconds / 2;
      p11[d] += q * seconds;
    }
    value[2] = Math.max(value[2], 1);
    value[3] = Math.max(value[3], 1);
  }

  /**
   * @param trust 0 to 1: a box of low score is measured less exactly
   */
  void update(double cx, double cy, double w, double h, double trust) {
    double noise = square(MEASUREMENT * size(w, h) * (2 - trust));
    update(0, cx, noise);
    update(1, cy, noise);
    update(2, w, noise);
    update(3, h, noise);
  }

  private void update(int d, double measured, double noise) {
    double s = p00[d] + noise;
    double k0 = p00[d] / s;
    double k1 = p01[d] / s;
    double error = measured - value[d];
    value[d] += k0 * error;
    velocity[d] += k1 * error;
    p11[d] -= k1 * p01[d];
    p01[d] -= k0 * p01[d];
    p00[d] -= k0 * p00[d];
  }

  double velocityX() {
    return velocity[0];
  }

  double velocityY() {
    return velocity[1];
  }

  /** Stops the growth of a box that is not seen: only its place goes on. */
  void freezeSize() {
    velocity[2] = 0;
    velocity[3] = 0;
  }

  private static double size(double w, double h) {
    return Math.max(1, Math.sqrt(w * h));
  }

  private static double square(double v) {
    return v * v;
  }
}
