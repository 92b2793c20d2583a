package dev.gatehouse.site;

import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import java.util.List;

/**
 * A part of an area, such as a room.
 *
 * @param id unique within the area
 * @param name for people
 * @param polygon 3 to 100 corners in metres of the area; its edges meet at the corners alone
 */
public record AreaZone(String id, String name, List<Point> polygon) {
  private static final int MOST_CORNERS = 100;

  public AreaZone {
    Naming.requireId("zone", id);
    Naming.requireName("The zone", name);
    polygon = List.copyOf(polygon);
    if (polygon.size() < 3 || polygon.size() > MOST_CORNERS) {
      throw new SiteException(
          "Zone '%s' has %d corners; 3 to %d are needed"
              .formatted(name, polygon.size(), MOST_CORNERS));
    }
    for (Point corner : polygon) {
      Area.requireNear("Zone '" + name + "'", corner);
    }
    Polygon.flaw(polygon)
        .ifPresent(
            flaw -> {
              throw new SiteException("Zone '" + name + "' " + flaw);
            });
    if (Polygon.area(polygon) < 0.01) {
      throw new SiteException("Zone '" + name + "' is smaller than a hand's breadth");
    }
  }

  public boolean contains(Point metres) {
    return Polygon.contains(polygon, metres.x(), metres.y());
  }
}
