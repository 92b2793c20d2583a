package dev.gatehouse.scene;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ManifestEntry;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.PreparedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The build step that makes the bundled detector ready: its published graph is fixed at 640x640 and
 * ends in slow operations on small tensors, so its tail is cut off (we decode the heads ourselves),
 * its input is made free, and an 8-bit form is made. Kept in the cache beside the weights.
 */
public final class PrepareDetector {
  /** The three heads of YOLOv8, at strides 8, 16 and 32. */
  private static final List<String> HEADS =
      List.of(
          "/model.22/Concat_output_0",
          "/model.22/Concat_1_output_0",
          "/model.22/Concat_2_output_0");

  private static final int SIDE = 640;

  private PrepareDetector() {}

  /**
   * @param arguments the folder of compiled classes ({@code target/classes})
   */
  public static void main(String[] arguments) {
    Path classes = Path.of(arguments[0]);
    try {
      ModelManifest manifest = ModelManifest.bundled();
      List<ManifestEntry> photos =
          manifest.entries().stream()
              .filter(e -> e.kind() == ManifestEntry.Kind.CALIBRATION)
              .toList();
      PreparedModel.make(
          manifest,
          manifest.entry(DetectorModel.ID),
          HEADS,
          photos,
          () -> inputs(photos, classes.resolveSibling("")),
          new long[] {1, 3, SIDE, SIDE},
          classes);
    } catch (InferenceException | IOException e) {
      System.err.println();
      System.err.println("The detector could not be made ready: " + e.getMessage());
      System.err.println();
      System.exit(1);
    }
  }

  private static List<FloatBuffer> inputs(List<ManifestEntry> photos, Path folder) {
    List<FloatBuffer> inputs = new ArrayList<>();
    for (ManifestEntry photo : photos) {
      FloatBuffer input =
          ByteBuffer.allocateDirect(3 * SIDE * SIDE * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      try (Image image = ImageCodec.read(folder.resolve(photo.resource()));
          var letterbox = new Letterbox(SIDE, SIDE, input)) {
        letterbox.fill(image, 0, 0, image.width(), image.height());
      }
      inputs.add(input);
    }
    return inputs;
  }
}
