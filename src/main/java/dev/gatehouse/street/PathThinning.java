package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out the points of a path that say least: again and again the one that lies nearest to the
 * straight way between its neighbours, in the manner of Visvalingam and Whyatt (1993), who compare
 * triangles; distances keep a turning point on a way there and back. The ends stay.
 */
final class PathThinning {
  private static final double STRAIGHT = 5e-4; // half a pixel of a picture 1000 wide

  private PathThinning() {}

  /**
   * @param most at least 2
   */
  static List<Point> thin(List<Point> path, int most) {
    List<Point> left = new ArrayList<>(path);
    while (left.size() > 2) {
      int nearest = 1;
      double smallest = Double.MAX_VALUE;
      for (int i = 1; i < left.size() - 1; i++) {
        double distance = distance(left.get(i), left.get(i - 1), left.get(i + 1));
        if (distance < smallest) {
          smallest = distance;
          nearest = i;
        }
      }
      if (left.size() <= most && smallest > STRAIGHT) {
        break;
      }
      left.remove(nearest);
    }
    return left;
  }

  /** From a point to a segment. */
  private static double distance(Point p, Point a, Point b) {
    double dx = b.x() - a.x();
    double dy = b.y() - a.y();
    double square = dx * dx + dy * dy;
    double along =
        square == 0 ? 0 : Math.clamp(((p.x() - a.x()) * dx + (p.y() - a.y()) * dy) / square, 0, 1);
    return Math.hypot(p.x() - a.x() - along * dx, p.y() - a.y() - along * dy);
  }
}
