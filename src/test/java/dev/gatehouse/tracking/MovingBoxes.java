package dev.gatehouse.tracking;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Boxes of people who walk through 1920x1080 in all directions, cross, are missed at times and come
 * in again at the other side; the same frames over and over. Filling allocates nothing.
 */
final class MovingBoxes {
  private static final double MISSED = 0.05;
  private static final double WEAK = 0.15;

  private final double[][][] frames;
  private int next;

  MovingBoxes(int objects, int frameCount) {
    var random = new SplittableRandom(5);
    frames = new double[frameCount][][];
    var x = new double[objects];
    var y = new double[objects];
    var vx = new double[objects];
    var vy = new double[objects];
    for (int i = 0; i < objects; i++) {
      x[i] = 1920 * random.nextDouble();
      y[i] = 800 * random.nextDouble();
      vx[i] = 12 * (random.nextDouble() - 0.5);
      vy[i] = 4 * (random.nextDouble() - 0.5);
    }
    for (int f = 0; f < frameCount; f++) {
      var seen = new double[objects][];
      int count = 0;
      for (int i = 0; i < objects; i++) {
        x[i] = (x[i] + vx[i] + 1920) % 1920;
        y[i] = (y[i] + vy[i] + 800) % 800;
        if (random.nextDouble() >= MISSED) {
          double score = random.nextDouble() < WEAK ? 0.3 : 0.6 + 0.3 * random.nextDouble();
          double jitter = 4 * (random.nextDouble() - 0.5);
          seen[count++] =
              new double[] {x[i] + jitter, y[i], x[i] + 80 + jitter, y[i] + 200 - jitter, score};
        }
      }
      frames[f] = Arrays.copyOf(seen, count);
    }
  }

  void next(Detections boxes) {
    boxes.clear();
    for (double[] b : frames[next]) {
      boxes.add(b[0], b[1], b[2], b[3], b[4], 0, 0);
    }
    next = (next + 1) % frames.length;
  }
}
