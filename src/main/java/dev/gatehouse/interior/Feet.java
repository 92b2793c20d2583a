package dev.gatehouse.interior;

import java.util.Arrays;

/** Where the people of one frame stand on the plan; used again for each frame. One thread. */
final class Feet {
  long[] tracks = new long[32];
  double[] xs = new double[32]; // metres of the area
  double[] ys = new double[32];
  double[] errors = new double[32]; // metres, one standard deviation
  int size;

  void clear() {
    size = 0;
  }

  void add(long track, double x, double y, double error) {
    if (size == tracks.length) {
      tracks = Arrays.copyOf(tracks, 2 * size);
      xs = Arrays.copyOf(xs, 2 * size);
      ys = Arrays.copyOf(ys, 2 * size);
      errors = Arrays.copyOf(errors, 2 * size);
    }
    tracks[size] = track;
    xs[size] = x;
    ys[size] = y;
    errors[size] = error;
    size++;
  }
}
