package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Similarity;
import java.nio.DoubleBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Turns, scales and shifts a part of a picture into a square. A part much larger than the square is
 * first made smaller by averaging, since the warp itself looks at four pixels only and would alias.
 * Not thread-safe.
 */
final class SquareWarp implements AutoCloseable {
  /** From this scale on the warp's four pixels are enough. */
  private static final double SHARP = 0.6;

  private final int border;
  private final Size size;
  private final Mat transform = new Mat(2, 3, CV_64FC1);
  private final DoubleBuffer coefficients = transform.createBuffer();
  private final Scalar black = Scalar.all(0);

  /**
   * @param side of the square, in pixels
   * @param border OpenCV's {@code BORDER_CONSTANT}: black around the picture, or {@code
   *     BORDER_REPLICATE}: its edge repeated
   */
  SquareWarp(int side, int border) {
    this.border = border;
    this.size = new Size(side, side);
  }

  /**
   * @param toSquare from the indices of the picture's pixels to those of the square's
   * @param around what the square shows of the picture, with a little to spare
   * @param target BGR, of the square's size
   */
  void into(Image image, Similarity toSquare, Box around, Mat target) {
    if (toSquare.scale() > SHARP) {
      warp(image.mat(), toSquare, target);
      return;
    }
    int x0 = (int) Math.clamp(around.x0(), 0, image.width() - 1);
    int y0 = (int) Math.clamp(around.y0(), 0, image.height() - 1);
    int x1 = (int) Math.clamp(around.x1(), x0 + 1, image.width());
    int y1 = (int) Math.clamp(around.y1(), y0 + 1, image.height());
    int w = Math.max(1, (int) Math.round((x1 - x0) * toSquare.scale()));
    int h = Math.max(1, (int) Math.round((y1 - y0) * toSquare.scale()));
    double shrink = (double) (x1 - x0) / w;
    try (Rect part = new Rect(x0, y0, x1 - x0, y1 - y0);
        Mat large = new Mat(image.mat(), part);
        Size small = new Size(w, h);
        Mat smaller = new Mat()) {
      resize(large, smaller, small, 0, 0, INTER_AREA);
      // Pixel centres: source = (small + 0.5) * shrink - 0.5 + corner.
      double centre = 0.5 * shrink - 0.5;
      warp(smaller, toSquare.afterInput(x0 + centre, y0 + centre, shrink), target);
    }
  }

  private void warp(Mat source, Similarity s, Mat target) {
    coefficients.put(0, s.a()).put(1, -s.b()).put(2, s.tx());
    coefficients.put(3, s.b()).put(4, s.a()).put(5, s.ty());
    warpAffine(source, target, transform, size, INTER_LINEAR, border, black);
  }

  @Override
  public void close() {
    size.close();
    transform.close();
    black.close();
  }
}
