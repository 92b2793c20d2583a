package dev.gatehouse.merchandise;

/**
 * A share with its 95 % interval: E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22, 1927.
 *
 * @param of how many there were
 * @param hits how many of them were touched
 * @param value 0 to 1; 0 where there were none
 */
public record Rate(long of, long hits, double value, double low, double high) {
  /** Of the standard normal distribution, 97.5 % lie below. */
  private static final double Z = 1.959964;

  public static Rate of(long hits, long of) {
    if (hits < 0 || hits > of) {
      throw new IllegalArgumentException(hits + " of " + of);
    }
    if (of == 0) {
      return new Rate(0, 0, 0, 0, 1);
    }
    double p = (double) hits / of;
    double z2 = Z * Z / of;
    double middle = (p + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(p * (1 - p) / of + z2 / (4 * of)) / (1 + z2);
    return new Rate(
        of,
        hits,
        p,
        hits == 0 ? 0 : Math.max(0, middle - half),
        hits == of ? 1 : Math.min(1, middle + half));
  }
}
