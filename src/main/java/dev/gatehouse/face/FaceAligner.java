package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.nio.DoubleBuffer;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Turns, scales and shifts a face so that its five points lie where the embedder was trained to see
 * them: the 112x112 template of ArcFace (Deng et al., CVPR 2019, from InsightFace's reference
 * points). Not thread-safe.
 */
public final class FaceAligner implements AutoCloseable {
  /** Side of an aligned face, in pixels. */
  public static final int SIDE = 112;

  static final List<Point> TEMPLATE =
      List.of(
          new Point(38.29459953, 51.69630051),
          new Point(73.53179932, 51.50139999),
          new Point(56.02519989, 71.73660278),
          new Point(41.54930115, 92.3655014),
          new Point(70.72990036, 92.20410156));

  private final Size size = new Size(SIDE, SIDE);
  private final Mat transform = new Mat(2, 3, CV_64FC1);
  private final DoubleBuffer coefficients = transform.createBuffer();
  private final Scalar black = Scalar.all(0);

  /** The transform from the picture to the aligned face. */
  static Similarity transform(FacePoints points) {
    return Similarity.between(points.list(), TEMPLATE);
  }

  /**
   * Writes the aligned face into {@code target}; what lies outside the picture is black.
   *
   * <p>A face much larger than 112 pixels is first made smaller by averaging, since the warp itself
   * looks at four pixels only and would alias.
   *
   * @param image BGR
   * @param target 112x112, BGR
   */
  public void align(Image image, FacePoints points, Mat target) {
    if (target.rows() != SIDE || target.cols() != SIDE || target.type() != CV_8UC3) {
      throw new FaceException("An aligned face goes into a matrix of 112x112 BGR pixels");
    }
    Similarity toFace = transform(points);
    if (toFace.scale() > 0.6) {
      warp(image.mat(), toFace, target);
      return;
    }
    double reach = SIDE * 1.5 / toFace.scale();
    Point nose = points.nose();
    int x0 = (int) Math.clamp(nose.x() - reach, 0, image.width() - 1);
    int y0 = (int) Math.clamp(nose.y() - reach, 0, image.height() - 1);
    int x1 = (int) Math.clamp(nose.x() + reach, x0 + 1, image.width());
    int y1 = (int) Math.clamp(nose.y() + reach, y0 + 1, image.height());
    int w = Math.max(1, (int) Math.round((x1 - x0) * toFace.scale()));
    int h = Math.max(1, (int) Math.round((y1 - y0) * toFace.scale()));
    double shrink = (double) (x1 - x0) / w;
    try (Rect around = new Rect(x0, y0, x1 - x0, y1 - y0);
        Mat part = new Mat(image.mat(), around);
        Size small = new Size(w, h);
        Mat smaller = new Mat()) {
      resize(part, smaller, small, 0, 0, INTER_AREA);
      // Pixel centres: source = (small + 0.5) * shrink - 0.5 + corner.
      double centre = 0.5 * shrink - 0.5;
      warp(smaller, toFace.afterInput(x0 + centre, y0 + centre, shrink), target);
    }
  }

  private void warp(Mat source, Similarity s, Mat target) {
    coefficients.put(0, s.a()).put(1, -s.b()).put(2, s.tx());
    coefficients.put(3, s.b()).put(4, s.a()).put(5, s.ty());
    warpAffine(source, target, transform, size, INTER_LINEAR, BORDER_CONSTANT, black);
  }

  @Override
  public void close() {
    size.close();
    transform.close();
    black.close();
  }
}
