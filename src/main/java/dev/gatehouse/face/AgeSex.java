package dev.gatehouse.face;

import java.util.Optional;

/**
 * Age and sex as networks guess them from a face.
 *
 * @param years 0 to 100
 * @param male 0 (female) to 1 (male)
 */
public record AgeSex(double years, double male) {
  private static final double SURE = 0.75;

  public AgeSex {
    if (!(years >= 0 && years <= 100) || !(male >= 0 && male <= 1)) {
      throw new FaceException("Age is 0 to 100 and sex 0 to 1: " + years + " and " + male);
    }
  }

  /** The likelier one. */
  public Sex sex() {
    return male > 0.5 ? Sex.MALE : Sex.FEMALE;
  }

  /** How likely {@link #sex()} is as the networks say, 0.5 to 1. */
  public double certainty() {
    return Math.max(male, 1 - male);
  }

  /**
   * The likelier one where the networks are sure enough that it is worth saying; of children it
   * often is not.
   */
  public Optional<Sex> sureSex() {
    return certainty() >= SURE ? Optional.of(sex()) : Optional.empty();
  }

  /** The ages that nine of ten people of this guess had when it was measured: docs/faces.md. */
  public AgeRange range() {
    return AgeErrors.measured().range(years);
  }

  /**
   * The guess over several frames: this one moved towards a newer one.
   *
   * @param weight of the newer one, 0 to 1; {@code 1.0 / n} at the nth frame makes it the mean
   */
  public AgeSex towards(AgeSex newer, double weight) {
    return new AgeSex(years + weight * (newer.years - years), male + weight * (newer.male - male));
  }
}
