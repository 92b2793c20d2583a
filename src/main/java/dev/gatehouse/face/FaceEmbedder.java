package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.flip;

import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes the embedding of an aligned face: the network's output for the face and for its mirror
 * image, added and normalised. Not thread-safe: one a thread, over a shared model.
 */
public final class FaceEmbedder implements AutoCloseable {
  private final OnnxModel.Call network;
  private final OnnxModel.Call mirrorNetwork;
  private final Optional<ExecutorService> second;
  private final String model;
  private final float[] sum;
  private final Mat mirrored = new Mat();

  /**
   * @param model any network of ArcFace's form: input {@code [1,3,112,112]} <b>BGR</b> {@code
   *     (x-127.5)/128}, output a vector; the manifest's {@code face-embedder}
   * @param sideBySide whether the mirror image is embedded at the same time, on a thread of its own
   */
  public FaceEmbedder(OnnxModel model, boolean sideBySide) {
    this.network = model.call(1, 3, FaceAligner.SIDE, FaceAligner.SIDE);
    this.mirrorNetwork = model.call(1, 3, FaceAligner.SIDE, FaceAligner.SIDE);
    this.second =
        sideBySide
            ? Optional.of(
                Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("face-embedder").factory()))
            : Optional.empty();
    this.model = model.fingerprint();
    this.sum = new float[network.output(0).capacity()];
  }

  /**
   * @param aligned 112x112, BGR, from {@link FaceAligner}; left as it is
   */
  public Embedding embed(Mat aligned) {
    flip(aligned, mirrored, 1);
    Planes.fill(mirrored, mirrorNetwork.input(), 0, false, 127.5f, 1 / 128f);
    Optional<Future<?>> other = second.map(s -> s.submit(mirrorNetwork::run));
    Planes.fill(aligned, network.input(), 0, false, 127.5f, 1 / 128f);
    network.run();
    other.ifPresentOrElse(FaceEmbedder::await, mirrorNetwork::run);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = network.output(0).get(i) + mirrorNetwork.output(0).get(i);
    }
    Embedding embedding = new Embedding(model, sum);
    Arrays.fill(sum, 0);
    return embedding;
  }

  /** Waits to the end even when interrupted: the network's buffers are in use until then. */
  private static void await(Future<?> running) {
    boolean interrupted = false;
    while (true) {
      try {
        running.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new FaceException("The mirrored face could not be embedded", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    second.ifPresent(ExecutorService::close);
    network.close();
    mirrorNetwork.close();
    mirrored.close();
  }
}
