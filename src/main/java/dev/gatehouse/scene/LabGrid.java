package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;

/**
 * A part of a picture as a small grid of colours in CIELAB (D65, 2 degrees; sRGB pixels assumed),
 * after the white balance of the scene. Each cell is the mean of four pixels spread over it.
 *
 * <p>Its arrays are used again for each picture: valid until the next {@link #sample}. Not
 * thread-safe.
 */
final class LabGrid {
  /** A part that is smaller than this on a side does not tell its colours. */
  static final int SMALLEST_SIDE = 12;

  private static final float[] LINEAR = linear();
  private static final int STEPS = 4096;
  private static final float[] CUBE_ROOT = cubeRoot();

  final int columns;
  final int rows;

  /** Lightness, 0 to 100. */
  final float[] l;

  /** Green (negative) to red. */
  final float[] a;

  /** Blue (negative) to yellow. */
  final float[] b;

  LabGrid(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    this.l = new float[columns * rows];
    this.a = new float[columns * rows];
    this.b = new float[columns * rows];
  }

  /**
   * Fills the grid, row by row from the top left.
   *
   * @param part in pixels of the picture; only what is inside of the picture is looked at
   * @return false, with the grid as it was, where less than {@link #SMALLEST_SIDE} pixels are left
   */
  boolean sample(Image image, Box part, WhiteBalance light) {
    Box inside = part.clipped(image.width(), image.height());
    if (inside.width() < SMALLEST_SIDE || inside.height() < SMALLEST_SIDE) {
      return false;
    }
    float red = light.redGain();
    float green = light.greenGain();
    float blue = light.blueGain();
    ByteBuffer pixels = image.buffer();
    double stepX = inside.width() / (2 * columns);
    double stepY = inside.height() / (2 * rows);
    int stride = 3 * image.width();
    int lastX = image.width() - 1;
    int lastY = image.height() - 1;
    for (int row = 0, cell = 0; row < rows; row++) {
      int y0 = Math.min((int) (inside.y0() + (2 * row + 0.5) * stepY), lastY) * stride;
      int y1 = Math.min((int) (inside.y0() + (2 * row + 1.5) * stepY), lastY) * stride;
      for (int column = 0; column < columns; column++, cell++) {
        int x0 = 3 * Math.min((int) (inside.x0() + (2 * column + 0.5) * stepX), lastX);
        int x1 = 3 * Math.min((int) (inside.x0() + (2 * column + 1.5) * stepX), lastX);
        set(
            cell,
            red * LINEAR[sum(pixels, y0 + x0 + 2, y0 + x1 + 2, y1 + x0 + 2, y1 + x1 + 2)],
            green * LINEAR[sum(pixels, y0 + x0 + 1, y0 + x1 + 1, y1 + x0 + 1, y1 + x1 + 1)],
            blue * LINEAR[sum(pixels, y0 + x0, y0 + x1, y1 + x0, y1 + x1)]);
      }
    }
    return true;
  }

  private static int sum(ByteBuffer pixels, int p, int q, int r, int s) {
    return (pixels.get(p) & 0xFF)
        + (pixels.get(q) & 0xFF)
        + (pixels.get(r) & 0xFF)
        + (pixels.get(s) & 0xFF);
  }

  /** From linear RGB, 1 for white; more is white too. */
  private void set(int cell, float red, float green, float blue) {
    float r = Math.min(red, 1);
    float g = Math.min(green, 1);
    float u = Math.min(blue, 1);
    // IEC 61966-2-1, each row divided by the white point (0.95047, 1, 1.08883).
    float x = root(0.433953f * r + 0.376219f * g + 0.189828f * u);
    float y = root(0.212673f * r + 0.715152f * g + 0.072175f * u);
    float z = root(0.017758f * r + 0.109477f * g + 0.872766f * u);
    l[cell] = 116 * y - 16;
    a[cell] = 500 * (x - y);
    b[cell] = 200 * (y - z);
  }

  private static float root(float value) {
    float position = Math.min(Math.max(value, 0), 1) * (STEPS - 1);
    int step = (int) position;
    return CUBE_ROOT[step] + (position - step) * (CUBE_ROOT[step + 1] - CUBE_ROOT[step]);
  }

  /** Linear light of a sum of four 8-bit values. */
  private static float[] linear() {
    float[] linear = new float[4 * 255 + 1];
    for (int i = 0; i < linear.length; i++) {
      double v = i / (4 * 255.0);
      linear[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    }
    return linear;
  }

  /** CIELAB's f: the cube root, and straight where it is dark. */
  private static float[] cubeRoot() {
    float[] root = new float[STEPS + 1];
    for (int i = 0; i < root.length; i++) {
      double v = i / (STEPS - 1.0);
      root[i] = (float) (v > 216.0 / 24389 ? Math.cbrt(v) : (24389.0 / 27 * v + 16) / 116);
    }
    return root;
  }
}
