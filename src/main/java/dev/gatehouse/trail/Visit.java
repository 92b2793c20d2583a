package dev.gatehouse.trail;

import dev.gatehouse.site.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A member seen at a camera for a while.
 *
 * @param place of the camera, as in the grants
 * @param camera its id
 * @param position where on a plan, when last seen; empty where the camera stands on none
 * @param from when recognised first
 * @param to when recognised, or followed, last; not before {@code from}
 * @param score best similarity, -1 to 1
 */
public record Visit(
    String place,
    String camera,
    Optional<Position> position,
    Instant from,
    Instant to,
    float score) {
  /** One that lasts longer goes on as another, so that a day need not look further back. */
  public static final Duration LONGEST = Duration.ofHours(6);

  public Visit {
    if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new TrailException("A visit from " + from + " cannot last until " + to);
    }
  }

  public Duration length() {
    return Duration.between(from, to);
  }
}
