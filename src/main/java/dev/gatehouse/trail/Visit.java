package dev.gatehouse.trail;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A member seen at a camera for a while.
 *
 * @param place of the camera, as in the grants
 * @param camera its id
 * @param spot where on a plan; empty where the camera stands on none
 * @param from when recognised first
 * @param to when recognised, or followed, last; not before {@code from}
 * @param score best similarity, -1 to 1
 */
public record Visit(
    String place, String camera, Optional<Spot> spot, Instant from, Instant to, float score) {
  /** One that lasts longer goes on as another, so that a day need not look further back. */
  public static final Duration LONGEST = Duration.ofHours(6);

  /** Too short to tell who is still from who goes by. */
  private static final Duration GOING_BY = Duration.ofSeconds(5);

  /** Metres within which somebody has not gone. */
  private static final double STANDING = 1.5;

  /**
   * Where somebody was during a visit: they come in by a door, sit, and go out by it.
   *
   * @param area its id
   * @param mean over the time, in metres of the area
   * @param first where seen first
   * @param last where seen last
   */
  public record Spot(String area, Point mean, Point first, Point last) {
    /** Of somebody who does not move. */
    public static Spot at(Position position) {
      Point metres = position.metres();
      return new Spot(position.area(), metres, metres, metres);
    }

    public Position position() {
      return new Position(area, mean);
    }
  }

  public Visit {
    if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new TrailException("A visit from " + from + " cannot last until " + to);
    }
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  /** In the mean over its time. */
  public Optional<Position> position() {
    return spot.map(Spot::position);
  }

  /** Whether the member was still, not on their way, when seen first. */
  boolean stillAtFirst() {
    return still(spot.map(Spot::first));
  }

  /** Whether the member was still, not on their way out, when seen last. */
  boolean stillAtLast() {
    return still(spot.map(Spot::last));
  }

  private boolean still(Optional<Point> end) {
    return length().compareTo(GOING_BY) >= 0
        && end.map(point -> point.distance(spot.orElseThrow().mean()) <= STANDING).orElse(true);
  }

  Visit between(Instant start, Instant end) {
    return new Visit(place, camera, spot, start, end, score);
  }
}
