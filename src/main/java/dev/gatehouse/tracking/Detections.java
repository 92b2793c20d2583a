package dev.gatehouse.tracking;

import java.util.Arrays;
import java.util.Objects;

/**
 * The boxes of one frame, in columns that are used again from frame to frame: filling it allocates
 * nothing once it has grown. Not thread-safe.
 */
public final class Detections {
  private static final int FIRST_CAPACITY = 64;

  /** No picture has so many pixels a side. */
  private static final double FARTHEST = 1e6;

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
   * Adds a box, in pixels, half-open. What is not a number or beyond all pictures is brought to the
   * nearest that makes a box; one without extent is a point.
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
    return Double.isNaN(value) ? 0 : Math.clamp(value, -FARTHEST, FARTHEST);
  }

  /**
   * Says what a box looks like: a vector whose cosine with others tells likeness. All vectors have
   * the same number of dimensions. One without length or with values that are no numbers tells
   * nothing and is left out.
   */
  public void appearance(int index, float[] vector) {
    Objects.checkIndex(index, size);
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
    double length = 0;
    for (float value : vector) {
      length += (double) value * value;
    }
    hasAppearance[index] = length > 0 && length < Double.POSITIVE_INFINITY;
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

  /**
   * An order that does not depend on that in which the boxes were added: strongest first, then by
   * place.
   */
  int compare(int a, int b) {
    int order = Double.compare(scores[b], scores[a]);
    order = order != 0 ? order : Double.compare(x0[a], x0[b]);
    order = order != 0 ? order : Double.compare(y0[a], y0[b]);
    order = order != 0 ? order : Double.compare(x1[a], x1[b]);
    order = order != 0 ? order : Double.compare(y1[a], y1[b]);
    order = order != 0 ? order : Integer.compare(groups[a], groups[b]);
    return order != 0 ? order : Integer.compare(types[a], types[b]);
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
