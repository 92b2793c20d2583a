package dev.gatehouse.face;

import dev.gatehouse.face.FaceMesh.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mesh turned to look straight ahead: x along the line from the viewer's left half to the right
 * one with 0 on the midline, y down along the midline, in pixels. Immutable.
 *
 * <p>The network gives x and y as a near camera saw them: the half of a turned face that is nearer
 * is larger. How near the camera was is not known; of distances from 2.5 face widths to very far
 * the one is taken at which the two halves are most alike, and 5 widths where it hardly matters.
 * Without that a face seems the less symmetrical the more it is turned.
 */
final class FrontalFace {
  /** Points of the left half and their fellows of the right, from the order along the lines. */
  static final List<int[]> PAIRS = pairs();

  private static final int FOREHEAD = 10;
  private static final int CHIN = 152;
  private static final int LEFT_CHEEK = 234;
  private static final int RIGHT_CHEEK = 454;

  // In face widths over the camera's distance.
  private static final double NEAREST = 0.4;
  private static final double STEP = 0.05;
  private static final double USUAL = 0.2;

  /** What another nearness than the usual one must take off the asymmetry, a unit squared. */
  private static final double RELUCTANCE = 0.05;

  private final double[] x = new double[FaceMesh.POINTS];
  private final double[] y = new double[FaceMesh.POINTS];
  private final double asymmetry;

  private FrontalFace(double[][] points, double[] across, double[] down, double[] centre) {
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      for (int d = 0; d < 3; d++) {
        double off = points[i][d] - centre[d];
        x[i] += off * across[d];
        y[i] += off * down[d];
      }
    }
    double sum = 0;
    for (int[] pair : PAIRS) {
      sum += Math.hypot(x[pair[0]] + x[pair[1]], y[pair[0]] - y[pair[1]]);
    }
    asymmetry = sum / PAIRS.size() / width();
  }

  /** Empty where the mesh is too flat or thin to be a face. */
  static Optional<FrontalFace> of(FaceMesh mesh) {
    double width = distance(mesh, LEFT_CHEEK, RIGHT_CHEEK);
    if (!(width > 0)) {
      return Optional.empty();
    }
    Optional<FrontalFace> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (double nearness = 0; nearness <= NEAREST + 1e-9; nearness += STEP) {
      Optional<FrontalFace> face = turned(seenFromFar(mesh, nearness / width));
      if (face.isPresent() && face.get().width() > width / 2) {
        double off = nearness - USUAL;
        double cost = face.get().asymmetry + RELUCTANCE * off * off;
        if (cost < least) {
          least = cost;
          best = face;
        }
      }
    }
    return best;
  }

  /** The points as a far camera would see them: those behind the middle grow, others shrink. */
  private static double[][] seenFromFar(FaceMesh mesh, double nearness) {
    double[] centre = new double[3];
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      centre[0] += mesh.x(i) / FaceMesh.POINTS;
      centre[1] += mesh.y(i) / FaceMesh.POINTS;
      centre[2] += mesh.z(i) / FaceMesh.POINTS;
    }
    double[][] points = new double[FaceMesh.POINTS][];
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      double z = mesh.z(i) - centre[2];
      double growth = 1 + nearness * z;
      points[i] =
          new double[] {(mesh.x(i) - centre[0]) * growth, (mesh.y(i) - centre[1]) * growth, z};
    }
    return points;
  }

  private static Optional<FrontalFace> turned(double[][] points) {
    double[] across = new double[3];
    double[] centre = new double[3];
    double[] down = new double[3];
    for (int[] pair : PAIRS) {
      for (int d = 0; d < 3; d++) {
        across[d] += points[pair[1]][d] - points[pair[0]][d];
        centre[d] += (points[pair[1]][d] + points[pair[0]][d]) / 2 / PAIRS.size();
      }
    }
    for (int d = 0; d < 3; d++) {
      down[d] = points[CHIN][d] - points[FOREHEAD][d];
    }
    if (!normalise(across)) {
      return Optional.empty();
    }
    double along = across[0] * down[0] + across[1] * down[1] + across[2] * down[2];
    for (int d = 0; d < 3; d++) {
      down[d] -= along * across[d];
    }
    return normalise(down)
        ? Optional.of(new FrontalFace(points, across, down, centre))
        : Optional.empty();
  }

  double x(int point) {
    return x[point];
  }

  double y(int point) {
    return y[point];
  }

  /** From cheek to cheek at the height of the eyes. */
  double width() {
    return x[RIGHT_CHEEK] - x[LEFT_CHEEK];
  }

  /** Mean distance of a point's mirror image from its fellow, in widths of the face. */
  double asymmetry() {
    return asymmetry;
  }

  /** From the forehead's upper end to the chin. */
  double length() {
    return y[CHIN] - y[FOREHEAD];
  }

  private static boolean normalise(double[] v) {
    double length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    if (!(length > 0)) {
      return false;
    }
    for (int d = 0; d < 3; d++) {
      v[d] /= length;
    }
    return true;
  }

  private static double distance(FaceMesh mesh, int a, int b) {
    double dx = mesh.x(a) - mesh.x(b);
    double dy = mesh.y(a) - mesh.y(b);
    double dz = mesh.z(a) - mesh.z(b);
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  private static List<int[]> pairs() {
    List<int[]> pairs = new ArrayList<>();
    folded(pairs, Line.CONTOUR, 0);
    folded(pairs, Line.NOSE_WINGS, 0);
    folded(pairs, Line.OUTER_LIPS, 10);
    folded(pairs, Line.INNER_LIPS, 10);
    beside(pairs, Line.LEFT_EYE, Line.RIGHT_EYE);
    beside(pairs, Line.LEFT_BROW, Line.RIGHT_BROW);
    return List.copyOf(pairs);
  }

  private static void beside(List<int[]> pairs, Line left, Line right) {
    for (int i = 0; i < left.indices().size(); i++) {
      pairs.add(new int[] {left.indices().get(i), right.indices().get(i)});
    }
  }

  /** Of a closed line about the midline: the point at {@code i} has its fellow at sum - i. */
  private static void folded(List<int[]> pairs, Line line, int sum) {
    List<Integer> indices = line.indices();
    int n = indices.size();
    for (int i = 0; i < n; i++) {
      int other = Math.floorMod(sum - i, n);
      if (i < other) {
        int a = indices.get(i);
        int b = indices.get(other);
        // The contour goes down the right half first, the others the left.
        pairs.add(line == Line.CONTOUR ? new int[] {b, a} : new int[] {a, b});
      }
    }
  }
}
