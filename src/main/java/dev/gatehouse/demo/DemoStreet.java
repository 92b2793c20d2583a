package dev.gatehouse.demo;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.street.CountingLine;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What the demo's street camera shows: people on a square, the film that comes with Debian's
 * package {@code opencv-doc}, where that is installed; else a slow pan over a photo of a parked
 * car. No package of npm or Maven Central with a film of a street was found.
 */
final class DemoStreet {
  /** Of Debian's opencv-doc; the film shows people crossing a square. */
  private static final Path SQUARE = Path.of("/usr/share/doc/opencv-doc/examples/data/vtest.avi");

  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int FRAMES = 100; // there, and as many back
  private static final double FPS = 12.5;

  private DemoStreet() {}

  /**
   * @param layout a zone and a line that suit the film
   * @param square whether it shows people on a square
   */
  record Film(Path file, Layout layout, boolean square) {}

  static Film film(ModelManifest manifest, Path folder) {
    return Files.isReadable(SQUARE)
        ? new Film(SQUARE, SQUARE_LAYOUT, true)
        : new Film(pan(manifest, folder), PAN_LAYOUT, false);
  }

  private static final Layout SQUARE_LAYOUT =
      new Layout(
          List.of(
              new Zone(
                  "zone-1",
                  "Square",
                  List.of(
                      new Point(0.3, 0.42),
                      new Point(0.72, 0.4),
                      new Point(0.95, 0.85),
                      new Point(0.25, 0.9)))),
          List.of(
              new CountingLine(
                  "line-1", "Way", new Point(0.47, 0.25), new Point(0.52, 0.95), "left", "right")),
          Optional.empty());

  private static final Layout PAN_LAYOUT =
      new Layout(
          List.of(
              new Zone(
                  "zone-1",
                  "Middle",
                  List.of(
                      new Point(0.35, 0.3),
                      new Point(0.65, 0.3),
                      new Point(0.65, 1),
                      new Point(0.35, 1)))),
          List.of(
              new CountingLine(
                  "line-1", "Middle", new Point(0.5, 0.1), new Point(0.5, 1), "left", "right")),
          Optional.empty());

  /** A camera that turns slowly to the right and back: the car moves through the picture. */
  private static Path pan(ModelManifest manifest, Path folder) {
    Path file = folder.resolve("demo-street.mp4");
    try (Image photo = ImageCodec.decode(manifest.load("demo-street"));
        Image frame = Image.allocate(WIDTH, HEIGHT);
        Size size = new Size(WIDTH, HEIGHT);
        VideoWriter film = VideoWriter.create(file, WIDTH, HEIGHT, FPS)) {
      int w = photo.width() * 3 / 5;
      int h = Math.min(photo.height(), w * HEIGHT / WIDTH);
      for (int i = 0; i < 2 * FRAMES; i++) {
        double t = (i < FRAMES ? i : 2 * FRAMES - i) / (double) FRAMES;
        int x = (int) Math.round(t * (photo.width() - w));
        try (Rect where = new Rect(x, photo.height() - h, w, h);
            Mat part = new Mat(photo.mat(), where)) {
          resize(part, frame.mat(), size, 0, 0, INTER_AREA);
        }
        film.write(frame);
      }
    }
    return file;
  }
}
