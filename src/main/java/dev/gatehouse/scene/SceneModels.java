package dev.gatehouse.scene;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;

/**
 * The networks that look at a street, loaded once and shared by all its cameras' threads.
 *
 * @param detector of objects
 * @param plates that find and read plates
 * @param faces the manifest's {@code face-detector}: faces are found to be made unreadable
 */
public record SceneModels(DetectorModel detector, PlateModels plates, OnnxModel faces)
    implements AutoCloseable {

  /**
   * @param threads that one run may use; 1 where several cameras share the machine
   * @throws dev.gatehouse.inference.InferenceException if one of them cannot be loaded
   */
  public static SceneModels load(ModelManifest manifest, int threads) {
    return new SceneModels(
        DetectorModel.load(manifest, threads),
        PlateModels.load(manifest, threads),
        OnnxModel.load(manifest, "face-detector", threads));
  }

  @Override
  public void close() {
    detector.close();
    plates.close();
    faces.close();
  }
}
