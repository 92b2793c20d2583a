package dev.gatehouse.scene;

import java.util.Arrays;

/**
 * Boxes that a network proposes, in columns that are used again from picture to picture. Not
 * thread-safe.
 */
final class Candidates {
  /** More than any scene has; the weakest beyond it are left out. */
  private static final int MOST = 4096;

  float[] x0 = new float[256];
  float[] y0 = new float[256];
  float[] x1 = new float[256];
  float[] y1 = new float[256];
  float[] scores = new float[256];
  int[] classes = new int[256];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(float left, float top, float right, float bottom, float score, int type) {
    if (!(right > left) || !(bottom > top) || size == MOST) {
      return;
    }
    if (size == scores.length) {
      int more = 2 * size;
      x0 = Arrays.copyOf(x0, more);
      y0 = Arrays.copyOf(y0, more);
      x1 = Arrays.copyOf(x1, more);
      y1 = Arrays.copyOf(y1, more);
      scores = Arrays.copyOf(scores, more);
      classes = Arrays.copyOf(classes, more);
    }
    x0[size] = left;
    y0[size] = top;
    x1[size] = right;
    y1[size] = bottom;
    scores[size] = score;
    classes[size] = type;
    size++;
  }

  /**
   * Greedy non-maximum suppression within each class.
   *
   * @param order receives the kept ones' indices, highest score first; at least {@code size} long
   * @return how many are kept
   */
  int suppress(float overlap, int[] order) {
    for (int i = 0; i < size; i++) {
      int at = i;
      while (at > 0 && scores[order[at - 1]] < scores[i]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int candidate = order[i];
      boolean covered = false;
      for (int k = 0; k < kept && !covered; k++) {
        int better = order[k];
        covered = classes[better] == classes[candidate] && iou(better, candidate) > overlap;
      }
      if (!covered) {
        order[kept++] = candidate;
      }
    }
    return kept;
  }

  private float iou(int a, int b) {
    float w = Math.min(x1[a], x1[b]) - Math.max(x0[a], x0[b]);
    float h = Math.min(y1[a], y1[b]) - Math.max(y0[a], y0[b]);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    float common = w * h;
    float union = (x1[a] - x0[a]) * (y1[a] - y0[a]) + (x1[b] - x0[b]) * (y1[b] - y0[b]) - common;
    return common / union;
  }
}
