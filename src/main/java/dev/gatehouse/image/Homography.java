package dev.gatehouse.image;

import java.util.List;

/**
 * The projective map between two planes that takes four points to four others: x' = (a x + b y + c)
 * / w, y' = (d x + e y + f) / w, w = g x + h y + 1 (Hartley and Zisserman, Multiple View Geometry,
 * section 2.3). Immutable.
 */
public final class Homography {
  private final double[] h; // a to h
  private final double originX;
  private final double originY;

  private Homography(double[] h, double originX, double originY) {
    this.h = h;
    this.originX = originX;
    this.originY = originY;
  }

  /**
   * The map that takes four points to four others.
   *
   * @param from four points, in order around a convex quadrilateral; in any unit
   * @param to their images, in any unit
   * @throws ImageException if there are not four of each, or three of them lie in a line
   */
  public static Homography between(List<Point> from, List<Point> to) {
    if (from.size() != 4 || to.size() != 4) {
      throw new ImageException(
          "Four pairs of points determine a plane; there are %d and %d"
              .formatted(from.size(), to.size()));
    }
    // Seen from their middle, where w is 1, the horizon cannot be: the four points are convex.
    double originX = from.stream().mapToDouble(Point::x).average().orElseThrow();
    double originY = from.stream().mapToDouble(Point::y).average().orElseThrow();
    double[][] rows = new double[8][];
    for (int i = 0; i < 4; i++) {
      double x = from.get(i).x() - originX;
      double y = from.get(i).y() - originY;
      double u = to.get(i).x();
      double v = to.get(i).y();
      rows[2 * i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
      rows[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    }
    return new Homography(solve(rows), originX, originY);
  }

  /** Gaussian elimination with the largest pivots of a column; eight equations. */
  private static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
          pivot = row;
        }
      }
      double[] swap = rows[column];
      rows[column] = rows[pivot];
      rows[pivot] = swap;
      if (Math.abs(rows[column][column]) < 1e-12) {
        throw new ImageException("The four points do not determine a plane; move one");
      }
      for (int row = column + 1; row < n; row++) {
        double factor = rows[row][column] / rows[column][column];
        for (int k = column; k <= n; k++) {
          rows[row][k] -= factor * rows[column][k];
        }
      }
    }
    double[] solution = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double value = rows[row][n];
      for (int k = row + 1; k < n; k++) {
        value -= rows[row][k] * solution[k];
      }
      solution[row] = value / rows[row][row];
    }
    return solution;
  }

  /**
   * The eight numbers a to h, of points as seen from {@link #origin}; a copy.
   *
   * <pre>{@code x' = (a (x - ox) + b (y - oy) + c) / w}</pre>
   */
  public double[] coefficients() {
    return h.clone();
  }

  /** The middle of the four points {@code from}. */
  public Point origin() {
    return new Point(originX, originY);
  }

  /** Over 0 on the side of the horizon on which the four points lie; 1 in their middle. */
  public double w(double x, double y) {
    return h[6] * (x - originX) + h[7] * (y - originY) + 1;
  }

  /** Where a point lies, in the unit of {@code to}; meaningful where {@link #w} is over 0. */
  public double x(double x, double y) {
    return (h[0] * (x - originX) + h[1] * (y - originY) + h[2]) / w(x, y);
  }

  /** As {@link #x}. */
  public double y(double x, double y) {
    return (h[3] * (x - originX) + h[4] * (y - originY) + h[5]) / w(x, y);
  }

  /**
   * How far the image moves at most, in its units, when the point moves by one of its own: the
   * larger singular value of the map's derivative.
   */
  public double stretch(double x, double y) {
    double w = w(x, y);
    double u = x(x, y);
    double v = y(x, y);
    double ux = (h[0] - u * h[6]) / w;
    double uy = (h[1] - u * h[7]) / w;
    double vx = (h[3] - v * h[6]) / w;
    double vy = (h[4] - v * h[7]) / w;
    double sum = ux * ux + uy * uy + vx * vx + vy * vy;
    double determinant = ux * vy - uy * vx;
    double root = Math.sqrt(Math.max(0, sum * sum - 4 * determinant * determinant));
    return Math.sqrt((sum + root) / 2);
  }
}
