package dev.gatehouse;

import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FacePoints;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.member.FaceReader;
import dev.gatehouse.member.Material;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Pictures whose first pixels say whose they are, and the reader that knows it. */
final class SyntheticFaces implements FaceReader {
  private static final String MODEL = "synthetic:1";
  private static final int DIMENSION = 512;
  private static final int SIZE = 64;

  /**
   * A photo as PNG.
   *
   * @param person 0 to 2^24 - 1
   */
  static Material photo(int person) {
    try (Image image = Image.allocate(SIZE, SIZE)) {
      var pixels = image.buffer();
      while (pixels.hasRemaining()) {
        pixels.put((byte) (person >> 16)).put((byte) (person >> 8)).put((byte) person);
      }
      byte[] png = ImageCodec.png(image);
      return new Material.Photo(person + ".png", () -> png);
    }
  }

  /** What the embedder would say of this person; a little different each time. */
  static Embedding embedding(int person) {
    float[] vector = new float[DIMENSION];
    var whose = new Random(person);
    var noise = new Random();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (whose.nextGaussian() + 0.5 * noise.nextGaussian());
    }
    return Embedding.synthetic(MODEL, vector);
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public List<AnalyzedFace> faces(Image image) {
    var pixels = image.buffer();
    int person =
        (pixels.get(0) & 0xFF) << 16 | (pixels.get(1) & 0xFF) << 8 | (pixels.get(2) & 0xFF);
    var middle = new Point(SIZE / 2.0, SIZE / 2.0);
    return List.of(
        new AnalyzedFace(
            new Face(new Box(0, 0, SIZE, SIZE), 0.99f),
            new FaceShape(Collections.nCopies(68, middle)),
            new FacePoints(
                new Point(20, 20),
                new Point(40, 20),
                new Point(30, 30),
                new Point(22, 40),
                new Point(38, 40)),
            new FaceQuality(0.9, 1, 0.9, 1, 1, List.of()),
            embedding(person)));
  }
}
