package dev.gatehouse.face;

/**
 * Ages that somebody may have, both included.
 *
 * @param youngest in years, 0 to {@code oldest}
 * @param oldest in years, at most 120
 */
public record AgeRange(int youngest, int oldest) {

  public AgeRange {
    if (youngest < 0 || oldest < youngest || oldest > 120) {
      throw new FaceException(
          "A range of ages runs within 0 to 120: " + youngest + " to " + oldest);
    }
  }

  public boolean contains(int years) {
    return youngest <= years && years <= oldest;
  }

  /** Whether somebody of that range may be younger than {@code years}. */
  public boolean reachesBelow(int years) {
    return youngest < years;
  }

  /** The smallest range that contains both. */
  public AgeRange joined(AgeRange other) {
    return new AgeRange(Math.min(youngest, other.youngest), Math.max(oldest, other.oldest));
  }

  /** As people write it: {@code 25 to 34}. */
  @Override
  public String toString() {
    return youngest + " to " + oldest;
  }
}
