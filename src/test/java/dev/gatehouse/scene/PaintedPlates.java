package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_core.BORDER_TRANSPARENT;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getPerspectiveTransform;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.bytedeco.opencv.global.opencv_imgproc.warpPerspective;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Something like the back of a car, with a plate painted on it, for tests. */
final class PaintedPlates {
  static final Box CAR = new Box(100, 60, 540, 400);
  private static final int CHARACTER = 42; // pixels wide
  private static final int HIGH = 80;

  private PaintedPlates() {}

  /** A dark car on a grey road, 640x480, without a plate. */
  static Image car() {
    Image image = Image.allocate(640, 480);
    fill(image.mat(), new Box(0, 0, 640, 480), 120);
    fill(image.mat(), CAR, 45);
    fill(image.mat(), new Box(150, 80, 490, 190), 85);
    fill(image.mat(), new Box(120, 220, 180, 260), 60);
    fill(image.mat(), new Box(460, 220, 520, 260), 60);
    fill(image.mat(), new Box(100, 340, 540, 400), 30);
    return image;
  }

  private static void fill(Mat mat, Box box, int grey) {
    rectangle(
        mat,
        new org.bytedeco.opencv.opencv_core.Point((int) box.x0(), (int) box.y0()),
        new org.bytedeco.opencv.opencv_core.Point((int) box.x1() - 1, (int) box.y1() - 1),
        Scalar.all(grey),
        FILLED,
        LINE_AA,
        0);
  }

  /** A car with a plate in those corners. */
  static Image carWith(String text, Quad place) {
    Image image = car();
    paint(image, place, text);
    return image;
  }

  /** Paints a white plate with black letters, one line each, into those corners. */
  static void paint(Image image, Quad place, String... lines) {
    int longest = 0;
    for (String line : lines) {
      longest = Math.max(longest, line.length());
    }
    int width = longest * CHARACTER + 30;
    int height = lines.length * HIGH;
    try (Mat plate = new Mat(height, width, CV_8UC3, Scalar.all(235));
        Mat from = new Mat(4, 1, CV_32FC2);
        Mat to = new Mat(4, 1, CV_32FC2)) {
      for (int i = 0; i < lines.length; i++) {
        for (int k = 0; k < lines[i].length(); k++) {
          putText(
              plate,
              lines[i].substring(k, k + 1),
              new org.bytedeco.opencv.opencv_core.Point(17 + k * CHARACTER, i * HIGH + 62),
              FONT_HERSHEY_SIMPLEX,
              1.9,
              Scalar.all(20),
              5,
              LINE_AA,
              false);
        }
      }
      FloatBuffer source = from.createBuffer();
      source.put(new float[] {0, 0, width, 0, width, height, 0, height});
      FloatBuffer target = to.createBuffer();
      List<Point> corners = place.corners();
      for (Point p : corners) {
        target.put((float) p.x()).put((float) p.y());
      }
      try (Mat transform = getPerspectiveTransform(from, to)) {
        warpPerspective(
            plate,
            image.mat(),
            transform,
            new Size(image.width(), image.height()),
            INTER_LINEAR,
            BORDER_TRANSPARENT,
            Scalar.all(0));
      }
    }
  }
}
