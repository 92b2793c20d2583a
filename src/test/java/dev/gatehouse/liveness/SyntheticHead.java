package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A head whose 68 points are known in space, seen by a camera: what it does is known too.
 *
 * @param yaw degrees, positive to the person's own left
 * @param pitch degrees
 * @param lids how far the eyes are open, 1 for open
 * @param lips how far the mouth is open, 1 for closed lips
 * @param distance from the camera, in eye distances
 */
public record SyntheticHead(double yaw, double pitch, double lids, double lips, double distance) {
  /** Looks into the camera from an arm's length and more. */
  public static final SyntheticHead STRAIGHT = new SyntheticHead(0, 0, 1, 1, 12);

  public SyntheticHead turned(double degrees) {
    return new SyntheticHead(degrees, pitch, lids, lips, distance);
  }

  public SyntheticHead nodding(double degrees) {
    return new SyntheticHead(yaw, degrees, lids, lips, distance);
  }

  public SyntheticHead withLids(double open) {
    return new SyntheticHead(yaw, pitch, open, lips, distance);
  }

  public SyntheticHead withLips(double open) {
    return new SyntheticHead(yaw, pitch, lids, open, distance);
  }

  public SyntheticHead at(double eyeDistances) {
    return new SyntheticHead(yaw, pitch, lids, lips, eyeDistances);
  }

  /** The points in a picture of 640x480, as a camera sees the head. */
  public FaceShape seen() {
    return new FaceShape(points(true).stream().map(this::projected).toList());
  }

  /** As a camera sees a still picture of the straight head that is held and tilted like this. */
  public FaceShape seenFlat() {
    return new FaceShape(points(false).stream().map(this::projected).toList());
  }

  private double[] turnedInSpace(double[] p) {
    double y = Math.toRadians(yaw);
    double n = Math.toRadians(pitch);
    double x1 = Math.cos(y) * p[0] + Math.sin(y) * p[2];
    double z1 = -Math.sin(y) * p[0] + Math.cos(y) * p[2];
    return new double[] {
      x1, Math.cos(n) * p[1] - Math.sin(n) * z1, Math.sin(n) * p[1] + Math.cos(n) * z1
    };
  }

  private Point projected(double[] p) {
    double[] q = turnedInSpace(p);
    double depth = 100 * distance - q[2];
    return new Point(320 + 1200 * q[0] / depth, 240 + 1200 * q[1] / depth);
  }

  /** x to the viewer's right, y down, z towards the camera; 100 between the eyes. */
  private List<double[]> points(boolean solid) {
    double[][] p = new double[68][];
    for (int i = 0; i <= 16; i++) {
      double angle = Math.PI * i / 16;
      p[i] = new double[] {-100 * Math.cos(angle), 20 + 120 * Math.sin(angle), -60};
    }
    for (int i = 0; i < 5; i++) {
      p[17 + i] = new double[] {-85 + 15 * i, -35 - 6 * Math.sin(i), 0};
      p[22 + i] = new double[] {25 + 15 * i, -35 - 6 * Math.sin(i), 0};
    }
    for (int i = 0; i < 4; i++) {
      p[27 + i] = new double[] {0, 10 * i, 10 + 10 * i};
    }
    for (int i = 0; i < 5; i++) {
      p[31 + i] = new double[] {-20 + 10 * i, 45, 15};
    }
    for (int i = 0; i < 6; i++) {
      double angle = Math.PI + 2 * Math.PI * i / 6;
      double lid = 9 * lids * Math.sin(angle);
      p[36 + i] = new double[] {-50 + 18 * Math.cos(angle), lid, -5};
      p[42 + i] = new double[] {50 + 18 * Math.cos(angle), lid, -5};
    }
    for (int i = 0; i < 20; i++) {
      double angle = Math.PI + 2 * Math.PI * i / (i < 12 ? 12 : 8);
      double size = i < 12 ? 35 : 25;
      p[48 + i] = new double[] {size * Math.cos(angle), 75 + size / 3 * lips * Math.sin(angle), 5};
    }
    List<double[]> points = new ArrayList<>();
    for (double[] q : p) {
      points.add(solid ? q : new double[] {q[0], q[1], 0});
    }
    return points;
  }

  /** The same points, each off by a normal error of so many pixels. */
  public static FaceShape noisy(FaceShape shape, double pixels, Random random) {
    return new FaceShape(
        shape.points().stream()
            .map(
                p ->
                    new Point(
                        p.x() + pixels * random.nextGaussian(),
                        p.y() + pixels * random.nextGaussian()))
            .toList());
  }
}
