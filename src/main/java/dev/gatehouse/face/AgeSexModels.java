package dev.gatehouse.face;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;

/**
 * The two networks behind {@link AgeSexEstimator}, loaded once and shared by all threads.
 *
 * @param xception the manifest's {@code age-sex-xception}: {@code [1,3,112,112]} to years, and two
 *     logits
 * @param faceRes the manifest's {@code age-sex-faceres}: {@code [1,3,224,224]} to a logit, and the
 *     logits of 100 years
 */
public record AgeSexModels(OnnxModel xception, OnnxModel faceRes) implements AutoCloseable {

  /**
   * @param threads that one run of a network may use
   * @throws dev.gatehouse.inference.InferenceException if one of them cannot be loaded
   */
  public static AgeSexModels load(ModelManifest manifest, int threads) {
    return new AgeSexModels(
        OnnxModel.load(manifest, "age-sex-xception", threads),
        OnnxModel.load(manifest, "age-sex-faceres", threads));
  }

  @Override
  public void close() {
    xception.close();
    faceRes.close();
  }
}
