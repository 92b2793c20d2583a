package dev.gatehouse.statistics;

import java.util.Set;

/**
 * People who went from one zone to another, as far as it is shown: at least so many.
 *
 * @param source the zone's id with its area's, or "outside" of the area
 * @param target likewise
 * @param sourceName for people
 * @param targetName likewise
 * @param cameras those that saw it
 * @param least the sum over the days on which five or more went
 */
public record Flow(
    String source,
    String target,
    String sourceName,
    String targetName,
    Set<String> cameras,
    long least) {
  public Flow {
    cameras = Set.copyOf(cameras);
  }
}
