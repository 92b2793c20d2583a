package dev.gatehouse.site;

import dev.gatehouse.image.Point;

/**
 * A place of somebody or something.
 *
 * @param area its id
 * @param metres of that area
 */
public record Position(String area, Point metres) {
  public Position {
    Area.requireNear("A position", metres);
  }
}
