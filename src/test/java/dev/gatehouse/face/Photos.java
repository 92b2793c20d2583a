package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
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
