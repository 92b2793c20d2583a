package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import java.util.List;

/**
 * A four-cornered area in pixels of the source frame, such as a plate seen at an angle. The corners
 * are named as they stand on the thing itself: read along it, {@code topLeft} comes first.
 */
public record Quad(Point topLeft, Point topRight, Point bottomRight, Point bottomLeft) {

  public static Quad of(Box box) {
    return new Quad(
        new Point(box.x0(), box.y0()),
        new Point(box.x1(), box.y0()),
        new Point(box.x1(), box.y1()),
        new Point(box.x0(), box.y1()));
  }

  /** Clockwise from the top left. */
  public List<Point> corners() {
    return List.of(topLeft, topRight, bottomRight, bottomLeft);
  }

  /** Mean length of the upper and lower edge, in pixels. */
  public double width() {
    return (topLeft.distance(topRight) + bottomLeft.distance(bottomRight)) / 2;
  }

  /** Mean length of the left and right edge, in pixels. */
  public double height() {
    return (topLeft.distance(bottomLeft) + topRight.distance(bottomRight)) / 2;
  }

  public Point centre() {
    return at(0.5, 0.5);
  }

  /** Slope of the line of reading in degrees, -180 to 180; positive where it falls to the right. */
  public double angle() {
    return Math.toDegrees(
        Math.atan2(
            topRight.y() + bottomRight.y() - topLeft.y() - bottomLeft.y(),
            topRight.x() + bottomRight.x() - topLeft.x() - bottomLeft.x()));
  }

  /**
   * The point at a fraction of the width and of the height, by bilinear interpolation; fractions
   * below 0 and over 1 lie outside.
   */
  public Point at(double u, double v) {
    double x =
        (1 - v) * ((1 - u) * topLeft.x() + u * topRight.x())
            + v * ((1 - u) * bottomLeft.x() + u * bottomRight.x());
    double y =
        (1 - v) * ((1 - u) * topLeft.y() + u * topRight.y())
            + v * ((1 - u) * bottomLeft.y() + u * bottomRight.y());
    return new Point(x, y);
  }

  /** The part between two fractions of the width and two of the height; may be larger. */
  public Quad part(double u0, double v0, double u1, double v1) {
    return new Quad(at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1));
  }

  /**
   * Moved outwards by a fraction of its <b>height</b> on each side.
   *
   * @param sideways by which the left and right edge move; negative to shrink
   * @param upright by which the upper and lower edge move
   */
  public Quad grown(double sideways, double upright) {
    double u = width() > 0 ? sideways * height() / width() : 0;
    return part(-u, -upright, 1 + u, 1 + upright);
  }

  /** The smallest box around it. */
  public Box bounds() {
    return new Box(
        Math.min(Math.min(topLeft.x(), topRight.x()), Math.min(bottomLeft.x(), bottomRight.x())),
        Math.min(Math.min(topLeft.y(), topRight.y()), Math.min(bottomLeft.y(), bottomRight.y())),
        Math.max(Math.max(topLeft.x(), topRight.x()), Math.max(bottomLeft.x(), bottomRight.x())),
        Math.max(Math.max(topLeft.y(), topRight.y()), Math.max(bottomLeft.y(), bottomRight.y())));
  }
}
