package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.CV_16SC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.Laplacian;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.gatehouse.image.Box;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Judges a face by size, blur, pose and exposure. Blur and exposure are measured on the aligned
 * face, so that they mean the same at every size. Not thread-safe.
 *
 * <p>Blur is the variance of the Laplacian (Pech-Pacheco et al., ICPR 2000) over that of the
 * picture itself, so that a flat but sharp face does not count as blurred. Pose is taken from the
 * geometry of the five points: how far the nose is off the middle of eyes and mouth.
 */
public final class FaceQualityMeter implements AutoCloseable {
  /** Width of a face, in pixels, from which on more pixels bring nothing. */
  public static final int GOOD_WIDTH = 80;

  private static final int SIDE = FaceAligner.SIDE;

  // Brows to chin, without hair and background.
  private static final int TOP = 30;
  private static final int BOTTOM = 106;
  private static final int LEFT = 20;
  private static final int RIGHT = 92;

  private final Mat grey = new Mat(SIDE, SIDE, CV_8UC1);
  private final Mat edges = new Mat(SIDE, SIDE, CV_16SC1);
  private final ByteBuffer greyBytes = grey.createBuffer();
  private final ShortBuffer edgeShorts = edges.createBuffer();

  /**
   * @param face its box in the picture
   * @param points its five points in the picture
   * @param aligned the face as {@link FaceAligner} made it
   */
  public FaceQuality judge(Box face, FacePoints points, Mat aligned) {
    List<String> reasons = new ArrayList<>();
    double width = face.width();
    double size = Math.clamp(width / GOOD_WIDTH, 0.0, 1.0);
    if (width < GOOD_WIDTH) {
      reasons.add("face " + Math.round(width) + " px wide, " + GOOD_WIDTH + " needed");
    }

    cvtColor(aligned, grey, COLOR_BGR2GRAY);
    Laplacian(grey, edges, CV_16SC1);
    Moments light = new Moments();
    Moments edge = new Moments();
    int dark = 0;
    int bright = 0;
    for (int y = TOP; y < BOTTOM; y++) {
      for (int x = LEFT; x < RIGHT; x++) {
        int value = greyBytes.get(y * SIDE + x) & 0xFF;
        light.add(value);
        edge.add(edgeShorts.get(y * SIDE + x));
        dark += value < 25 ? 1 : 0;
        bright += value > 245 ? 1 : 0;
      }
    }
    double contrast = Math.sqrt(light.variance());
    double blur = edge.variance() / Math.max(light.variance(), 30);
    double sharpness = Math.clamp((blur - 0.005) / 0.045, 0.0, 1.0);
    if (sharpness < 0.3) {
      reasons.add("too blurred");
    }

    double mean = light.mean();
    double exposure =
        ramp(mean, 25, 60)
            * ramp(255 - mean, 20, 50)
            * ramp(contrast, 6, 18)
            * ramp(1 - (double) dark / light.count, 0.3, 0.7)
            * ramp(1 - (double) bright / light.count, 0.4, 0.8);
    if (exposure < 0.4) {
      reasons.add(mean < 80 ? "too dark" : mean > 190 ? "too bright" : "too little contrast");
    }

    double yaw = points.yaw();
    double pitch = points.pitch();
    double pose = (1 - ramp(Math.abs(yaw), 0.2, 0.75)) * (1 - ramp(Math.abs(pitch), 0.2, 0.6));
    if (pose < 0.4) {
      reasons.add(
          Math.abs(yaw) > Math.abs(pitch)
              ? "face turned to the side"
              : pitch > 0 ? "face looks down" : "face looks up");
    }
    return new FaceQuality(
        size * (0.3 + 0.7 * sharpness) * pose * exposure, size, sharpness, pose, exposure, reasons);
  }

  /** 0 up to {@code low}, 1 from {@code high} on, straight between. */
  private static double ramp(double value, double low, double high) {
    return Math.clamp((value - low) / (high - low), 0.0, 1.0);
  }

  @Override
  public void close() {
    grey.close();
    edges.close();
  }

  private static final class Moments {
    private double sum;
    private double squares;
    private int count;

    void add(double value) {
      sum += value;
      squares += value * value;
      count++;
    }

    double mean() {
      return sum / count;
    }

    double variance() {
      return Math.max(0, squares / count - mean() * mean());
    }
  }
}
