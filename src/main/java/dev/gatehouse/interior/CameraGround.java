package dev.gatehouse.interior;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Homography;

/**
 * From boxes in a camera's picture to feet on the plan. A foot is the middle of a box's lower edge;
 * it errs by a share of the box's height, which near the horizon is far on the ground. Immutable.
 */
final class CameraGround {
  /** What a box's lower edge errs by, of its height: people walk, and detectors round. */
  private static final double SHARE = 0.03;

  private static final double PIXELS = 2;
  private static final double CALIBRATION = 0.1; // metres
  private static final double CUT = 1; // metres, where the feet are below the picture
  private static final double COARSEST = 2.5; // metres: farther away nothing can be told
  private static final double OUTSIDE = 1; // metres over the area's edge

  private final Homography ground;
  private final double width;
  private final double height;

  /**
   * @param ground from fractions of the picture to metres
   * @param width of the area, metres
   * @param height of the area, metres
   */
  CameraGround(Homography ground, double width, double height) {
    this.ground = ground;
    this.width = width;
    this.height = height;
  }

  /**
   * Adds where somebody stands, if that can be told.
   *
   * @param box in pixels
   * @param pictureWidth pixels
   * @param pictureHeight pixels
   */
  void add(long track, Box box, int pictureWidth, int pictureHeight, Feet feet) {
    double x = (box.x0() + box.x1()) / 2 / pictureWidth;
    double y = Math.min(1, box.y1() / pictureHeight);
    if (!(ground.w(x, y) > 0)) {
      return; // above the horizon
    }
    double foot = (SHARE * box.height() + PIXELS) / pictureHeight;
    boolean cut = box.y1() > pictureHeight - 2;
    double error = CALIBRATION + ground.stretch(x, y) * foot + (cut ? CUT : 0);
    double metresX = ground.x(x, y);
    double metresY = ground.y(x, y);
    boolean inside =
        metresX > -OUTSIDE
            && metresX < width + OUTSIDE
            && metresY > -OUTSIDE
            && metresY < height + OUTSIDE;
    if (error < COARSEST && inside) {
      feet.add(track, metresX, metresY, error);
    }
  }
}
