package dev.gatehouse.liveness;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;

/**
 * The three networks behind {@link PresentationAttackDetector}, loaded once and shared by all
 * threads.
 *
 * @param miniFasNet the manifest's {@code pad-minifasnet}: {@code [1,3,80,80]} to three logits
 * @param facePlugin the manifest's {@code pad-faceplugin}: {@code [1,3,128,128]} to logits
 * @param livenessNet the manifest's {@code pad-livenessnet}: {@code [1,3,32,32]} to two logits
 */
public record PresentationAttackModels(
    OnnxModel miniFasNet, OnnxModel facePlugin, OnnxModel livenessNet) implements AutoCloseable {

  /**
   * @param threads that one run of a network may use; 1 suits networks as small as these
   * @throws dev.gatehouse.inference.InferenceException if one of them cannot be loaded
   */
  public static PresentationAttackModels load(ModelManifest manifest, int threads) {
    return new PresentationAttackModels(
        OnnxModel.load(manifest, "pad-minifasnet", threads),
        OnnxModel.load(manifest, "pad-faceplugin", threads),
        OnnxModel.load(manifest, "pad-livenessnet", threads));
  }

  @Override
  public void close() {
    miniFasNet.close();
    facePlugin.close();
    livenessNet.close();
  }
}
