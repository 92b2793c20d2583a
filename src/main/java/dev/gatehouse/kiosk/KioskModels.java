package dev.gatehouse.kiosk;

import dev.gatehouse.face.AgeSexModels;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;

/**
 * The networks behind a kiosk, shared by all of them.
 *
 * @param faces of the whole program; not closed here
 * @param mesh the manifest's {@code face-mesh}
 * @param ageSex for age and sex
 */
public record KioskModels(FaceModels faces, OnnxModel mesh, AgeSexModels ageSex)
    implements AutoCloseable {

  /**
   * @param threads that one network may use
   * @throws dev.gatehouse.inference.InferenceException if one of them cannot be loaded
   */
  public static KioskModels load(FaceModels faces, ModelManifest manifest, int threads) {
    return new KioskModels(
        faces,
        OnnxModel.load(manifest, "face-mesh", threads),
        AgeSexModels.load(manifest, threads));
  }

  @Override
  public void close() {
    mesh.close();
    ageSex.close();
  }
}
