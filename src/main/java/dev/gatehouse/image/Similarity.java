package dev.gatehouse.image;

import java.util.List;

/**
 * A similarity transform of the plane (rotation, uniform scale, shift, no reflection): {@code x' =
 * a x - b y + tx}, {@code y' = b x + a y + ty}.
 */
public record Similarity(double a, double b, double tx, double ty) {

  /**
   * The transform that brings {@code from} onto {@code to} with the least sum of squared distances.
   * With reflection excluded, the least-squares problem of Umeyama (IEEE PAMI 13(4), 1991) has this
   * closed form in two dimensions.
   *
   * @param from at least two points, not all the same
   * @param to as many points
   * @throws IllegalArgumentException if the numbers differ or the points coincide
   */
  public static Similarity between(List<Point> from, List<Point> to) {
    int n = from.size();
    if (n != to.size() || n < 2) {
      throw new IllegalArgumentException(
          "Two or more pairs of points are needed: " + n + " and " + to.size());
    }
    double fx = 0;
    double fy = 0;
    double gx = 0;
    double gy = 0;
    for (int i = 0; i < n; i++) {
      fx += from.get(i).x() / n;
      fy += from.get(i).y() / n;
      gx += to.get(i).x() / n;
      gy += to.get(i).y() / n;
    }
    double dot = 0;
    double cross = 0;
    double spread = 0;
    for (int i = 0; i < n; i++) {
      double px = from.get(i).x() - fx;
      double py = from.get(i).y() - fy;
      double qx = to.get(i).x() - gx;
      double qy = to.get(i).y() - gy;
      dot += px * qx + py * qy;
      cross += px * qy - py * qx;
      spread += px * px + py * py;
    }
    if (!(spread > 1e-12)) {
      throw new IllegalArgumentException("The points coincide, so no transform is defined");
    }
    double a = dot / spread;
    double b = cross / spread;
    return new Similarity(a, b, gx - a * fx + b * fy, gy - b * fx - a * fy);
  }

  public Point apply(Point p) {
    return new Point(a * p.x() - b * p.y() + tx, b * p.x() + a * p.y() + ty);
  }

  /** The transform that undoes this one, which must not shrink everything to a point. */
  public Similarity inverse() {
    double square = a * a + b * b;
    if (!(square > 0)) {
      throw new IllegalArgumentException("A transform that shrinks to a point has no inverse");
    }
    double ia = a / square;
    double ib = -b / square;
    return new Similarity(ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty));
  }

  /** Factor by which lengths grow. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** This transform after a shift of its input by (dx, dy) and a scaling of its input by s. */
  public Similarity afterInput(double dx, double dy, double s) {
    return new Similarity(a * s, b * s, a * dx - b * dy + tx, b * dx + a * dy + ty);
  }
}
