package dev.gatehouse.street;

import dev.gatehouse.image.Point;

/**
 * A line over which objects are counted, once a track and direction. Who goes from the left of the
 * arrow {@code from} to {@code to} to its right (as seen in the picture) goes forward.
 *
 * @param id unique within the camera
 * @param name for people
 * @param from as fractions of the picture's width and height (0 to 1)
 * @param to likewise
 * @param forward what the direction is called, such as "in" or "northbound"
 * @param backward what the other is called
 */
public record CountingLine(
    String id, String name, Point from, Point to, String forward, String backward) {
  public CountingLine {
    Layout.requireId("line", id);
    Layout.requireName("Line", name);
    Layout.requireInside("Line '" + name + "'", from);
    Layout.requireInside("Line '" + name + "'", to);
    Layout.requireName("A direction of line '" + name + "'", forward);
    Layout.requireName("A direction of line '" + name + "'", backward);
    if (from.distance(to) < 1e-3) { // 2 pixels of a full HD picture
      throw new StreetException("Line '" + name + "' has no length");
    }
    if (forward.equals(backward)) {
      throw new StreetException(
          "Line '" + name + "' calls both directions '" + forward + "'; give them two names");
    }
  }
}
