package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds the 468 points of a face.
 *
 * <p>The network looks at a square of 192x192 pixels with the eyes level. So there are two passes:
 * one over 1.4 times the detector's box as it lies, and one over the square about what the first
 * found, turned to its eyes. In a film the second alone is enough from the second frame on: {@link
 * #follow}, which needs no detector.
 *
 * <p>Not thread-safe: one a thread, over a shared model.
 */
public final class FaceMesher implements AutoCloseable {
  private static final int SIDE = 192;

  /** Side of a square, in longer sides of the detector's box or of the box around the points. */
  private static final double AROUND = 1.4;

  /** Score below which it is no face, as MediaPipe has it. */
  private static final float FACE = 0.5f;

  /** Side of the smallest face that is worth following, in pixels. */
  private static final double SMALLEST = 12;

  private final OnnxModel.Call network;
  private final SquareWarp warp = new SquareWarp(SIDE, BORDER_REPLICATE);
  private final Mat crop = new Mat(SIDE, SIDE, CV_8UC3);
  private final float[] points = new float[3 * FaceMesh.POINTS];
  private final int pointOutput;

  /**
   * @param model the manifest's {@code face-mesh}: input {@code [1,192,192,3]} RGB {@code x/255},
   *     outputs 468 times x, y, z in pixels of that square, and the logit of a face
   */
  public FaceMesher(OnnxModel model) {
    this.network = model.call(1, SIDE, SIDE, 3);
    this.pointOutput = network.output(0).capacity() == points.length ? 0 : 1;
    if (network.outputs() != 2
        || network.output(pointOutput).capacity() != points.length
        || network.output(1 - pointOutput).capacity() != 1) {
      network.close();
      throw new FaceException(
          "Model '" + model.id() + "' is no face mesh: it does not give 1404 numbers and 1");
    }
  }

  /**
   * @param image BGR, any size
   * @param face box of a face as the detector gives it, in pixels of the picture
   * @return empty if the network sees no face there
   */
  public Optional<FaceMesh> find(Image image, Box face) {
    return look(image, TurnedSquare.around(face).scaled(AROUND))
        .flatMap(mesh -> follow(image, mesh));
  }

  /**
   * The face of the frame before in this frame, where it has not moved by more than about a third
   * of its size.
   *
   * @param image BGR, any size
   * @param previous the face in the frame before
   * @return empty if the network sees no face there any more
   */
  public Optional<FaceMesh> follow(Image image, FaceMesh previous) {
    return look(image, TurnedSquare.around(previous).scaled(AROUND));
  }

  private Optional<FaceMesh> look(Image image, TurnedSquare square) {
    Point centre = square.centre();
    boolean inside =
        centre.x() >= 0
            && centre.y() >= 0
            && centre.x() < image.width()
            && centre.y() < image.height();
    if (!inside
        || !(square.side() >= SMALLEST)
        || square.side() > 4.0 * Math.max(image.width(), image.height())) {
      return Optional.empty();
    }
    square.into(image, warp, SIDE, crop);
    Planes.fillInterleaved(crop, network.input(), true, 0, 1 / 255f);
    network.run();
    float score = (float) (1 / (1 + Math.exp(-network.output(1 - pointOutput).get(0))));
    if (!(score >= FACE)) {
      return Optional.empty();
    }
    Similarity back = square.to(SIDE).inverse();
    FloatBuffer output = network.output(pointOutput);
    for (int i = 0; i < points.length; i += 3) {
      float x = output.get(i);
      float y = output.get(i + 1);
      points[i] = (float) (back.a() * x - back.b() * y + back.tx());
      points[i + 1] = (float) (back.b() * x + back.a() * y + back.ty());
      points[i + 2] = (float) (output.get(i + 2) * back.scale());
    }
    return Optional.of(new FaceMesh(points, score));
  }

  @Override
  public void close() {
    network.close();
    warp.close();
    crop.close();
  }
}
