package dev.gatehouse.merchandise;

import java.util.Optional;

/**
 * By how much more slates are touched that were picked than slates that chance drew for the same
 * people.
 *
 * @param picked share of picked slates on which something was touched
 * @param random share of random slates on which something was touched
 * @param ratio {@code picked / random - 1}: 0.25 is a quarter more. Absent as long as no random
 *     slate was touched
 */
public record Lift(Rate picked, Rate random, Optional<Lift.Interval> ratio) {

  /**
   * A ratio less 1 with its 95 % interval.
   *
   * @param low -1 at least
   */
  public record Interval(double value, double low, double high) {}

  /**
   * The interval of the ratio is made of the Wilson intervals of both shares (MOVER-R: A. Donner
   * and G. Y. Zou, "Closed-form confidence intervals for functions of the normal mean and standard
   * deviation", Stat. Methods Med. Res. 21, 2012; R. G. Newcombe, "MOVER-R confidence intervals for
   * ratios and products of two independently estimated quantities", ibid. 25, 2016).
   */
  public static Lift of(long pickedHits, long picked, long randomHits, long random) {
    Rate one = Rate.of(pickedHits, picked);
    Rate other = Rate.of(randomHits, random);
    if (picked == 0 || randomHits == 0) {
      return new Lift(one, other, Optional.empty());
    }
    double p1 = one.value();
    double p0 = other.value();
    double a = p1 * p0;
    double b = one.low() * (2 * p1 - one.low());
    double c = other.high() * (2 * p0 - other.high());
    // (a - sqrt(a² - bc)) / c, in the form that is stable where c is near 0.
    double low = b / (a + Math.sqrt(Math.max(0, a * a - b * c)));
    double d = one.high() * (2 * p1 - one.high());
    double e = other.low() * (2 * p0 - other.low());
    double high = (a + Math.sqrt(Math.max(0, a * a - d * e))) / e;
    if (pickedHits == 0) {
      low = 0;
    }
    return new Lift(one, other, Optional.of(new Interval(p1 / p0 - 1, low - 1, high - 1)));
  }
}
