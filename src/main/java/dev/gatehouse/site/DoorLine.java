package dev.gatehouse.site;

import dev.gatehouse.image.Point;
import java.util.Optional;

/**
 * A door, as a line on the plan. Who goes over it from the left of the arrow {@code from} to {@code
 * to} to its right (as seen on the plan, y down) leaves one zone and enters the other; people are
 * counted there, once.
 *
 * @param id unique within the area
 * @param name for people
 * @param from in metres of the area
 * @param to likewise
 * @param left the zone on the left; empty: outside of all that is counted
 * @param right the zone on the right; empty likewise
 */
public record DoorLine(
    String id, String name, Point from, Point to, Optional<String> left, Optional<String> right) {
  public DoorLine {
    Naming.requireId("door", id);
    Naming.requireName("The door", name);
    Area.requireNear("Door '" + name + "'", from);
    Area.requireNear("Door '" + name + "'", to);
    if (from.distance(to) < 0.1) {
      throw new SiteException("Door '" + name + "' is narrower than 10 cm");
    }
    if (left.equals(right)) {
      throw new SiteException(
          "Door '" + name + "' leads from a place to itself; name the zones on its two sides");
    }
  }
}
