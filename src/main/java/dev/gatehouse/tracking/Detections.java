package dev.gatehouse.tracking;

import java.util.Arrays;

/**
 * The boxes of one frame, in columns that are used again from frame to frame: filling it allocates
 * nothing once it has grown. Not thread-safe.
 */
public final class Detections {
  private static final int FIRST_CAPACITY = 64;

  double[] x0 = new double[FIRST_CAPACITY];
  double[] y0 = new double[FIRST_CAPACITY];
  double[] x1 = new double[FIRST_CAPACITY];
  double[] y1 = new double[FIRST_CAPACITY];
  double[] scores = new double[FIRST_CAPACITY];
  int[] types = new int[FIRST_CAPACITY];
  int[] groups = new int[FIRST_CAPACITY];
  private int size;
  private int dimensions;
  private float[] appearances = {};
  private boolean[] hasAppearance = new boolean[FIRST_CAPACITY];

  /** Empties it. */
  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /**
   * Adds a box, in pixels, half-open. One without extent or that is not finite is taken as a point.
   *
   * @param score 0 to 1
   * @param type the detector's class, 0 to 127
   * @param group types of one group may be the same object (a car that is taken for a truck in one
   *     frame); those of different groups never are
   * @return its index
   */
  public int add(
      double left, double top, double right, double bottom, double score, int type, int group) {
    if (type < 0 || type >= Track.MOST_TYPES) {
      throw new IllegalArgumentException(
          "A type is 0 to " + (Track.MOST_TYPES - 1) + ", not " + type);
    }
    if (size == scores.length) {
      grow();
    }
    x0[size] = finite(left);
    y0[size] = finite(top);
    x1[size] = Math.max(x0[size], finite(right));
    y1[size] = Math.max(y0[size], finite(bottom));
    scores[size] = score >= 0 && score <= 1 ? score : 0;
    types[size] = type;
    groups[size] = group;
    hasAppearance[size] = false;
    return size++;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  /**
   * Says what a box looks like: a vector whose cosine with others tells likeness. All vectors have
   * the same number of dimensions.
   */
  public void appearance(int index, float[] vector) {
    if (dimensions == 0) {
      dimensions = vector.length;
    }
    if (vector.length != dimensions) {
      throw new IllegalArgumentException(
          "Appearances have " + dimensions + " dimensions, this one " + vector.length);
    }
    if (appearances.length < (index + 1) * dimensions) {
      appearances = Arrays.copyOf(appearances, scores.length * dimensions);
    }
    System.arraycopy(vector, 0, appearances, index * dimensions, dimensions);
    hasAppearance[index] = true;
  }

  boolean hasAppearance(int index) {
    return hasAppearance[index];
  }

  int dimensions() {
    return dimensions;
  }

  float appearance(int index, int dimension) {
    return appearances[index * dimensions + dimension];
  }

  private void grow() {
    int more = 2 * size;
    x0 = Arrays.copyOf(x0, more);
    y0 = Arrays.copyOf(y0, more);
    x1 = Arrays.copyOf(x1, more);
    y1 = Arrays.copyOf(y1, more);
    scores = Arrays.copyOf(scores, more);
    types = Arrays.copyOf(types, more);
    groups = Arrays.copyOf(groups, more);
    hasAppearance = Arrays.copyOf(hasAppearance, more);
  }
}
