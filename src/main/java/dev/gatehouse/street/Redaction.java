package dev.gatehouse.street;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.OnnxModel;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Makes faces and licence plates in a picture unreadable before anybody sees it, by squares of one
 * colour so large that a face keeps no features and a plate no characters. It rather hides too
 * much: the head of every person, every face that the face detector finds besides, and of a vehicle
 * whose plate has not been found the whole lower part. Not thread-safe.
 */
final class Redaction implements AutoCloseable {
  /** The share of a standing person's box, from the top, that holds the head. */
  private static final double HEAD = 0.24;

  /** A face keeps this many squares across: too few for eyes, nose and mouth. */
  private static final int SQUARES_OF_A_FACE = 4;

  /** A plate is about 0.28 of a car wide and its characters 0.04 high; a square covers one. */
  private static final double SQUARE_OF_A_VEHICLE = 0.04;

  /**
   * Vehicles narrower than this, in pixels, have plates of under 20 pixels: nobody can read them.
   */
  private static final double SMALLEST_READABLE_VEHICLE = 70;

  /** Where plates are: below this share of a vehicle's height. */
  private static final double BAND = 0.35;

  private final FaceDetector faces;
  private final Size size = new Size();

  /**
   * @param faceDetector the manifest's {@code face-detector}
   */
  Redaction(OnnxModel faceDetector) {
    this.faces = new FaceDetector(faceDetector);
  }

  /** The faces that are large enough to recognise somebody, wherever they are. */
  void faces(Image image) {
    double smallest = Math.max(16, Math.max(image.width() / 27.0, image.height() / 20.0));
    for (Face face : faces.detect(image, smallest)) {
      pixelate(image, grown(face.box(), 0.2), face.box().width() / SQUARES_OF_A_FACE);
    }
  }

  /** The head of a person. */
  void person(Image image, Box person) {
    // A person who is cut off or bends has the head elsewhere in a box that is wider than usual.
    double head = person.height() * (person.width() > 0.8 * person.height() ? 0.5 : HEAD);
    Box box =
        new Box(
            person.x0() - 0.05 * person.width(),
            person.y0() - 0.03 * person.height(),
            person.x1() + 0.05 * person.width(),
            person.y0() + head);
    double face = Math.min(person.width(), HEAD * person.height()) * 0.6;
    pixelate(image, box, Math.max(3, face / SQUARES_OF_A_FACE));
  }

  /**
   * The plate of a vehicle.
   *
   * @param plate where it is, in the picture; empty where it was not found
   */
  void vehicle(Image image, Box vehicle, Optional<Box> plate) {
    if (plate.isPresent()) {
      Box p = plate.get();
      pixelate(image, grown(p, 0.35), Math.max(4, Math.max(p.height() * 0.8, p.width() / 6)));
    } else if (vehicle.width() >= SMALLEST_READABLE_VEHICLE) {
      Box band =
          new Box(vehicle.x0(), vehicle.y0() + BAND * vehicle.height(), vehicle.x1(), vehicle.y1());
      double width = Math.min(vehicle.width(), 2 * vehicle.height());
      pixelate(image, band, Math.max(4, SQUARE_OF_A_VEHICLE * width));
    }
  }

  private static Box grown(Box box, double share) {
    double dx = share * box.width();
    double dy = share * box.height();
    return new Box(box.x0() - dx, box.y0() - dy, box.x1() + dx, box.y1() + dy);
  }

  /** Replaces what is in the box by squares of its mean colours, of about that side in pixels. */
  private void pixelate(Image image, Box box, double side) {
    Box inside = box.clipped(image.width(), image.height());
    int x = (int) Math.floor(inside.x0());
    int y = (int) Math.floor(inside.y0());
    int width = Math.min(image.width(), (int) Math.ceil(inside.x1())) - x;
    int height = Math.min(image.height(), (int) Math.ceil(inside.y1())) - y;
    if (width < 1 || height < 1) {
      return;
    }
    try (Rect where = new Rect(x, y, width, height);
        Mat part = new Mat(image.mat(), where);
        Mat small = new Mat()) {
      size.width(Math.max(1, (int) Math.round(width / side)));
      size.height(Math.max(1, (int) Math.round(height / side)));
      resize(part, small, size, 0, 0, INTER_AREA);
      size.width(width);
      size.height(height);
      resize(small, part, size, 0, 0, INTER_NEAREST);
    }
  }

  @Override
  public void close() {
    faces.close();
    size.close();
  }
}
