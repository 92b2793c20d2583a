package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Counts blinks in the 68 points of one face over time, by the eye aspect ratio (Soukupova and
 * Cech, Real-Time Eye Blink Detection using Facial Landmarks, CVWW 2016): the height of an eye over
 * its width. A blink is a fall to below 0.72 of the open eye's ratio and a return to 0.85 of it,
 * within 0.6 s; our points show a shut eye at 0.5 to 0.7 of the open one. Not thread-safe.
 */
final class EyeBlinks {
  private static final double SHUT = 0.72;
  private static final double OPEN = 0.85;
  private static final double LONGEST = 0.6; // seconds
  private static final double MEMORY = 2.5; // seconds

  private record Look(double seconds, double ratio) {}

  private final Deque<Look> looks = new ArrayDeque<>();
  private double shutSince = Double.NaN;
  private int blinks;

  /** Height over width, the mean of both eyes; about 0.3 for open ones. */
  static double aspectRatio(FaceShape shape) {
    return (eye(shape.points(), 36) + eye(shape.points(), 42)) / 2;
  }

  private static double eye(List<Point> p, int first) {
    double width = Math.max(1e-6, p.get(first).distance(p.get(first + 3)));
    double height =
        p.get(first + 1).distance(p.get(first + 5)) + p.get(first + 2).distance(p.get(first + 4));
    return height / (2 * width);
  }

  void see(FaceShape shape, double seconds) {
    double ratio = aspectRatio(shape);
    double open = open();
    looks.addLast(new Look(seconds, ratio));
    while (seconds - looks.getFirst().seconds > MEMORY) {
      looks.removeFirst();
    }
    if (looks.size() < 4) {
      return;
    }
    if (Double.isNaN(shutSince)) {
      shutSince = ratio < SHUT * open ? seconds : Double.NaN;
    } else if (ratio > OPEN * open) {
      blinks += seconds - shutSince <= LONGEST ? 1 : 0;
      shutSince = Double.NaN;
    }
  }

  /** What the open eye shows: the upper third of what was seen lately. */
  private double open() {
    if (looks.isEmpty()) {
      return 0;
    }
    double[] sorted = looks.stream().mapToDouble(Look::ratio).sorted().toArray();
    return sorted[(int) (0.7 * (sorted.length - 1))];
  }

  int count() {
    return blinks;
  }
}
