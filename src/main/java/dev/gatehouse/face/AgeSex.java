package dev.gatehouse.face;

/**
 * Age and sex as networks guess them from a face.
 *
 * @param years 0 to 100
 * @param male 0 (female) to 1 (male)
 */
public record AgeSex(double years, double male) {

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

  /** The ages that people of this guess had when it was measured; see docs/faces.md. */
  public AgeRange range() {
    return AgeErrors.range(years);
  }

  /**
   * The guess over several frames: this one moved towards a newer one.
   *
   * @param weight of the newer one, 0 to 1; {@code 1.0 / n} at the nth frame makes it the mean
   */
  public AgeSex towards(AgeSex newer, double weight) {
    return new AgeSex(
        years + weight * (newer.years - years), male + weight * (newer.male - male));
  }
}
