package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import java.util.List;

/**
 * A part of the picture in which objects are counted: an object is where its foot point, the middle
 * of its box's lower edge, is.
 *
 * @param id unique within the camera
 * @param name for people
 * @param polygon 3 to 100 corners as fractions of the picture's width and height (0 to 1); its
 *     edges do not meet but at the corners
 */
public record Zone(String id, String name, List<Point> polygon) {
  private static final int MOST_CORNERS = 100;

  public Zone {
    Layout.requireId("zone", id);
    Layout.requireName("Zone", name);
    polygon = List.copyOf(polygon);
    if (polygon.size() < 3) {
      throw new StreetException("Zone '" + name + "' needs three corners or more");
    }
    if (polygon.size() > MOST_CORNERS) {
      throw new StreetException(
          "Zone '%s' has %d corners; %d are the most"
              .formatted(name, polygon.size(), MOST_CORNERS));
    }
    for (Point corner : polygon) {
      Layout.requireInside("Zone '" + name + "'", corner);
    }
    Polygon.flaw(polygon)
        .ifPresent(
            flaw -> {
              throw new StreetException("Zone '" + name + "' " + flaw);
            });
    if (Polygon.area(polygon) < 1e-6) { // 2 pixels of a full HD picture
      throw new StreetException("Zone '" + name + "' has no area");
    }
  }

  /** Whether a point, in fractions, lies in it. */
  boolean contains(double x, double y) {
    return Polygon.contains(polygon, x, y);
  }
}
