package dev.gatehouse.face;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A square of a picture that may be turned.
 *
 * @param centre in pixels of the picture
 * @param side in pixels of the picture
 * @param roll in radians; positive turns it clockwise
 */
record TurnedSquare(Point centre, double side, double roll) {

  /** The square about a box, upright, with the longer side of the box, a pixel at least. */
  static TurnedSquare around(Box box) {
    return new TurnedSquare(box.centre(), Math.max(1, Math.max(box.width(), box.height())), 0);
  }

  /** The square about all points of a face, turned to its eyes. */
  static TurnedSquare around(FaceMesh mesh) {
    double roll = mesh.roll();
    double cos = Math.cos(roll);
    double sin = Math.sin(roll);
    double x0 = Double.POSITIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      double u = cos * mesh.x(i) + sin * mesh.y(i);
      double v = cos * mesh.y(i) - sin * mesh.x(i);
      x0 = Math.min(x0, u);
      y0 = Math.min(y0, v);
      x1 = Math.max(x1, u);
      y1 = Math.max(y1, v);
    }
    double u = (x0 + x1) / 2;
    double v = (y0 + y1) / 2;
    return new TurnedSquare(
        new Point(cos * u - sin * v, sin * u + cos * v),
        Math.max(1, Math.max(x1 - x0, y1 - y0)),
        roll);
  }

  TurnedSquare scaled(double factor) {
    return new TurnedSquare(centre, side * factor, roll);
  }

  /** From points of the picture to points of an upright square of {@code pixels} a side. */
  Similarity to(int pixels) {
    double scale = pixels / side;
    double a = scale * Math.cos(roll);
    double b = -scale * Math.sin(roll);
    double half = pixels / 2.0;
    return new Similarity(
        a, b, half - a * centre.x() + b * centre.y(), half - b * centre.x() - a * centre.y());
  }

  /**
   * Writes what it shows into {@code target}.
   *
   * @param target of {@code pixels} a side, as the warp
   */
  void into(Image image, SquareWarp warp, int pixels, Mat target) {
    Similarity s = to(pixels);
    // The same between the indices of pixels, whose centres lie at index + 0.5.
    Similarity indices =
        new Similarity(
            s.a(),
            s.b(),
            s.tx() + 0.5 * (s.a() - s.b()) - 0.5,
            s.ty() + 0.5 * (s.a() + s.b()) - 0.5);
    double reach = side * 0.75; // half of the diagonal, and a little
    Box around =
        new Box(centre.x() - reach, centre.y() - reach, centre.x() + reach, centre.y() + reach);
    warp.into(image, indices, around, target);
  }
}
