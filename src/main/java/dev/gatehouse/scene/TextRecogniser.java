package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC2;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.getPerspectiveTransform;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpPerspective;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Reads one line of text: rectifies it by its four corners to a strip 48 pixels high and runs a
 * network with a CTC output over it. Not thread-safe: one a thread, over a shared model.
 */
final class TextRecogniser implements AutoCloseable {
  static final int HEIGHT = 48;
  private static final int STEP = 16;
  private static final int NARROWEST = 48;
  private static final int WIDEST = 480;

  private final OnnxModel model;
  private final PlateAlphabet alphabet;
  private final int[] numbers;
  private final boolean[] known;
  private final Map<Integer, OnnxModel.Call> calls = new HashMap<>();
  private final Mat warped = new Mat();
  private final Mat strip = new Mat();
  private final Mat from = new Mat(4, 1, CV_32FC2);
  private final Mat to = new Mat(4, 1, CV_32FC2);
  private final FloatBuffer fromPoints = from.createBuffer();
  private final FloatBuffer toPoints = to.createBuffer();
  private final Scalar none = Scalar.all(0);

  /**
   * @param model input {@code [1,3,48,W]} of BGR planes, -1 to 1; output {@code [1,T,n]}: none, the
   *     dictionary, a space
   * @param dictionary the characters that the model knows, in order
   */
  TextRecogniser(OnnxModel model, List<String> dictionary, PlateAlphabet alphabet) {
    this.model = model;
    this.alphabet = alphabet;
    this.known = new boolean[alphabet.size()];
    this.numbers = new int[dictionary.size() + 2];
    for (int i = 0; i < dictionary.size(); i++) {
      numbers[i + 1] = alphabet.number(dictionary.get(i));
      if (numbers[i + 1] > 0) {
        known[numbers[i + 1]] = true;
      }
    }
  }

  /** The lines of a dictionary in the manifest. */
  static List<String> dictionary(ModelManifest manifest, String id) {
    String text = new String(manifest.load(id), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      throw new InferenceException("Model '" + id + "' is a dictionary without characters");
    }
    return lines;
  }

  /**
   * @param image BGR
   * @param line the four corners of the text; what lies outside the picture repeats its edge
   * @param stretch 1 for the proportions as seen; over 1 makes it wider
   */
  CtcMatrix read(Image image, Quad line, double stretch) {
    double proportional = HEIGHT * stretch * line.width() / Math.max(1, line.height());
    int width = (int) Math.clamp(Math.round(proportional / STEP) * STEP, NARROWEST, WIDEST);
    rectify(image, line, width);
    OnnxModel.Call network = calls.computeIfAbsent(width, w -> model.call(1, 3, HEIGHT, w));
    FloatBuffer input = network.input();
    ByteBuffer bytes = strip.createBuffer();
    int size = width * HEIGHT;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < size; i++) {
        input.put(c * size + i, (bytes.get(3 * i + c) & 0xFF) / 127.5f - 1);
      }
    }
    network.run();
    return matrix(network.output(0));
  }

  private CtcMatrix matrix(FloatBuffer output) {
    int entries = numbers.length;
    if (output.capacity() % entries != 0) {
      throw new SceneException(
          "The plate reader '"
              + model.id()
              + "' does not fit its dictionary of "
              + (entries - 2)
              + " characters. Give both in models.yaml");
    }
    int steps = output.capacity() / entries;
    int size = alphabet.size();
    float[] values = new float[steps * size];
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < entries; k++) {
        int number = numbers[k];
        if (number >= 0) {
          values[t * size + number] += output.get(t * entries + k);
        }
      }
    }
    return new CtcMatrix(alphabet, known, steps, values);
  }

  /** Writes the line, upright and flat, into {@link #strip}. */
  private void rectify(Image image, Quad line, int width) {
    // The warp looks at few pixels only and would alias where it makes much smaller: so it goes to
    // a multiple of the size, which is then averaged.
    int times = (int) Math.clamp(Math.round(line.height() / HEIGHT), 1, 6);
    int w = width * times;
    int h = HEIGHT * times;
    List<Point> corners = line.corners();
    for (int i = 0; i < 4; i++) {
      fromPoints.put(2 * i, (float) (corners.get(i).x() - 0.5));
      fromPoints.put(2 * i + 1, (float) (corners.get(i).y() - 0.5));
      toPoints.put(2 * i, (i == 1 || i == 2 ? w : 0) - 0.5f);
      toPoints.put(2 * i + 1, (i > 1 ? h : 0) - 0.5f);
    }
    try (Mat transform = getPerspectiveTransform(from, to);
        Size size = new Size(w, h);
        Size small = new Size(width, HEIGHT)) {
      Mat target = times == 1 ? strip : warped;
      warpPerspective(image.mat(), target, transform, size, INTER_LINEAR, BORDER_REPLICATE, none);
      if (times > 1) {
        resize(warped, strip, small, 0, 0, INTER_AREA);
      }
    }
  }

  @Override
  public void close() {
    calls.values().forEach(OnnxModel.Call::close);
    calls.clear();
    warped.close();
    strip.close();
    from.close();
    to.close();
    none.close();
  }
}
