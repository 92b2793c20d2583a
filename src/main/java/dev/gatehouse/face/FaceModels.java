package dev.gatehouse.face;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;

/**
 * The three networks behind {@link FaceAnalyzer}, loaded once and shared by all threads.
 *
 * @param detector the manifest's {@code face-detector}
 * @param landmarks the manifest's {@code face-landmarks}
 * @param embedder the manifest's {@code face-embedder}
 * @param threads that one face may use: from two on, a face and its mirror image are embedded side
 *     by side, which two threads do faster than one network run on two threads
 */
public record FaceModels(OnnxModel detector, OnnxModel landmarks, OnnxModel embedder, int threads)
    implements AutoCloseable {

  /**
   * @param threads that one face may use
   * @throws dev.gatehouse.inference.InferenceException if one of them cannot be loaded
   */
  public static FaceModels load(ModelManifest manifest, int threads) {
    return new FaceModels(
        OnnxModel.load(manifest, "face-detector", threads),
        OnnxModel.load(manifest, "face-landmarks", threads),
        OnnxModel.load(manifest, "face-embedder", Math.max(1, threads / 2)),
        threads);
  }

  @Override
  public void close() {
    detector.close();
    landmarks.close();
    embedder.close();
  }
}
