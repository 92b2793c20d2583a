package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;

/** Tells how good a view of an object is, to choose the pictures that are worth a closer look. */
public final class ViewMeter {
  /** Geometric mean of the sides from which more pixels add nothing. */
  private static final double LARGE = 160;

  private static final double CUT_MARGIN = 2;
  private static final int POINTS = 24;

  private ViewMeter() {}

  /**
   * Size times sharpness, less for what is cut off by the picture's edge or hidden.
   *
   * @param box of the object, in pixels of the picture
   * @param hidden share of the box that others overlap, 0 to 1
   * @return 0 (nothing to see) to 1
   */
  public static double worth(Image image, Box box, double hidden) {
    if (!(hidden >= 0 && hidden <= 1)) {
      throw new IllegalArgumentException("A share is 0 to 1, not " + hidden);
    }
    Box inside = box.clipped(image.width(), image.height());
    if (inside.width() < 4 || inside.height() < 4) {
      return 0;
    }
    double size = Math.min(1, Math.sqrt(inside.area()) / LARGE);
    double whole = isCut(image, box) ? 0.4 : 1;
    return size * sharpness(image, inside) * whole * (1 - hidden) * (1 - hidden);
  }

  /** Whether the picture's edge cuts the object off, or nearly touches it. */
  public static boolean isCut(Image image, Box box) {
    return box.x0() < CUT_MARGIN
        || box.y0() < CUT_MARGIN
        || box.x1() > image.width() - CUT_MARGIN
        || box.y1() > image.height() - CUT_MARGIN;
  }

  /**
   * Contrast between neighbouring pixels beside that of the whole box, 0.2 to 1: motion and bad
   * focus take the first and leave the second.
   */
  private static double sharpness(Image image, Box inside) {
    ByteBuffer pixels = image.buffer();
    int width = image.width();
    double sum = 0;
    double squares = 0;
    double steps = 0;
    for (int row = 0; row < POINTS; row++) {
      int y = (int) (inside.y0() + (row + 0.5) * (inside.height() - 1) / POINTS);
      for (int column = 0; column < POINTS; column++) {
        int x = (int) (inside.x0() + (column + 0.5) * (inside.width() - 1) / POINTS);
        int at = 3 * (y * width + x) + 1;
        int here = pixels.get(at) & 0xFF;
        int right = pixels.get(at + (x + 1 < width ? 3 : 0)) & 0xFF;
        int below = pixels.get(at + (y + 1 < image.height() ? 3 * width : 0)) & 0xFF;
        sum += here;
        squares += here * here;
        steps += Math.abs(here - right) + Math.abs(here - below);
      }
    }
    int count = POINTS * POINTS;
    double mean = sum / count;
    double spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return Math.clamp(steps / (2 * count) / (0.2 * spread + 1), 0.2, 1);
  }
}
