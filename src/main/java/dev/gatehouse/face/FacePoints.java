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
}
