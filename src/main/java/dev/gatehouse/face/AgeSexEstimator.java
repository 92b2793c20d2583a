package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Guesses age and sex from a face: the mean of two small published networks from different makers,
 * which err in different ways. {@code gatehouse evaluate agesex} measures it.
 *
 * <p>Not thread-safe: one a thread, over shared models.
 */
public final class AgeSexEstimator implements AutoCloseable {
  private static final int XCEPTION_SIDE = 112;
  private static final int FACE_RES_SIDE = 224;

  /** Sides of the networks' squares, in longer sides of the box around the turned mesh. */
  private static final double XCEPTION_SCALE = 1.08;

  private static final double FACE_RES_SCALE = 1.2;

  /** Mean colour of the second network's training, as Caffe's networks have it. */
  private static final float[] MEAN_BGR = {103.939f, 116.779f, 123.68f};

  private static final int YEARS = 100;

  private final OnnxModel.Call xception;
  private final OnnxModel.Call faceRes;
  private final SquareWarp smallWarp = new SquareWarp(XCEPTION_SIDE, BORDER_REPLICATE);
  private final SquareWarp largeWarp = new SquareWarp(FACE_RES_SIDE, BORDER_REPLICATE);
  private final Mat small = new Mat(XCEPTION_SIDE, XCEPTION_SIDE, CV_8UC3);
  private final Mat large = new Mat(FACE_RES_SIDE, FACE_RES_SIDE, CV_8UC3);

  public AgeSexEstimator(AgeSexModels models) {
    this.xception = models.xception().call(1, 3, XCEPTION_SIDE, XCEPTION_SIDE);
    this.faceRes = models.faceRes().call(1, 3, FACE_RES_SIDE, FACE_RES_SIDE);
  }

  /**
   * @param image BGR
   * @param face in that picture
   */
  public AgeSex estimate(Image image, FaceMesh face) {
    return estimate(image, TurnedSquare.around(face));
  }

  /**
   * For a face without a mesh.
   *
   * @param image BGR
   * @param face upright, from the upper forehead to the chin and from cheek to cheek
   */
  public AgeSex estimate(Image image, Box face) {
    return estimate(image, TurnedSquare.around(face));
  }

  private AgeSex estimate(Image image, TurnedSquare face) {
    face.scaled(XCEPTION_SCALE).into(image, smallWarp, XCEPTION_SIDE, small);
    Planes.fill(small, xception.input(), 0, true, 0, 1);
    xception.run();
    double years = xception.output(0).get(0);
    FloatBuffer logits = xception.output(1);
    double male = logits.get(0) - logits.get(1);

    face.scaled(FACE_RES_SCALE).into(image, largeWarp, FACE_RES_SIDE, large);
    Planes.fill(large, faceRes.input(), 0, MEAN_BGR);
    faceRes.run();
    double otherYears = expectedYears(faceRes.output(1));
    double otherMale = faceRes.output(0).get(0);
    return new AgeSex(
        Math.clamp((years + otherYears) / 2, 0, YEARS),
        1 / (1 + Math.exp(-(male + otherMale) / 2)));
  }

  /** The mean of the years, each weighed by its probability. */
  private static double expectedYears(FloatBuffer logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < YEARS; i++) {
      most = Math.max(most, logits.get(i));
    }
    double sum = 0;
    double years = 0;
    for (int i = 0; i < YEARS; i++) {
      double weight = Math.exp(logits.get(i) - most);
      sum += weight;
      years += weight * i;
    }
    return years / sum;
  }

  @Override
  public void close() {
    xception.close();
    faceRes.close();
    smallWarp.close();
    largeWarp.close();
    small.close();
    large.close();
  }
}
