package dev.gatehouse.gallery;

/**
 * Writes a standard normal number in a few bits with the least mean squared error: the quantiser of
 * Lloyd (1957) and Max (1960), whose levels are the means of their intervals and whose borders lie
 * halfway between levels.
 *
 * <p>The numbers of a unit vector in a random direction are normal, times the square root of its
 * dimension; that is what a rotation by {@link TemplateProtection} makes of any template.
 */
final class GaussianQuantiser {
  private static final int MOST_BITS = 8;
  private static final double RANGE = 6; // standard deviations
  private static final int GRID = 1 << 14;
  private static final int ROUNDS = 400; // 4 bits stand still after some 200

  private final int bits;

  /** Ascending, symmetric about 0. */
  private final float[] levels;

  GaussianQuantiser(int bits) {
    if (bits < 1 || bits > MOST_BITS) {
      throw new GalleryException("A number is written in 1 to " + MOST_BITS + " bits, not " + bits);
    }
    this.bits = bits;
    this.levels = levels(1 << bits);
  }

  int bits() {
    return bits;
  }

  float level(int code) {
    return levels[code];
  }

  /** The code of the nearest level. */
  int code(float value) {
    int low = 0;
    int high = levels.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (value > (levels[middle] + levels[middle + 1]) / 2) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static float[] levels(int count) {
    double[] levels = new double[count];
    for (int i = 0; i < count; i++) {
      levels[i] = (2.0 * (i + 0.5) / count - 1) * 3;
    }
    double[] x = new double[GRID];
    double[] weight = new double[GRID];
    for (int i = 0; i < GRID; i++) {
      x[i] = (2.0 * (i + 0.5) / GRID - 1) * RANGE;
      weight[i] = StrictMath.exp(-x[i] * x[i] / 2);
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[] sum = new double[count];
      double[] mass = new double[count];
      int nearest = 0;
      for (int i = 0; i < GRID; i++) {
        while (nearest < count - 1 && x[i] > (levels[nearest] + levels[nearest + 1]) / 2) {
          nearest++;
        }
        sum[nearest] += weight[i] * x[i];
        mass[nearest] += weight[i];
      }
      for (int i = 0; i < count; i++) {
        levels[i] = mass[i] > 0 ? sum[i] / mass[i] : levels[i];
      }
    }
    float[] rounded = new float[count];
    for (int i = 0; i < count; i++) {
      rounded[i] = (float) levels[i];
    }
    return rounded;
  }
}
