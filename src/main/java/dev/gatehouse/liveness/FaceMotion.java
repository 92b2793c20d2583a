package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether the 68 points of a face move as no flat picture can. Each shape is brought onto the first
 * one twice: by the best similarity, which undoes shifting, turning in the plane and coming nearer,
 * and by the best homography, which undoes whatever can be done to a flat picture, tilting
 * included. What the homography leaves is the head's depth seen from another side (parallax), lids,
 * lips and brows. Where it leaves much less than the similarity does, something flat was tilted.
 * Not thread-safe.
 */
final class FaceMotion {
  private static final int FRAMES_NEEDED = 5;
  private static final double SECONDS_NEEDED = 0.35;
  private static final int MEMORY = 24;

  /** Residual motion, in parts of the eye distance, of a still picture by the points' own noise. */
  private static final double STILL = 0.004;

  /** Residual motion that a person who looks into the camera soon shows. */
  private static final double MOVING = 0.016;

  /** Below this much motion nothing can be said of how flat it is. */
  private static final double ENOUGH = 0.012;

  /** Share of the motion that no homography explains: of flat pictures, and of heads. */
  private static final double FLAT = 0.40;

  private static final double SOLID = 0.65;

  private final Deque<List<Point>> bySimilarity = new ArrayDeque<>();
  private final Deque<List<Point>> byHomography = new ArrayDeque<>();
  private List<Point> reference = List.of();
  private Point centre = new Point(0, 0);
  private double eyeDistance = 1;
  private double first;
  private double last;

  void see(FaceShape shape, double seconds) {
    if (reference.isEmpty()) {
      eyeDistance = Math.max(1, shape.fivePoints().eyeDistance());
      centre = shape.box().centre();
      reference = shape.points().stream().map(this::scaled).toList();
      first = seconds;
    }
    last = seconds;
    List<Point> points = shape.points().stream().map(this::scaled).toList();
    Similarity back = Similarity.between(points, reference);
    List<Point> aligned = points.stream().map(back::apply).toList();
    Homography flat = Homography.between(aligned, reference);
    keep(bySimilarity, aligned);
    keep(byHomography, aligned.stream().map(flat::apply).toList());
  }

  private Point scaled(Point p) {
    return new Point((p.x() - centre.x()) / eyeDistance, (p.y() - centre.y()) / eyeDistance);
  }

  private static void keep(Deque<List<Point>> shapes, List<Point> shape) {
    shapes.addLast(new ArrayList<>(shape));
    if (shapes.size() > MEMORY) {
      shapes.removeFirst();
    }
  }

  private boolean enough() {
    return bySimilarity.size() >= FRAMES_NEEDED && last - first >= SECONDS_NEEDED;
  }

  /** 0 (a still or flat picture) to 1 (a face that moves); empty while seen too little. */
  OptionalDouble score() {
    if (!enough()) {
      return OptionalDouble.empty();
    }
    double any = deviation(bySimilarity);
    double solid = deviation(byHomography);
    double moving = ramp(solid, STILL, MOVING);
    return OptionalDouble.of(any < ENOUGH ? moving : moving * ramp(solid / any, FLAT, SOLID));
  }

  /** Standard deviation of the inner points over the frames, in parts of the eye distance. */
  private static double deviation(Deque<List<Point>> shapes) {
    double sum = 0;
    int n = shapes.size();
    for (int i = 17; i < 68; i++) {
      double mx = 0;
      double my = 0;
      for (List<Point> s : shapes) {
        mx += s.get(i).x() / n;
        my += s.get(i).y() / n;
      }
      for (List<Point> s : shapes) {
        double dx = s.get(i).x() - mx;
        double dy = s.get(i).y() - my;
        sum += (dx * dx + dy * dy) / n;
      }
    }
    return Math.sqrt(sum / 51);
  }

  private static double ramp(double value, double low, double high) {
    return Math.clamp((value - low) / (high - low), 0.0, 1.0);
  }
}
