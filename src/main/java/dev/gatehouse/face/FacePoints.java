package dev.gatehouse.face;

import dev.gatehouse.image.Point;
import java.util.List;

/**
 * The five points by which a face is aligned, in pixels of the picture. Left and right are the
 * viewer's.
 */
public record FacePoints(
    Point leftEye, Point rightEye, Point nose, Point mouthLeft, Point mouthRight) {

  /** In the usual order: left eye, right eye, nose tip, left and right corner of the mouth. */
  public List<Point> list() {
    return List.of(leftEye, rightEye, nose, mouthLeft, mouthRight);
  }

  /** Distance between the centres of the eyes, in pixels. */
  public double eyeDistance() {
    return leftEye.distance(rightEye);
  }

  /**
   * How far the head is turned, -1 to 1: where the nose lies between the eyes, along the line
   * between them; 0 for a face that looks into the camera.
   */
  public double yaw() {
    Point middle = middle(leftEye, rightEye);
    Point mouth = middle(mouthLeft, mouthRight);
    double eyes = Math.max(eyeDistance(), 1e-6);
    double ux = (rightEye.x() - leftEye.x()) / eyes;
    double uy = (rightEye.y() - leftEye.y()) / eyes;
    Point axis = new Point((middle.x() + mouth.x()) / 2, (middle.y() + mouth.y()) / 2);
    double off = (nose.x() - axis.x()) * ux + (nose.y() - axis.y()) * uy;
    return Math.clamp(2 * off / eyes, -1, 1);
  }

  /**
   * How far the head nods, -1 (up) to 1 (down): where the nose lies between eyes and mouth, against
   * the template's.
   */
  public double pitch() {
    Point eyes = middle(leftEye, rightEye);
    Point mouth = middle(mouthLeft, mouthRight);
    double length = Math.max(eyes.distance(mouth), 1e-6);
    double vx = (mouth.x() - eyes.x()) / length;
    double vy = (mouth.y() - eyes.y()) / length;
    double down = (nose.x() - eyes.x()) * vx + (nose.y() - eyes.y()) * vy;
    return Math.clamp(2 * (down / length - 0.5), -1, 1);
  }

  private static Point middle(Point a, Point b) {
    return new Point((a.x() + b.x()) / 2, (a.y() + b.y()) / 2);
  }
}
