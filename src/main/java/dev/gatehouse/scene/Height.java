package dev.gatehouse.scene;

/**
 * How tall an object stands over the ground, as a calibrated camera tells.
 *
 * @param metres over 0
 * @param error one standard deviation, in metres, over 0: what the calibration and the box's edges
 *     leave open
 */
public record Height(double metres, double error) {
  public Height {
    if (!(metres > 0 && error > 0) || !Double.isFinite(metres + error)) {
      throw new IllegalArgumentException(
          "A height and its error are over 0, not " + metres + " and " + error);
    }
  }

  /** Probability that it is really over that many metres, 0 to 1, where errors are normal. */
  double probabilityOver(double limit) {
    // Logistic approximation of the normal distribution, within 0.01 (Bowling et al., 2009).
    double z = (metres - limit) / error;
    return 1 / (1 + Math.exp(-1.702 * z));
  }
}
