package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what may be a licence plate: lines of text of a plate's size, shape and tilt. It does not
 * read, so a bumper sticker is found too; {@link PlateReader} tells them apart. One look at a
 * vehicle is a run of the text detector at 320 to 448 pixels.
 *
 * <p>Not thread-safe: one a thread, over shared models.
 */
public final class PlateFinder implements AutoCloseable {
  // Long sides of the text detector's input, in pixels: for a line from close up and a second look
  // at a vehicle; for a vehicle, at most; for a whole scene, at most.
  private static final int CLOSE_SIDE = 320;
  private static final int VEHICLE_SIDE = 448;
  private static final int SCENE_SIDE = 1280;

  /** A picture is made larger by at most this: more shows nothing new. */
  private static final double MOST_ENLARGED = 1.5;

  private static final double STEEPEST = 40; // degrees
  private static final double LEAST_ASPECT = 1.4;
  private static final double MOST_ASPECT = 12;
  private static final double LOWEST_LINE = 7; // pixels of the picture
  private static final double MARGIN = 0.04; // of the vehicle's longer side
  private static final double WIDEST_OF_VEHICLE = 0.9;

  // Space around the text on a plate, as a fraction of the line's height.
  private static final double BORDER_SIDEWAYS = 0.1;
  private static final double BORDER_UPRIGHT = 0.15;

  // What is looked at around a line from close up, in its widths and heights.
  private static final double CLOSER_SIDEWAYS = 0.35;
  private static final double CLOSER_UPRIGHT = 0.8;
  private static final double SAME_LINE = 0.3;

  private final TextDetector detector;

  public PlateFinder(PlateModels models) {
    this.detector = models.textDetector();
  }

  /**
   * The outlines of what may be plates in a vehicle, the surest first: what to blur where plates
   * must not be shown.
   *
   * @param image BGR
   * @param vehicle in pixels of the picture; may reach outside
   * @return four corners each, in pixels of the picture, with the plate's border; empty where there
   *     is no text
   */
  public List<Quad> find(Image image, Box vehicle) {
    return outlines(lines(image, vehicle));
  }

  /** As {@link #find(Image, Box)}, in a whole picture; one look at up to 1280 pixels. */
  public List<Quad> find(Image image) {
    return outlines(lines(image));
  }

  private static List<Quad> outlines(List<TextArea> lines) {
    return lines.stream().map(area -> plate(area.quad())).toList();
  }

  /** The plate around its text. */
  static Quad plate(Quad text) {
    return text.grown(BORDER_SIDEWAYS, BORDER_UPRIGHT);
  }

  /** Lines of text in a vehicle that may be a plate or one of its lines. */
  List<TextArea> lines(Image image, Box vehicle) {
    return lines(image, vehicle, side(Math.max(vehicle.width(), vehicle.height()), VEHICLE_SIDE));
  }

  /** The same at a coarse scale: a quick look, at which other lettering stands out. */
  List<TextArea> coarseLines(Image image, Box vehicle) {
    return lines(image, vehicle, CLOSE_SIDE);
  }

  private static int side(double longest, int most) {
    return (int) Math.clamp(Math.ceil(longest * MOST_ENLARGED / 32) * 32, CLOSE_SIDE, most);
  }

  private List<TextArea> lines(Image image, Box vehicle, int side) {
    // Detectors cut bumpers off at times.
    double margin = MARGIN * Math.max(vehicle.width(), vehicle.height());
    Box wider =
        new Box(
            vehicle.x0() - margin,
            vehicle.y0() - margin,
            vehicle.x1() + margin,
            vehicle.y1() + margin);
    return detector.detect(image, wider, side).stream()
        .filter(area -> plausible(area.quad()))
        .filter(area -> area.quad().width() <= WIDEST_OF_VEHICLE * Math.max(1, vehicle.width()))
        .toList();
  }

  /** The same in a whole picture. */
  List<TextArea> lines(Image image) {
    int side = side(Math.max(image.width(), image.height()), SCENE_SIDE);
    return detector.detect(image, new Box(0, 0, image.width(), image.height()), side).stream()
        .filter(area -> plausible(area.quad()))
        .toList();
  }

  private static boolean plausible(Quad line) {
    double aspect = line.width() / Math.max(1e-6, line.height());
    return line.height() >= LOWEST_LINE
        && aspect >= LEAST_ASPECT
        && aspect <= MOST_ASPECT
        && Math.abs(line.angle()) <= STEEPEST;
  }

  /**
   * The same line, looked at again from close up: its ends and its edges are truer there, and a
   * header or a frame's lettering is parted from the number.
   *
   * @return empty where the closer look does not show it
   */
  Optional<Quad> closer(Image image, Quad line) {
    Box around = line.bounds();
    double w = line.width();
    double h = line.height();
    Box part =
        new Box(
            around.x0() - CLOSER_SIDEWAYS * w,
            around.y0() - CLOSER_UPRIGHT * h,
            around.x1() + CLOSER_SIDEWAYS * w,
            around.y1() + CLOSER_UPRIGHT * h);
    return detector.detect(image, part, CLOSE_SIDE).stream()
        .map(TextArea::quad)
        .filter(q -> plausible(q) && q.bounds().iou(around) > SAME_LINE)
        .max(Comparator.comparingDouble(q -> q.bounds().iou(around)));
  }

  /** Pairs of lines that stand above each other as those of a two-line plate do. */
  static List<PlateCandidate> pairs(List<TextArea> lines) {
    List<PlateCandidate> found = new ArrayList<>();
    for (TextArea upper : lines) {
      for (TextArea lower : lines) {
        if (upper != lower && stacked(upper.quad(), lower.quad())) {
          found.add(
              new PlateCandidate(
                  List.of(upper.quad(), lower.quad()),
                  around(upper.quad(), lower.quad()),
                  Math.min(upper.score(), lower.score())));
        }
      }
    }
    return found;
  }

  private static boolean stacked(Quad upper, Quad lower) {
    double height = (upper.height() + lower.height()) / 2;
    double tall = Math.max(upper.height(), lower.height());
    double small = Math.min(upper.height(), lower.height());
    double distance = lower.centre().y() - upper.centre().y();
    Box a = upper.bounds();
    Box b = lower.bounds();
    double common = Math.min(a.x1(), b.x1()) - Math.max(a.x0(), b.x0());
    return tall < 1.8 * small
        && distance > 0.6 * height
        && distance < 1.6 * height
        && common > 0.6 * Math.min(a.width(), b.width())
        && Math.max(upper.width(), lower.width()) < 5 * tall
        && Math.abs(upper.angle() - lower.angle()) < 12;
  }

  /** A quad with the upper line's direction around both. */
  private static Quad around(Quad upper, Quad lower) {
    double left = 0;
    double right = 1;
    double bottom = 1;
    for (var corner : lower.corners()) {
      double dx = corner.x() - upper.topLeft().x();
      double dy = corner.y() - upper.topLeft().y();
      double ux = (upper.topRight().x() - upper.topLeft().x()) / upper.width();
      double uy = (upper.topRight().y() - upper.topLeft().y()) / upper.width();
      double along = (dx * ux + dy * uy) / upper.width();
      double across = (dy * ux - dx * uy) / upper.height();
      left = Math.min(left, along);
      right = Math.max(right, along);
      bottom = Math.max(bottom, across);
    }
    return upper.part(left, 0, right, bottom);
  }

  @Override
  public void close() {
    detector.close();
  }
}
