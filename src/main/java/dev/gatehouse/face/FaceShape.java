package dev.gatehouse.face;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import java.util.List;

/**
 * The 68 points of a face in the order of the 300-W annotation (Sagonas et al., 2013): contour
 * 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67; in pixels of the picture.
 */
public record FaceShape(List<Point> points) {

  public FaceShape {
    points = List.copyOf(points);
    if (points.size() != 68) {
      throw new FaceException("A face shape has 68 points, not " + points.size());
    }
  }

  /**
   * The five points of alignment. An eye's centre is the mean of the four points of its lids, a
   * corner of the mouth the mean of its outer and inner corner.
   */
  public FacePoints fivePoints() {
    return new FacePoints(
        mean(37, 38, 40, 41), mean(43, 44, 46, 47), points.get(30), mean(48, 60), mean(54, 64));
  }

  /** The smallest box around all points. */
  public Box box() {
    double x0 = Double.POSITIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (Point p : points) {
      x0 = Math.min(x0, p.x());
      y0 = Math.min(y0, p.y());
      x1 = Math.max(x1, p.x());
      y1 = Math.max(y1, p.y());
    }
    return new Box(x0, y0, x1, y1);
  }

  private Point mean(int... indices) {
    double x = 0;
    double y = 0;
    for (int i : indices) {
      x += points.get(i).x() / indices.length;
      y += points.get(i).y() / indices.length;
    }
    return new Point(x, y);
  }
}
