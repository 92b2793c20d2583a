package dev.gatehouse.site;

import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A way that somebody may have walked: straight legs between positions. A leg between two areas is
 * a staircase or a lift, which has a length and no points in between.
 *
 * @param points two or more
 * @param metres how far each of them is from the first, along the way; begins with 0, never falls
 */
public record Path(List<Position> points, List<Double> metres) {
  public Path {
    points = List.copyOf(points);
    metres = List.copyOf(metres);
    if (points.size() < 2 || points.size() != metres.size() || metres.getFirst() != 0) {
      throw new IllegalArgumentException(
          "A way has two points or more, and how far each is: %s, %s".formatted(points, metres));
    }
    for (int i = 1; i < metres.size(); i++) {
      if (!(metres.get(i) >= metres.get(i - 1))) {
        throw new IllegalArgumentException("A way does not go back: " + metres);
      }
    }
  }

  /** The straight line. */
  static Path straight(Position from, Position to) {
    return new Path(List.of(from, to), List.of(0.0, from.metres().distance(to.metres())));
  }

  /** In metres. */
  public double length() {
    return metres.getLast();
  }

  /**
   * Where one is after so many metres: on a staircase at the nearer end of it.
   *
   * @param walked below 0 is the beginning, over {@link #length} the end
   */
  public Position at(double walked) {
    int found = Collections.binarySearch(metres, walked);
    if (found >= 0) {
      return points.get(found);
    }
    int after = -found - 1;
    if (after == 0) {
      return points.getFirst();
    }
    if (after == points.size()) {
      return points.getLast();
    }
    Position a = points.get(after - 1);
    Position b = points.get(after);
    double share = (walked - metres.get(after - 1)) / (metres.get(after) - metres.get(after - 1));
    if (!a.area().equals(b.area())) {
      return share < 0.5 ? a : b;
    }
    return new Position(a.area(), between(a.metres(), b.metres(), share));
  }

  static Point between(Point a, Point b, double share) {
    return new Point(a.x() + (b.x() - a.x()) * share, a.y() + (b.y() - a.y()) * share);
  }

  /** Collects a way leg by leg; legs without a length are left out. */
  static final class Walk {
    private final List<Position> points = new ArrayList<>();
    private final List<Double> metres = new ArrayList<>();

    Walk(Position start) {
      points.add(start);
      metres.add(0.0);
    }

    void to(Position next, double length) {
      if (!next.equals(points.getLast())) {
        points.add(next);
        metres.add(metres.getLast() + length);
      }
    }

    Path path() {
      if (points.size() == 1) {
        to(points.getFirst(), 0);
        points.add(points.getFirst());
        metres.add(0.0);
      }
      return new Path(points, metres);
    }
  }
}
