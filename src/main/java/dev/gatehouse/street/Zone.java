package dev.gatehouse.street;

import dev.gatehouse.image.Point;
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
    requireSimple(name, polygon);
    if (area(polygon) < 1e-6) { // 2 pixels of a full HD picture
      throw new StreetException("Zone '" + name + "' has no area");
    }
  }

  private static void requireSimple(String name, List<Point> polygon) {
    int n = polygon.size();
    for (int i = 0; i < n; i++) {
      Point a = polygon.get(i);
      Point b = polygon.get((i + 1) % n);
      if (a.equals(b)) {
        throw new StreetException("Zone '%s' has the corner %d twice".formatted(name, i + 1));
      }
      for (int j = i + 1; j < n; j++) {
        boolean neighbours = j == i + 1 || (i == 0 && j == n - 1);
        Point c = polygon.get(j);
        Point d = polygon.get((j + 1) % n);
        if (!neighbours && touch(a, b, c, d)) {
          throw new StreetException(
              "Zone '%s' crosses itself: its edges %d and %d meet".formatted(name, i + 1, j + 1));
        }
      }
    }
  }

  /** Whether two segments have a point in common. */
  private static boolean touch(Point a, Point b, Point c, Point d) {
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

  /** Twice the signed area of a triangle. */
  static double turn(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
  }

  private static boolean between(Point a, Point p, Point b) {
    return Math.min(a.x(), b.x()) <= p.x()
        && p.x() <= Math.max(a.x(), b.x())
        && Math.min(a.y(), b.y()) <= p.y()
        && p.y() <= Math.max(a.y(), b.y());
  }

  private static double area(List<Point> polygon) {
    double sum = 0;
    for (int i = 0; i < polygon.size(); i++) {
      Point a = polygon.get(i);
      Point b = polygon.get((i + 1) % polygon.size());
      sum += a.x() * b.y() - b.x() * a.y();
    }
    return Math.abs(sum) / 2;
  }

  /** Whether a point, in fractions, lies in it; by the number of edges to its right. */
  boolean contains(double x, double y) {
    boolean inside = false;
    for (int i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
      Point a = polygon.get(i);
      Point b = polygon.get(j);
      if (a.y() > y != b.y() > y && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
        inside = !inside;
      }
    }
    return inside;
  }
}
