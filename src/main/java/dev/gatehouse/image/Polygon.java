package dev.gatehouse.image;

import java.util.List;
import java.util.Optional;

/** The geometry of a polygon, given by its corners in order; in any unit. */
public final class Polygon {
  private Polygon() {}

  /**
   * What keeps these corners from being a polygon whose edges meet at its corners alone, for
   * people, such as "has the corner 2 twice"; empty where nothing does.
   *
   * @param corners three or more
   */
  public static Optional<String> flaw(List<Point> corners) {
    int n = corners.size();
    for (int i = 0; i < n; i++) {
      Point a = corners.get(i);
      Point b = corners.get((i + 1) % n);
      if (a.equals(b)) {
        return Optional.of("has the corner %d twice".formatted(i + 1));
      }
      for (int j = i + 1; j < n; j++) {
        boolean neighbours = j == i + 1 || (i == 0 && j == n - 1);
        Point c = corners.get(j);
        Point d = corners.get((j + 1) % n);
        if (!neighbours && touch(a, b, c, d)) {
          return Optional.of("crosses itself: its edges %d and %d meet".formatted(i + 1, j + 1));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the segments from a to b and from c to d have a point in common. */
  public static boolean touch(Point a, Point b, Point c, Point d) {
    double abc = turn(a, b, c);
    double abd = turn(a, b, d);
    double cda = turn(c, d, a);
    double cdb = turn(c, d, b);
    if (abc * abd < 0 && cda * cdb < 0) {
      return true;
    }
    return (abc == 0 && between(a, c, b))
        || (abd == 0 && between(a, d, b))
        || (cda == 0 && between(c, a, d))
        || (cdb == 0 && between(c, b, d));
  }

  /**
   * Twice the signed area of a triangle; over 0 where c lies to the right of the way from a to b,
   * as seen with y down.
   */
  public static double turn(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
  }

  private static boolean between(Point a, Point p, Point b) {
    return Math.min(a.x(), b.x()) <= p.x()
        && p.x() <= Math.max(a.x(), b.x())
        && Math.min(a.y(), b.y()) <= p.y()
        && p.y() <= Math.max(a.y(), b.y());
  }

  /** In the square of the corners' unit; never under 0. */
  public static double area(List<Point> corners) {
    double sum = 0;
    for (int i = 0; i < corners.size(); i++) {
      Point a = corners.get(i);
      Point b = corners.get((i + 1) % corners.size());
      sum += a.x() * b.y() - b.x() * a.y();
    }
    return Math.abs(sum) / 2;
  }

  /**
   * The sign of the turn at each corner of a quadrilateral that is convex; 0 where it is not, or
   * where three corners lie in a line, or so nearly that nothing can be measured by them.
   */
  public static int convexity(List<Point> quadrilateral) {
    double longest = 0;
    for (Point a : quadrilateral) {
      for (Point b : quadrilateral) {
        longest = Math.max(longest, a.distance(b));
      }
    }
    int sign = 0;
    int n = quadrilateral.size();
    for (int i = 0; i < n; i++) {
      double turn =
          turn(
              quadrilateral.get(i), quadrilateral.get((i + 1) % n), quadrilateral.get((i + 2) % n));
      // Height of the triangle over its longest side, as a share of the quadrilateral's extent.
      if (!(Math.abs(turn) > 0.002 * longest * longest)) {
        return 0;
      }
      int here = turn > 0 ? 1 : -1;
      if (sign != 0 && here != sign) {
        return 0;
      }
      sign = here;
    }
    return sign;
  }

  /** Whether a point lies in it; by the number of edges to its right. */
  public static boolean contains(List<Point> corners, double x, double y) {
    boolean inside = false;
    for (int i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
      Point a = corners.get(i);
      Point b = corners.get(j);
      if (a.y() > y != b.y() > y && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
        inside = !inside;
      }
    }
    return inside;
  }
}
