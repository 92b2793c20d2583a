package dev.gatehouse.image;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Draws boxes, points and labels into a picture, in sizes that suit the picture's own. */
public final class Overlay {
  /** Colours that are told apart on most pictures, also by most colour-blind people. */
  public enum Colour {
    BLUE(214, 132, 58),
    GREEN(96, 174, 39),
    ORANGE(0, 149, 240),
    WHITE(255, 255, 255);

    private final int blue;
    private final int green;
    private final int red;

    Colour(int blue, int green, int red) {
      this.blue = blue;
      this.green = green;
      this.red = red;
    }
  }

  private Overlay() {}

  /**
   * @param label above the box in ASCII; empty for none
   */
  public static void box(Image image, Box box, Colour colour, String label) {
    int line = Math.max(1, image.height() / 240);
    double font = Math.max(0.4, image.height() / 900.0);
    Mat mat = image.mat();
    try (var stroke = scalar(colour);
        var from = point(box.x0(), box.y0());
        var to = point(box.x1(), box.y1())) {
      rectangle(mat, from, to, stroke, line, LINE_AA, 0);
      if (!label.isEmpty()) {
        int[] baseline = {0};
        try (Size size = getTextSize(label, FONT_HERSHEY_SIMPLEX, font, line, baseline);
            var white = scalar(Colour.WHITE);
            var top = point(box.x0(), Math.max(0, box.y0() - size.height() - 2 * baseline[0]));
            var bottom =
                point(
                    box.x0() + size.width() + 4,
                    Math.max(size.height() + 2 * baseline[0], box.y0()));
            var text =
                point(
                    box.x0() + 2, Math.max(size.height() + baseline[0], box.y0() - baseline[0]))) {
          rectangle(mat, top, bottom, stroke, FILLED, LINE_AA, 0);
          putText(mat, label, text, FONT_HERSHEY_SIMPLEX, font, white, line, LINE_AA, false);
        }
      }
    }
  }

  public static void point(Image image, Point at, Colour colour) {
    try (var stroke = scalar(colour);
        var centre = point(at.x(), at.y())) {
      circle(image.mat(), centre, Math.max(1, image.height() / 200), stroke, FILLED, LINE_AA, 0);
    }
  }

  private static Scalar scalar(Colour colour) {
    return new Scalar(colour.blue, colour.green, colour.red, 0);
  }

  private static org.bytedeco.opencv.opencv_core.Point point(double x, double y) {
    return new org.bytedeco.opencv.opencv_core.Point(
        (int) Math.clamp(Math.round(x), -32_768, 32_767),
        (int) Math.clamp(Math.round(y), -32_768, 32_767));
  }
}
