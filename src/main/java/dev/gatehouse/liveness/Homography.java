package dev.gatehouse.liveness;

import dev.gatehouse.image.Point;
import java.util.List;

/**
 * A projective transform of the plane: what a flat picture undergoes between two views, however it
 * is held. {@code x' = (a x + b y + c) / (g x + h y + 1)}, likewise y'.
 */
record Homography(double a, double b, double c, double d, double e, double f, double g, double h) {

  /**
   * The transform that brings {@code from} onto {@code to} with the least sum of squared algebraic
   * errors (Hartley and Zisserman, Multiple View Geometry, 4.1). The caller's points must be
   * centred and of a size near 1, or the equations are ill-conditioned.
   *
   * @param from four points or more, no three of which may lie on one line
   */
  static Homography between(List<Point> from, List<Point> to) {
    double[][] normal = new double[8][9];
    double[] row = new double[9];
    for (int i = 0; i < from.size(); i++) {
      double x = from.get(i).x();
      double y = from.get(i).y();
      for (int axis = 0; axis < 2; axis++) {
        double target = axis == 0 ? to.get(i).x() : to.get(i).y();
        java.util.Arrays.fill(row, 0);
        row[3 * axis] = x;
        row[3 * axis + 1] = y;
        row[3 * axis + 2] = 1;
        row[6] = -target * x;
        row[7] = -target * y;
        row[8] = target;
        for (int r = 0; r < 8; r++) {
          for (int k = 0; k < 9; k++) {
            normal[r][k] += row[r] * row[k];
          }
        }
      }
    }
    double[] s = solved(normal);
    return new Homography(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
  }

  /** Gauss's elimination with pivots; a ridge so small that it shows only where none is there. */
  private static double[] solved(double[][] m) {
    int n = m.length;
    for (int i = 0; i < n; i++) {
      m[i][i] += 1e-12;
    }
    for (int i = 0; i < n; i++) {
      int best = i;
      for (int r = i + 1; r < n; r++) {
        best = Math.abs(m[r][i]) > Math.abs(m[best][i]) ? r : best;
      }
      double[] swapped = m[i];
      m[i] = m[best];
      m[best] = swapped;
      for (int r = 0; r < n; r++) {
        double factor = r == i ? 0 : m[r][i] / m[i][i];
        for (int k = i; k <= n && factor != 0; k++) {
          m[r][k] -= factor * m[i][k];
        }
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) {
      solution[i] = m[i][n] / m[i][i];
    }
    return solution;
  }

  Point apply(Point p) {
    double w = g * p.x() + h * p.y() + 1;
    return new Point((a * p.x() + b * p.y() + c) / w, (d * p.x() + e * p.y() + f) / w);
  }
}
