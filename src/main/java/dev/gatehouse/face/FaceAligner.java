package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

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

  private final SquareWarp warp = new SquareWarp(SIDE, BORDER_CONSTANT);

  /** The transform from the picture to the aligned face. */
  static Similarity transform(FacePoints points) {
    return Similarity.between(points.list(), TEMPLATE);
  }

  /**
   * Writes the aligned face into {@code target}; what lies outside the picture is black.
   *
   * @param image BGR
   * @param target 112x112, BGR
   */
  public void align(Image image, FacePoints points, Mat target) {
    if (target.rows() != SIDE || target.cols() != SIDE || target.type() != CV_8UC3) {
      throw new FaceException("An aligned face goes into a matrix of 112x112 BGR pixels");
    }
    Similarity toFace = transform(points);
    double reach = SIDE * 1.5 / toFace.scale();
    Point nose = points.nose();
    Box around = new Box(nose.x() - reach, nose.y() - reach, nose.x() + reach, nose.y() + reach);
    warp.into(image, toFace, around, target);
  }

  @Override
  public void close() {
    warp.close();
  }
}
