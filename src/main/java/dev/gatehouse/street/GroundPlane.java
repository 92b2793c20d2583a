package dev.gatehouse.street;

import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import java.util.List;

/**
 * Four points of the ground whose real distances are known, which tie the picture to metres. The
 * ground is taken to be flat.
 *
 * @param picture four points as fractions of the picture's width and height, in order around the
 *     quadrilateral they span; no three in a line
 * @param metres the same points on the ground, in metres from an origin of one's choice
 */
public record GroundPlane(List<Point> picture, List<Point> metres) {
  private static final double FARTHEST = 100_000; // 100 km: what is more is no street

  public GroundPlane {
    picture = List.copyOf(picture);
    metres = List.copyOf(metres);
    if (picture.size() != 4 || metres.size() != 4) {
      throw new StreetException(
          "The ground is calibrated by four points, in the picture and in metres");
    }
    for (Point point : picture) {
      Layout.requireInside("A point of the ground", point);
    }
    for (Point point : metres) {
      if (!(Math.abs(point.x()) <= FARTHEST && Math.abs(point.y()) <= FARTHEST)) {
        throw new StreetException(
            "A point of the ground lies at %s, %s metres; use distances below 100 km"
                .formatted(point.x(), point.y()));
      }
    }
    requireConvex("in the picture", picture);
    requireConvex("in metres", metres);
  }

  /** Where the ground is in metres, from the picture. */
  Homography homography() {
    return Homography.between(picture, metres);
  }

  /**
   * A quadrilateral seen by a camera in front of which it lies stays convex; anything else has its
   * points in another order, or is too flat to measure with.
   */
  private static void requireConvex(String where, List<Point> points) {
    double longest = 0;
    for (Point a : points) {
      for (Point b : points) {
        longest = Math.max(longest, a.distance(b));
      }
    }
    int left = 0;
    for (int i = 0; i < 4; i++) {
      double turn = Polygon.turn(points.get(i), points.get((i + 1) % 4), points.get((i + 2) % 4));
      // Height of the triangle over its longest side, as a share of the quadrilateral's extent.
      if (!(Math.abs(turn) > 0.002 * longest * longest)) {
        throw new StreetException(
            "Three of the ground's points lie in a line, or nearly, %s; choose four corners of a"
                    .formatted(where)
                + " rectangle that is large in the picture");
      }
      left += turn > 0 ? 1 : 0;
    }
    if (left != 0 && left != 4) {
      throw new StreetException(
          "The ground's points %s are not in order: go around the quadrilateral, and list the same"
                  .formatted(where)
              + " points in metres in the same order");
    }
  }
}
