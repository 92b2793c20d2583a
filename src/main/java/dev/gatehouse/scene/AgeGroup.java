package dev.gatehouse.scene;

import java.util.Optional;

/** Adult or child, as far as a street camera can tell. */
public enum AgeGroup {
  CHILD,
  ADULT;

  /** Next to no adults are smaller; children reach it at about 10. */
  private static final double CHILD_BELOW = 1.40;

  /** Half of the children reach it at about 14 (WHO growth reference, 2007). */
  private static final double ADULT_OVER = 1.60;

  private static final double SURE = 0.8;

  /**
   * By body height: a child clearly under 1.40 m, an adult clearly over 1.60 m, unknown between.
   * Clearly means with 80 % probability, given the error; that probability is the score. With an
   * error of 0.10 m a child is told up to 1.32 m and an adult from 1.68 m.
   *
   * <p>It is the size that is told: a tall teenager is an adult to it, and a small adult, one who
   * bends or sits in a wheelchair may be taken for a child.
   */
  public static Optional<Guess<AgeGroup>> fromHeight(Height height) {
    double child = 1 - height.probabilityOver(CHILD_BELOW);
    double adult = height.probabilityOver(ADULT_OVER);
    if (child >= SURE) {
      return Optional.of(new Guess<>(CHILD, child));
    }
    return adult >= SURE ? Optional.of(new Guess<>(ADULT, adult)) : Optional.empty();
  }
}
