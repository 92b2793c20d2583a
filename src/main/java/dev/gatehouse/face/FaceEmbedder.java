package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.flip;

import dev.gatehouse.inference.OnnxModel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes the embedding of an aligned face: the network's output for the face and for its mirror
 * image, added and normalised. Not thread-safe: one a thread, over a shared model.
 */
public final class FaceEmbedder implements AutoCloseable {
  private final OnnxModel.Call network;
  private final String model;
  private final float[] sum;
  private final Mat mirrored = new Mat();

  /**
   * @param model any network of ArcFace's form: input {@code [1,3,112,112]} <b>BGR</b> {@code
   *     (x-127.5)/128}, output a vector; the manifest's {@code face-embedder}
   */
  public FaceEmbedder(OnnxModel model) {
    this.network = model.call(1, 3, FaceAligner.SIDE, FaceAligner.SIDE);
    this.model = model.fingerprint();
    this.sum = new float[network.output(0).capacity()];
  }

  /**
   * @param aligned 112x112, BGR, from {@link FaceAligner}; left as it is
   */
  public Embedding embed(Mat aligned) {
    Arrays.fill(sum, 0);
    add(aligned);
    flip(aligned, mirrored, 1);
    add(mirrored);
    Embedding embedding = new Embedding(model, sum);
    Arrays.fill(sum, 0);
    return embedding;
  }

  private void add(Mat face) {
    Planes.fill(face, network.input(), 0, false, 127.5f, 1 / 128f);
    network.run();
    FloatBuffer output = network.output(0);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += output.get(i);
    }
  }

  @Override
  public void close() {
    network.close();
    mirrored.close();
  }
}
