package dev.gatehouse.site;

import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    Homography plane = Homography.between(picture, metres);
    for (Point point : picture) {
      // Below what is seen of the ground there is more ground, nearer to the camera.
      if (!(plane.w(point.x(), 1) > 0)) {
        throw new SiteException(
            "Far and near are swapped: by these points the ground would lie beyond the horizon at"
                + " the bottom of the picture. Check which point is which");
      }
    }
  }

  /** From fractions of the picture to metres of the area. */
  public Homography homography() {
    return Homography.between(picture, metres);
  }

  /**
   * Where on the plan something stands that touches the ground at this point of the picture; empty
   * beyond the horizon.
   *
   * @param at a fraction of the picture's width and height
   */
  public Optional<Point> ground(Point at) {
    Homography plane = homography();
    return plane.w(at.x(), at.y()) > 0
        ? Optional.of(new Point(plane.x(at.x(), at.y()), plane.y(at.x(), at.y())))
        : Optional.empty();
  }

  /**
   * By how many metres a place on the plan is wrong when each of the four points was clicked a
   * pixel beside where it is, either way in x and in y: one standard deviation, to the first order.
   *
   * @param at a fraction of the picture's width and height, not beyond the horizon
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  public double error(Point at, int width, int height) {
    Homography plane = homography();
    Point here = new Point(plane.x(at.x(), at.y()), plane.y(at.x(), at.y()));
    double squares = 0;
    for (int i = 0; i < 4; i++) {
      for (Point step : List.of(new Point(1.0 / width, 0), new Point(0, 1.0 / height))) {
        List<Point> clicked = new ArrayList<>(picture);
        Point was = clicked.get(i);
        clicked.set(i, new Point(was.x() + step.x(), was.y() + step.y()));
        Homography moved = Homography.between(clicked, metres);
        double off = here.distance(new Point(moved.x(at.x(), at.y()), moved.y(at.x(), at.y())));
        squares += off * off;
      }
    }
    return Math.sqrt(squares);
  }

  /**
   * Where a camera with square pixels, whose axis goes through the middle of its picture, must
   * stand to see the ground like this: the columns of the map from the ground to the picture are
   * two axes of a rotation, seen through the focal length (Hartley and Zisserman, Multiple View
   * Geometry, section 8.1.1). Empty where it looks straight down, or no such camera exists.
   *
   * @param aspect width of the picture over its height, in pixels
   */
  public Optional<CameraPose> pose(double aspect) {
    // The picture in units of its height, from its middle.
    List<Point> seen =
        picture.stream().map(p -> new Point((p.x() - 0.5) * aspect, p.y() - 0.5)).toList();
    Homography down = Homography.between(metres, seen);
    double[] h = down.coefficients();
    double tilt = Math.hypot(h[6], h[7]);
    // Turned about its origin, the ground gets farther along its first axis not at all, along its
    // second the most: towards where w shrinks.
    double cos = tilt == 0 ? 1 : h[7] / tilt;
    double sin = tilt == 0 ? 0 : -h[6] / tilt;
    double a = h[0] * cos + h[1] * sin;
    double d = h[3] * cos + h[4] * sin;
    double b = -h[0] * sin + h[1] * cos;
    double e = -h[3] * sin + h[4] * cos;
    double across = a * a + d * d;
    double focal2 = (across - b * b - e * e) / (tilt * tilt);
    if (!(focal2 > 1e-4 && focal2 < 1e4)) {
      return Optional.empty();
    }
    double f = Math.sqrt(focal2);
    double scale = Math.sqrt(across) / f;
    double[] r1 = {a / f / scale, d / f / scale, 0};
    double[] r2 = {b / f / scale, e / f / scale, tilt / scale};
    double[] t = {h[2] / f / scale, h[5] / f / scale, 1 / scale};
    double[] r3 = {
      r1[1] * r2[2] - r1[2] * r2[1], r1[2] * r2[0] - r1[0] * r2[2], r1[0] * r2[1] - r1[1] * r2[0]
    };
    double x = -dot(r1, t);
    double y = -dot(r2, t);
    Point origin = down.origin();
    // Its axis points where depth grows: along the second axis.
    double direction = Math.toDegrees(Math.atan2(-sin, -cos));
    return Optional.of(
        new CameraPose(
            new Point(origin.x() + cos * x - sin * y, origin.y() + sin * x + cos * y),
            dot(r3, t),
            ((direction % 360) + 360) % 360,
            2 * Math.toDegrees(Math.atan(aspect / 2 / f))));
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  Calibration scaled(double factor) {
    return new Calibration(
        picture, metres.stream().map(point -> Area.scaled(point, factor)).toList());
  }
}
