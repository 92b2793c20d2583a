package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpPerspective;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** The labelled photos that the build brings, and what can be made of them. */
public final class Photos {
  private Photos() {}

  /** All of them, such as {@code emily-1}. */
  public static List<String> names() {
    return Stream.concat(
            Stream.of("emily", "jessica", "laura")
                .flatMap(n -> Stream.of(1, 2, 3, 4, 5).map(i -> n + "-" + i)),
            Stream.of(1, 2, 3, 4).map(i -> "tara-" + i))
        .toList();
  }

  public static Path file(String name) {
    return Path.of("target/test-media/photo-" + name + ".jpg");
  }

  public static Image read(String name) {
    return ImageCodec.read(file(name));
  }

  /** A photo on a grey canvas, scaled, with its corner at (x, y). */
  public static Image onCanvas(Image photo, int width, int height, int x, int y, double scale) {
    Image canvas = Image.allocate(width, height);
    int w = (int) Math.round(photo.width() * scale);
    int h = (int) Math.round(photo.height() * scale);
    try (Scalar grey = Scalar.all(120);
        Rect place = new Rect(x, y, w, h);
        Size size = new Size(w, h)) {
      canvas.mat().put(grey);
      try (Mat target = new Mat(canvas.mat(), place)) {
        resize(photo.mat(), target, size, 0, 0, INTER_AREA);
      }
    }
    return canvas;
  }

  public static Image scaled(Image photo, double scale) {
    return onCanvas(
        photo,
        (int) Math.round(photo.width() * scale),
        (int) Math.round(photo.height() * scale),
        0,
        0,
        scale);
  }

  /**
   * A photo that is held before a camera and tilted about its middle, on grey.
   *
   * @param pan degrees about the upright axis
   * @param tilt degrees about the level axis
   * @param distance from the camera, in widths of the photo
   */
  public static Image tilted(
      Image photo, int width, int height, double pan, double tilt, double distance) {
    double p = Math.toRadians(pan);
    double t = Math.toRadians(tilt);
    double focal = photo.width() * distance;
    double[][] turned = {
      {Math.cos(p), Math.sin(p) * Math.sin(t)},
      {0, Math.cos(t)},
      {-Math.sin(p), Math.cos(p) * Math.sin(t)}
    };
    double mx = photo.width() / 2.0;
    double my = photo.height() / 2.0;
    double[][] plane = new double[3][3];
    for (int row = 0; row < 3; row++) {
      plane[row][0] = turned[row][0];
      plane[row][1] = turned[row][1];
      plane[row][2] = -turned[row][0] * mx - turned[row][1] * my + (row == 2 ? focal : 0);
    }
    Image canvas = Image.allocate(width, height);
    try (Mat transform = new Mat(3, 3, CV_64FC1);
        Scalar grey = Scalar.all(120);
        Size size = new Size(width, height)) {
      DoubleBuffer values = transform.createBuffer();
      for (int k = 0; k < 3; k++) {
        values.put(k, focal * plane[0][k] + width / 2.0 * plane[2][k]);
        values.put(3 + k, focal * plane[1][k] + height / 2.0 * plane[2][k]);
        values.put(6 + k, plane[2][k]);
      }
      warpPerspective(
          photo.mat(), canvas.mat(), transform, size, INTER_LINEAR, BORDER_CONSTANT, grey);
    }
    return canvas;
  }

  public static Image mirrored(Image photo) {
    Image result = Image.allocate(photo.width(), photo.height());
    flip(photo.mat(), result.mat(), 1);
    return result;
  }

  /** One colour everywhere. */
  public static Image plain(int width, int height, int value) {
    Image image = Image.allocate(width, height);
    try (Mat all = new Mat(height, width, CV_8UC3, Scalar.all(value))) {
      all.copyTo(image.mat());
    }
    return image;
  }
}
