package dev.gatehouse.trail;

import java.util.Optional;
import java.util.OptionalInt;

/** Who counts the people inside, without knowing them. */
@FunctionalInterface
public interface UnknownInside {
  /**
   * How many people are inside beside those who are known to be there.
   *
   * @param site empty: all of them
   * @param known how many members were placed there
   * @return empty where nobody counts
   */
  OptionalInt count(Optional<String> site, int known);
}
