package dev.gatehouse.image;

/** A point in pixels of the source frame, origin top left, x to the right, y down. */
public record Point(double x, double y) {
  public double distance(Point other) {
    return Math.hypot(x - other.x, y - other.y);
  }
}
