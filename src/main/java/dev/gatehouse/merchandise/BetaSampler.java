package dev.gatehouse.merchandise;

import java.util.random.RandomGenerator;

/**
 * Draws from a beta distribution, as the ratio of two gamma variates: G. Marsaglia and W. W. Tsang,
 * "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
 */
final class BetaSampler {
  private BetaSampler() {}

  /**
   * @param a above 0
   * @param b above 0
   * @return 0 to 1
   */
  static double sample(double a, double b, RandomGenerator random) {
    double x = gamma(a, random);
    double y = gamma(b, random);
    double sum = x + y;
    return sum > 0 ? x / sum : a / (a + b); // both may be too small for a double
  }

  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        v = v * v * v;
        if (Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
          return d * v;
        }
      }
    }
  }
}
