package dev.gatehouse.site;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a camera stands.
 *
 * @param camera its id
 * @param position on an area
 * @param direction it looks to, in degrees clockwise from the area's up (against y)
 * @param fieldOfView degrees, 1 to 360
 * @param range metres that it sees, for drawing
 * @param calibration of its picture; empty: its tracks have no path on the plan
 * @param clock how far the times of its pictures are ahead of those of the others; at most a minute
 */
public record Placement(
    String camera,
    Position position,
    double direction,
    double fieldOfView,
    double range,
    Optional<Calibration> calibration,
    Duration clock) {
  private static final double SHORTEST = 0.5; // metres
  private static final double FARTHEST = 1000;
  private static final Duration MOST = Duration.ofMinutes(1);

  public Placement {
    if (camera.isBlank() || camera.length() > 100) {
      throw new SiteException("The id of a camera has 1 to 100 characters");
    }
    if (!Double.isFinite(direction)) {
      throw new SiteException("The direction of a camera is in degrees");
    }
    direction = ((direction % 360) + 360) % 360;
    if (!(fieldOfView >= 1 && fieldOfView <= 360)) {
      throw new SiteException("A field of view has 1 to 360 degrees, not " + fieldOfView);
    }
    if (!(range >= SHORTEST && range <= FARTHEST)) {
      throw new SiteException("A camera sees 0.5 to 1000 metres, not " + range);
    }
    if (clock.abs().compareTo(MOST) > 0) {
      throw new SiteException(
          "The clock of camera '%s' differs by %s; set it right, a minute is the most"
              .formatted(camera, clock));
    }
  }

  Placement scaled(double factor) {
    return new Placement(
        camera,
        new Position(position.area(), Area.scaled(position.metres(), factor)),
        direction,
        fieldOfView,
        Math.clamp(range * factor, SHORTEST, FARTHEST),
        calibration.map(known -> known.scaled(factor)),
        clock);
  }
}
