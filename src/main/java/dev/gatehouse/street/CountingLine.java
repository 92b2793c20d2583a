package dev.gatehouse.street;

import dev.gatehouse.image.Point;

/**
 * A line over which objects are counted, once a track and direction. Who goes from the left of the
 * arrow {@code from} to {@code to} to its right (as seen in the picture) goes forward.
 *
 * @param id unique within the camera
 * @param name for people
 * @param from as fractions of the picture's width and height (0 to 1)
 * @param forward what the direction is called, such as "in" or "northbound"
 * @param backward what the other is called
 */
public record CountingLine(
    String id, String name, Point from, Point to, String forward, String backward) {
  public CountingLine {
    if (from.distance(to) < 1e-6) {
      throw new StreetException("Line '" + name + "' has no length");
    }
  }
}
