package dev.gatehouse.face;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * A face as a mesh of 468 points, in the order of MediaPipe's canonical face model (Kartynnik et
 * al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", CVPR workshop
 * 2019). Immutable.
 *
 * <p>x and y are in pixels of the picture, from its top left corner. z is in pixels too: smaller is
 * nearer to the camera, and 0 lies about where the middle of the head is. Left and right are the
 * viewer's.
 */
public final class FaceMesh {
  /** How far the chin lies behind the forehead in a face that looks ahead; median of LFW. */
  private static final double UPRIGHT = 0.12;

  /** Number of points. */
  public static final int POINTS = 468;

  /**
   * The lines of a face, as indices of points. They are those of MediaPipe's {@code
   * face_mesh_connections.py} (Apache-2.0), each put into one order along the line.
   */
  public enum Line {
    /** From the top of the forehead over the viewer's right cheek to the chin and back. */
    CONTOUR(
        true, 10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400,
        377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
    LEFT_EYE(true, 33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    RIGHT_EYE(true, 263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    LEFT_BROW(true, 46, 53, 52, 65, 55, 107, 66, 105, 63, 70),
    RIGHT_BROW(true, 276, 283, 282, 295, 285, 336, 296, 334, 293, 300),
    /** From between the eyes to the upper lip. */
    NOSE_BRIDGE(false, 168, 6, 197, 195, 5, 4, 1, 19, 94, 2),
    /** The nose's tip and wings, around the nostrils. */
    NOSE_WINGS(true, 4, 45, 220, 115, 48, 64, 98, 97, 2, 326, 327, 294, 278, 344, 440, 275),
    OUTER_LIPS(
        true, 61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40,
        185),
    INNER_LIPS(
        true, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80,
        191);

    private final boolean closed;
    private final List<Integer> indices;

    Line(boolean closed, Integer... indices) {
      this.closed = closed;
      this.indices = List.of(indices);
    }

    /** Whether the last point is joined with the first. */
    public boolean closed() {
      return closed;
    }

    /** Indices of its points, along the line. */
    public List<Integer> indices() {
      return indices;
    }
  }

  private final float[] xyz;
  private final float score;

  /**
   * @param xyz x, y, z of point 0, of point 1, and so on; copied
   * @param score 0 to 1: whether that is a face
   * @throws FaceException if they are not 468 finite points
   */
  public FaceMesh(float[] xyz, float score) {
    if (xyz.length != 3 * POINTS) {
      throw new FaceException("A face mesh has 468 points of three numbers, not " + xyz.length);
    }
    for (float v : xyz) {
      if (!Float.isFinite(v)) {
        throw new FaceException("A face mesh has finite points, not " + v);
      }
    }
    if (!(score >= 0 && score <= 1)) {
      throw new FaceException("A face mesh's score is 0 to 1, not " + score);
    }
    this.xyz = xyz.clone();
    this.score = score;
  }

  public float x(int point) {
    return xyz[3 * point];
  }

  public float y(int point) {
    return xyz[3 * point + 1];
  }

  public float z(int point) {
    return xyz[3 * point + 2];
  }

  /** x and y of a point. */
  public Point point(int index) {
    return new Point(x(index), y(index));
  }

  /** How sure the network is that this is a face, 0 to 1. */
  public float score() {
    return score;
  }

  /** The points of a line of the face, in order. */
  public List<Point> line(Line line) {
    List<Point> points = new ArrayList<>(line.indices.size());
    for (int index : line.indices) {
      points.add(point(index));
    }
    return points;
  }

  /** The smallest box around all points: from the upper forehead to the chin. */
  public Box box() {
    float x0 = Float.POSITIVE_INFINITY;
    float y0 = Float.POSITIVE_INFINITY;
    float x1 = Float.NEGATIVE_INFINITY;
    float y1 = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < POINTS; i++) {
      x0 = Math.min(x0, x(i));
      y0 = Math.min(y0, y(i));
      x1 = Math.max(x1, x(i));
      y1 = Math.max(y1, y(i));
    }
    return new Box(x0, y0, x1, y1);
  }

  /** Centre of the viewer's left eye: the middle of its corners. */
  public Point leftEye() {
    return middle(33, 133);
  }

  /** Centre of the viewer's right eye: the middle of its corners. */
  public Point rightEye() {
    return middle(362, 263);
  }

  /** The five points of alignment. */
  public FacePoints fivePoints() {
    return new FacePoints(leftEye(), rightEye(), point(1), point(61), point(291));
  }

  /**
   * How far the head leans to a side, in radians, -pi to pi: the direction from the viewer's left
   * eye to the right one. Positive is clockwise as the viewer sees it.
   */
  public double roll() {
    Point left = leftEye();
    Point right = rightEye();
    return Math.atan2(right.y() - left.y(), right.x() - left.x());
  }

  /**
   * How far the head is turned, in radians: 0 looks into the camera, positive to the viewer's
   * right.
   */
  public double yaw() {
    // From cheek to cheek; where the right one is farther away, the face looks to the right.
    double width = Math.hypot(x(454) - x(234), y(454) - y(234));
    return Math.atan2(z(454) - z(234), Math.max(width, 1e-6));
  }

  /** How far the head nods, in radians: 0 looks into the camera, positive down. */
  public double pitch() {
    double height = Math.hypot(x(152) - x(10), y(152) - y(10));
    return Math.atan2(z(152) - z(10), Math.max(height, 1e-6)) - UPRIGHT;
  }

  private Point middle(int a, int b) {
    return new Point((x(a) + x(b)) / 2.0, (y(a) + y(b)) / 2.0);
  }

  @Override
  public String toString() {
    return "FaceMesh[" + box() + ", score " + score + "]";
  }
}
