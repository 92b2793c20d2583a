package dev.gatehouse.trail;

import java.util.Optional;
import java.util.OptionalInt;

/** Who counts the people inside, without knowing them. */
@FunctionalInterface
public interface UnknownInside {
  /**
   * How many people are inside beside the members who were placed there.
   *
   * @param site empty: all of them
   * @return empty where nobody counts
   */
  OptionalInt count(Optional<String> site);
}
