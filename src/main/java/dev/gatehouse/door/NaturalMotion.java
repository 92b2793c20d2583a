package dev.gatehouse.door;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The first liveness check: a face must move as faces do. Each shape is brought onto the first one
 * by the best similarity transform; what remains is motion that shifting, turning and scaling a
 * still picture cannot make: lids, lips, brows, and the head turning in depth.
 *
 * <p>It stops a photo that is held still or moved about in its own plane. <b>It does not stop</b> a
 * film on a screen, a bent photo, or a mask; the passive and active checks of a later version do.
 */
public final class NaturalMotion implements LivenessCheck {
  private static final int FRAMES_NEEDED = 5;
  private static final double SECONDS_NEEDED = 0.35;
  private static final int MEMORY = 24;

  /** Residual motion, in parts of the eye distance, of a still picture by the points' own noise. */
  private static final double STILL = 0.004;

  /** Residual motion that a person who looks into the camera soon shows. */
  private static final double MOVING = 0.016;

  private static final double LIVE = 0.5;

  @Override
  public String name() {
    return "natural motion";
  }

  @Override
  public String description() {
    return "Checks that the face moves as a face does. This stops a photo held before the camera;"
        + " it does not stop a film on a screen or a mask. Where that matters, ask for a PIN or a"
        + " card as well.";
  }

  @Override
  public Session begin() {
    return new Motion();
  }

  private static final class Motion implements Session {
    private final Deque<List<Point>> shapes = new ArrayDeque<>();
    private List<Point> reference = List.of();
    private double eyeDistance;
    private double first = Double.NaN;
    private double last;

    @Override
    public void see(FaceShape shape, double seconds) {
      if (reference.isEmpty()) {
        reference = shape.points();
        eyeDistance = Math.max(1, shape.fivePoints().eyeDistance());
        first = seconds;
      }
      last = seconds;
      Similarity back = Similarity.between(shape.points(), reference);
      List<Point> aligned = new ArrayList<>(68);
      for (Point p : shape.points()) {
        aligned.add(back.apply(p));
      }
      shapes.addLast(aligned);
      if (shapes.size() > MEMORY) {
        shapes.removeFirst();
      }
    }

    @Override
    public OptionalDouble score() {
      if (shapes.size() < FRAMES_NEEDED || last - first < SECONDS_NEEDED) {
        return OptionalDouble.empty();
      }
      double residual = residual();
      return OptionalDouble.of(Math.clamp((residual - STILL) / (MOVING - STILL), 0.0, 1.0));
    }

    /** Standard deviation of the inner points over the frames, in parts of the eye distance. */
    private double residual() {
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
      return Math.sqrt(sum / 51) / eyeDistance;
    }

    @Override
    public boolean live() {
      return score().orElse(0) >= LIVE;
    }
  }
}
