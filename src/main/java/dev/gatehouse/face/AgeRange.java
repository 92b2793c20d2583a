package dev.gatehouse.face;

/**
 * Between which ages somebody probably is: a guess with its measured error.
 *
 * @param youngest in years, 0 or more
 * @param oldest in years, not below {@code youngest}
 */
public record AgeRange(int youngest, int oldest) {
  public AgeRange {
    if (youngest < 0 || oldest < youngest) {
      throw new IllegalArgumentException("No age is from " + youngest + " to " + oldest);
    }
  }
}
