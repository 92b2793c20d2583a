package dev.gatehouse.liveness;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.phaseCorrelate;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2d;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Whether what is beside a face moves with it, as seen by a camera that stands still. Behind a
 * person the room stays where it is; a picture that is held before the camera brings its own
 * background along. Two strips beside the face, at a place of the picture that stays the same over
 * a pair of frames, are compared by phase correlation. Not thread-safe.
 */
final class Surroundings implements AutoCloseable {
  private static final int SIDE = 64;

  /** Motion of the face between two looks, in face widths, from which on it can be compared. */
  private static final double FAR_ENOUGH = 0.06;

  /** Peak of the correlation below which a strip has nothing in it to follow. */
  private static final double CLEAR = 0.15;

  private final Mat part = new Mat();
  private final Mat grey = new Mat();
  private final Mat before = new Mat(SIDE, SIDE, CV_32FC1);
  private final Mat after = new Mat(SIDE, SIDE, CV_32FC1);
  private final Size size = new Size(SIDE, SIDE);
  private final Mat noWindow = new Mat();

  /** A look at a face and its surroundings; the picture is a copy, small and grey. */
  private record Look(Mat picture, Box face, double scale) {}

  private Optional<Look> last = Optional.empty();
  private double together;
  private int compared;

  void see(Image image, Box face) {
    // The whole picture, brought to faces of 32 pixels: it is motion by a sixteenth of it and more
    // that counts.
    double scale = Math.min(1, 32 / Math.max(1, face.width()));
    int w = Math.max(1, (int) Math.round(image.width() * scale));
    int h = Math.max(1, (int) Math.round(image.height() * scale));
    if (last.isPresent()) {
      Look look = last.get();
      boolean same = look.picture.cols() == picturesWidth(image, look.scale);
      if (!same) {
        forget();
      } else {
        Point from = look.face.centre();
        Point to = face.centre();
        double moved = from.distance(to) / Math.max(1, look.face.width());
        if (moved < FAR_ENOUGH) {
          return;
        }
        compare(look, image, from, to);
        forget();
      }
    }
    Mat picture = new Mat();
    shrunk(image, w, h, picture);
    last = Optional.of(new Look(picture, face, scale));
  }

  private static int picturesWidth(Image image, double scale) {
    return Math.max(1, (int) Math.round(image.width() * scale));
  }

  private void shrunk(Image image, int w, int h, Mat target) {
    try (Size to = new Size(w, h)) {
      resize(image.mat(), part, to, 0, 0, INTER_AREA);
    }
    cvtColor(part, target, COLOR_BGR2GRAY);
  }

  /** How far the strips went along with the face: 0 stayed where they were, 1 went with it. */
  private void compare(Look look, Image image, Point from, Point to) {
    shrunk(image, look.picture.cols(), look.picture.rows(), grey);
    double dx = (to.x() - from.x()) * look.scale;
    double dy = (to.y() - from.y()) * look.scale;
    double width = look.face.width();
    double top = look.face.y0() - 0.6 * look.face.height();
    double bottom = look.face.y0() + 0.6 * look.face.height();
    Box left = new Box(look.face.x0() - 1.3 * width, top, look.face.x0() - 0.45 * width, bottom);
    Box right = new Box(look.face.x1() + 0.45 * width, top, look.face.x1() + 1.3 * width, bottom);
    for (Box strip : new Box[] {left, right}) {
      OptionalDouble share = along(look, strip, dx, dy);
      if (share.isPresent()) {
        together += share.getAsDouble();
        compared++;
      }
    }
  }

  private OptionalDouble along(Look look, Box strip, double dx, double dy) {
    int x0 = (int) Math.max(0, strip.x0() * look.scale);
    int y0 = (int) Math.max(0, strip.y0() * look.scale);
    int x1 = (int) Math.min(grey.cols(), strip.x1() * look.scale);
    int y1 = (int) Math.min(grey.rows(), strip.y1() * look.scale);
    if (x1 - x0 < 16 || y1 - y0 < 16) {
      return OptionalDouble.empty();
    }
    try (Rect place = new Rect(x0, y0, x1 - x0, y1 - y0);
        Mat then = new Mat(look.picture, place);
        Mat now = new Mat(grey, place);
        DoublePointer response = new DoublePointer(1)) {
      resize(then, part, size, 0, 0, INTER_AREA);
      part.convertTo(before, CV_32FC1);
      resize(now, part, size, 0, 0, INTER_AREA);
      part.convertTo(after, CV_32FC1);
      try (Point2d shift = phaseCorrelate(before, after, noWindow, response)) {
        if (response.get() < CLEAR) {
          return OptionalDouble.empty();
        }
        double sx = shift.x() * (x1 - x0) / SIDE;
        double sy = shift.y() * (y1 - y0) / SIDE;
        return OptionalDouble.of(Math.clamp((sx * dx + sy * dy) / (dx * dx + dy * dy), 0.0, 1.0));
      }
    }
  }

  /**
   * 0 (the surroundings stayed while the face moved) to 1 (they moved with it); empty while the
   * face has not moved enough, or nothing beside it can be followed.
   */
  OptionalDouble together() {
    return compared < 2 ? OptionalDouble.empty() : OptionalDouble.of(together / compared);
  }

  private void forget() {
    last.ifPresent(l -> l.picture.close());
    last = Optional.empty();
  }

  @Override
  public void close() {
    forget();
    part.close();
    grey.close();
    before.close();
    after.close();
    size.close();
    noWindow.close();
  }
}
