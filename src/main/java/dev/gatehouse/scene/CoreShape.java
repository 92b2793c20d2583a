package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_imgproc.minAreaRect;

import dev.gatehouse.image.Point;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Size2f;

/**
 * The core of a line of text as a rectangle of any angle: centre, the direction of reading, and
 * half the length along and across it; in pixels of the network's input.
 */
record CoreShape(double x, double y, double ux, double uy, double along, double across) {

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
      return new CoreShape(centre.x(), centre.y(), ux, uy, w / 2, h / 2);
    }
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
    return new Quad(corner(-a, -b), corner(a, -b), corner(a, b), corner(-a, b));
  }

  private Point corner(double a, double b) {
    return new Point(x + a * ux - b * uy, y + a * uy + b * ux);
  }
}
