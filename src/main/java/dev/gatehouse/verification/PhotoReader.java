package dev.gatehouse.verification;

import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.member.FaceReader;
import dev.gatehouse.verification.Probe.Photo;
import dev.gatehouse.verification.VerificationException.Kind;
import java.util.List;
import java.util.function.BiFunction;

/** Finds the faces of photos, whose pixels are overwritten then. Thread-safe. */
final class PhotoReader {
  /** As at enrolment: a face narrower than this share of the largest is in the background. */
  private static final double BACKGROUND = 1 / 3.0;

  private final FaceReader faces;

  PhotoReader(FaceReader faces) {
    this.faces = faces;
  }

  /** Of the embedder that is in use. */
  String model() {
    return faces.model();
  }

  /**
   * @param look is given the picture and its faces, the largest first; their embeddings are its to
   *     erase
   * @throws VerificationException if the photo is no picture
   */
  <T> T read(Photo photo, BiFunction<Image, List<AnalyzedFace>, T> look) {
    try (Image image = ImageCodec.decode(photo.bytes())) {
      try {
        return look.apply(image, faces.faces(image));
      } finally {
        image.pixels().fill((byte) 0);
      }
    } catch (ImageException e) {
      throw new VerificationException(Kind.WRONG, photo.field(), String.valueOf(e.getMessage()));
    }
  }

  /** Whether there is one face before the camera; the embeddings of all others are erased. */
  static boolean alone(List<AnalyzedFace> found) {
    boolean alone =
        found.size() == 1
            || (found.size() > 1
                && found.get(1).face().box().width()
                    < BACKGROUND * found.getFirst().face().box().width());
    found.stream().skip(alone ? 1 : 0).forEach(face -> face.embedding().erase());
    return alone;
  }
}
