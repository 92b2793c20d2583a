package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.util.List;

/**
 * A part of the picture in which objects are counted: an object is where its foot point, the middle
 * of its box's lower edge, is.
 *
 * @param id unique within the camera
 * @param name for people
 * @param polygon three corners or more, as fractions of the picture's width and height (0 to 1)
 */
public record Zone(String id, String name, List<Point> polygon) {
  public Zone {
    polygon = List.copyOf(polygon);
    if (polygon.size() < 3) {
      throw new StreetException("Zone '" + name + "' needs three corners or more");
    }
  }
}
