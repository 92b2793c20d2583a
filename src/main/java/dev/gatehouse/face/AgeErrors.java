package dev.gatehouse.face;

/** How far guessed ages were off, by the age that was guessed. */
final class AgeErrors {
  private AgeErrors() {}

  static AgeRange range(double years) {
    double reach = 6 + 0.1 * years;
    return new AgeRange(
        (int) Math.max(0, Math.floor(years - reach)), (int) Math.ceil(years + reach));
  }
}
