package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_imgproc.minAreaRect;

import dev.gatehouse.image.Point;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Size2f;

/**
 * The core of a line of text as a rectangle of any angle: centre, the direction of reading, and
 * half the length along and across it; in pixels of the network's input. The upper and the lower
 * edge may run at slopes of their own: a plate seen from the side is lower at its far end.
 *
 * @param upperSlope of the upper edge against the direction of reading
 * @param lowerSlope of the lower edge
 */
record CoreShape(
    double x,
    double y,
    double ux,
    double uy,
    double along,
    double across,
    double upperSlope,
    double lowerSlope) {
  private static final double STEEPEST_EDGE = 0.15;

  /** A line shorter than this many heights has no edges long enough to measure. */
  private static final double LONG = 3;

  /** Share of the length, at both ends, that is left out: corners are round there. */
  private static final double ENDS = 0.2;

  /**
   * The rectangle of smallest area around a contour. The direction of reading is that of the side
   * nearer to the horizontal.
   *
   * @param contour {@code n} points of two 32-bit integers
   */
  static CoreShape of(Mat contour) {
    try (RotatedRect rect = minAreaRect(contour);
        Point2f centre = rect.center();
        Size2f size = rect.size()) {
      double angle = Math.toRadians(rect.angle());
      double w = size.width();
      double h = size.height();
      double ux = Math.cos(angle);
      double uy = Math.sin(angle);
      // The side at `angle` has length w; the other one stands a quarter turn on.
      boolean turn = Math.abs(uy) > Math.abs(ux);
      if (turn) {
        double t = ux;
        ux = -uy;
        uy = t;
        t = w;
        w = h;
        h = t;
      }
      if (ux < 0) {
        ux = -ux;
        uy = -uy;
      }
      var flat = new CoreShape(centre.x(), centre.y(), ux, uy, w / 2, h / 2, 0, 0);
      return w < LONG * h ? flat : flat.fitted(contour);
    }
  }

  /** With the slopes of its edges, by least squares over the contour's points on either side. */
  private CoreShape fitted(Mat contour) {
    IntBuffer points = contour.createBuffer();
    double[] n = new double[2];
    double[] u = new double[2];
    double[] v = new double[2];
    double[] uu = new double[2];
    double[] uv = new double[2];
    for (int i = 0; i + 1 < points.capacity(); i += 2) {
      double dx = points.get(i) - x;
      double dy = points.get(i + 1) - y;
      double a = dx * ux + dy * uy;
      double b = dy * ux - dx * uy;
      if (Math.abs(a) < (1 - ENDS) * along) {
        int side = b < 0 ? 0 : 1;
        n[side]++;
        u[side] += a;
        v[side] += b;
        uu[side] += a * a;
        uv[side] += a * b;
      }
    }
    double[] slope = new double[2];
    for (int side = 0; side < 2; side++) {
      double spread = n[side] * uu[side] - u[side] * u[side];
      double s = spread > 1e-6 ? (n[side] * uv[side] - u[side] * v[side]) / spread : 0;
      slope[side] = Math.clamp(s, -STEEPEST_EDGE, STEEPEST_EDGE);
    }
    return new CoreShape(x, y, ux, uy, along, across, slope[0], slope[1]);
  }

  double shortSide() {
    return 2 * Math.min(along, across) + 1;
  }

  /** Mean of a map over the rectangle. */
  double mean(FloatBuffer map, int width, int height) {
    double reachX = along * ux + across * Math.abs(uy);
    double reachY = along * Math.abs(uy) + across * ux;
    int x0 = (int) Math.clamp(Math.floor(x - reachX), 0, width - 1);
    int x1 = (int) Math.clamp(Math.ceil(x + reachX), 0, width - 1);
    int y0 = (int) Math.clamp(Math.floor(y - reachY), 0, height - 1);
    int y1 = (int) Math.clamp(Math.ceil(y + reachY), 0, height - 1);
    double sum = 0;
    int count = 0;
    for (int row = y0; row <= y1; row++) {
      for (int column = x0; column <= x1; column++) {
        double dx = column - x;
        double dy = row - y;
        if (Math.abs(dx * ux + dy * uy) <= along + 0.5
            && Math.abs(dy * ux - dx * uy) <= across + 0.5) {
          sum += map.get(row * width + column);
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** The rectangle of the whole line: each side moved outwards by area times ratio by length. */
  Quad unclipped(double ratio) {
    double w = 2 * along + 1;
    double h = 2 * across + 1;
    double distance = w * h * ratio / (2 * (w + h));
    double a = w / 2 + distance;
    double b = h / 2 + distance;
    return new Quad(
        corner(-a, -b - a * upperSlope),
        corner(a, -b + a * upperSlope),
        corner(a, b + a * lowerSlope),
        corner(-a, b - a * lowerSlope));
  }

  private Point corner(double a, double b) {
    return new Point(x + a * ux - b * uy, y + a * uy + b * ux);
  }
}
