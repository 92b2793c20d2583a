package dev.gatehouse.member;

import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Embeddings;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FacePoints;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Pictures of one colour that stand for photos, and the reader that knows what they mean: how many
 * faces, whose, how good. Everything else at enrolment (decoding, video, rules, keys, database,
 * gallery) is the real thing; so the rules can be tested without hunting for a photo for each.
 */
public final class PaintedFaces implements FaceReader {
  static final String MODEL = "painted:1";
  private static final int STEP = 50;
  private static final int DIMENSION = 512;

  final List<Embedding> made = Collections.synchronizedList(new ArrayList<>());
  private final String model;

  PaintedFaces(String model) {
    this.model = model;
  }

  public PaintedFaces() {
    this(MODEL);
  }

  /** A photo as PNG: blue says how many faces, green whose, red what is wrong. */
  public static Material photo(String file, int person) {
    return photo(file, 1, person, false);
  }

  static Material photo(String file, int faces, int person, boolean blurred) {
    try (Image image = painted(faces, person, blurred)) {
      byte[] png = ImageCodec.png(image);
      return new Material.Photo(file, () -> png);
    }
  }

  private static Image painted(int faces, int person, boolean blurred) {
    Image image = Image.allocate(64, 64);
    var pixels = image.buffer();
    while (pixels.hasRemaining()) {
      pixels.put((byte) (faces * STEP)).put((byte) (person * STEP)).put((byte) (blurred ? 200 : 0));
    }
    return image;
  }

  /** A film of 3 seconds in which one person after another is seen. */
  static Material video(Path file, int... persons) {
    try (VideoWriter writer = VideoWriter.create(file, 64, 64, 10)) {
      for (int i = 0; i < 30; i++) {
        try (Image image = painted(1, persons[i * persons.length / 30], i % 5 == 0)) {
          writer.write(image);
        }
      }
    }
    return new Material.Video("film.mp4", file);
  }

  /** What the embedder would say of this person; a little different each time. */
  static Embedding embedding(String model, int person, long seed) {
    float[] vector = new float[DIMENSION];
    var whose = new Random(person);
    var noise = new Random(seed);
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (whose.nextGaussian() + 0.5 * noise.nextGaussian());
    }
    return Embeddings.of(model, vector);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public List<AnalyzedFace> faces(Image image) {
    var pixels = image.buffer();
    int faces = Math.round((pixels.get(0) & 0xFF) / (float) STEP);
    int person = Math.round((pixels.get(1) & 0xFF) / (float) STEP);
    boolean blurred = (pixels.get(2) & 0xFF) > 100;
    List<AnalyzedFace> found = new ArrayList<>();
    for (int i = 0; i < faces; i++) {
      Embedding embedding = embedding(model, person + i, System.nanoTime());
      made.add(embedding);
      var quality =
          blurred
              ? new FaceQuality(0.2, 1, 0.2, 1, 1, List.of("too blurred"))
              : new FaceQuality(0.9, 1, 0.9, 1, 1, List.of());
      var shape = new FaceShape(Collections.nCopies(68, new Point(32, 32)));
      found.add(
          new AnalyzedFace(
              new Face(new Box(0, 0, 64, 64), 0.99f),
              shape,
              new FacePoints(
                  new Point(20, 20),
                  new Point(40, 20),
                  new Point(30, 30),
                  new Point(22, 40),
                  new Point(38, 40)),
              quality,
              embedding));
    }
    return found;
  }

  /** Whether every embedding it handed out was erased. */
  boolean allErased() {
    return made.stream().allMatch(one -> one.similarity(one) == 0);
  }
}
