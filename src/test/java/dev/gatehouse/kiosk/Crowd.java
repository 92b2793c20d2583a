package dev.gatehouse.kiosk;

import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Faces that are where a test puts them, looked at as a network does: a mesh is found where a face
 * is, and followed where the face has not gone far.
 */
final class Crowd implements FaceFollower.Look {
  final List<Box> faces = new ArrayList<>();

  static Box face(double x, double y, double size) {
    return new Box(x, y, x + size, y + size);
  }

  /** A mesh whose points lie on an ellipse in the box, and touch its sides. */
  static FaceMesh mesh(Box box) {
    float[] xyz = new float[3 * FaceMesh.POINTS];
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      double angle = 2 * Math.PI * i / FaceMesh.POINTS;
      xyz[3 * i] = (float) (box.centre().x() + box.width() / 2 * Math.cos(angle));
      xyz[3 * i + 1] = (float) (box.centre().y() + box.height() / 2 * Math.sin(angle));
    }
    return new FaceMesh(xyz, 0.99f);
  }

  @Override
  public Optional<FaceMesh> find(Box face) {
    return nearest(face, 0.3);
  }

  @Override
  public Optional<FaceMesh> follow(FaceMesh before) {
    return nearest(before.box(), 0.25);
  }

  private Optional<FaceMesh> nearest(Box box, double least) {
    return faces.stream()
        .filter(face -> face.iou(box) >= least)
        .max(Comparator.comparingDouble(face -> face.iou(box)))
        .map(Crowd::mesh);
  }
}
