package dev.gatehouse.site;

import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import java.util.List;

/**
 * Four points of the ground, clicked in a camera's picture and on the plan, which tie the one to
 * the other. The ground is taken to be flat.
 *
 * @param picture as fractions of the picture's width and height (0 to 1), in order around the
 *     quadrilateral they span; no three in a line
 * @param metres the same four points in metres of the area
 */
public record Calibration(List<Point> picture, List<Point> metres) {
  public Calibration {
    picture = List.copyOf(picture);
    metres = List.copyOf(metres);
    if (picture.size() != 4 || metres.size() != 4) {
      throw new SiteException(
          "A camera is calibrated by four points, in its picture and on the plan; there are %d and %d"
              .formatted(picture.size(), metres.size()));
    }
    for (Point point : picture) {
      if (!(point.x() >= 0 && point.x() <= 1 && point.y() >= 0 && point.y() <= 1)) {
        throw new SiteException(
            "A point of the calibration lies at %s, %s, outside the picture"
                .formatted(point.x(), point.y()));
      }
    }
    for (Point point : metres) {
      Area.requireNear("The calibration", point);
    }
    int seen = Polygon.convexity(picture);
    int drawn = Polygon.convexity(metres);
    if (seen == 0 || drawn == 0) {
      throw new SiteException(
          "The points %s lie in a line, or nearly, or not in order around a quadrilateral; choose four"
                  .formatted(seen == 0 ? "in the picture" : "on the plan")
              + " corners of something large and flat, and go around it");
    }
    if (seen != drawn) {
      throw new SiteException(
          "The points on the plan go around the other way than those in the picture: the plan would"
              + " be seen from below");
    }
  }

  /** From fractions of the picture to metres of the area. */
  public Homography homography() {
    return Homography.between(picture, metres);
  }

  Calibration scaled(double factor) {
    return new Calibration(
        picture, metres.stream().map(point -> Area.scaled(point, factor)).toList());
  }
}
