package dev.gatehouse.member;

import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.image.Image;
import java.util.List;

/** What enrolment needs of the face package. Thread-safe. */
public interface FaceReader {

  /** Of the embedder that is in use: a template of another cannot be searched. */
  String model();

  /** Every face of the picture, the largest first. */
  List<AnalyzedFace> faces(Image image);
}
