package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_NONE;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_LIST;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds lines of text in a part of a picture, with a network of the DB family (Liao et al.,
 * "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020), which gives each
 * pixel the probability that it lies in the core of a line. Cores are cut out at a threshold, each
 * gets the rectangle of smallest area around it, and the rectangle grows by as much as the network
 * was taught to shrink it.
 *
 * <p>Not thread-safe: one a thread, over a shared model.
 */
final class TextDetector implements AutoCloseable {
  private static final float THRESHOLD = 0.3f;
  private static final double SMALLEST_SCORE = 0.5;
  private static final double UNCLIP = 1.6;

  /** Smallest side of a core in pixels of the network's input; smaller ones are noise. */
  private static final double SMALLEST_CORE = 2.5;

  private static final int MOST_CONTOURS = 300;
  private static final int STEP = 32;
  private static final int MOST_SHAPES = 24;

  // ImageNet's mean and deviation of red, green, blue, applied to blue, green, red: so the makers
  // of the network did.
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final OnnxModel model;
  private final Map<Long, OnnxModel.Call> calls = new HashMap<>();
  private final Mat scaled = new Mat();
  private final Mat core = new Mat();
  private final float[][] normalised = new float[3][256];

  /**
   * @param model the manifest's {@code plate-detector}: input {@code [1,3,H,W]} of BGR planes,
   *     sides multiples of 32; output {@code [1,1,H,W]}
   */
  TextDetector(OnnxModel model) {
    this.model = model;
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        normalised[c][v] = (v / 255f - MEAN[c]) / DEVIATION[c];
      }
    }
  }

  /**
   * @param image BGR
   * @param part of it to look at; cut to the picture
   * @param longSide of the network's input in pixels, a multiple of 32: the part is scaled to it
   * @return lines of text in pixels of the picture, best score first
   */
  List<TextArea> detect(Image image, Box part, int longSide) {
    Box inside = part.clipped(image.width(), image.height());
    int x = (int) Math.floor(inside.x0());
    int y = (int) Math.floor(inside.y0());
    int w = (int) Math.ceil(inside.x1()) - x;
    int h = (int) Math.ceil(inside.y1()) - y;
    if (w < 8 || h < 8) {
      return List.of();
    }
    double scale = (double) longSide / Math.max(w, h);
    int width = multiple(w * scale, longSide);
    int height = multiple(h * scale, longSide);
    try (Rect rect = new Rect(x, y, w, h);
        Mat cut = new Mat(image.mat(), rect);
        Size size = new Size(width, height)) {
      resize(cut, scaled, size, 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
    }
    OnnxModel.Call network = call(width, height);
    fill(scaled, network.input());
    network.run();
    return areas(network.output(0), width, height, x, y, (double) w / width, (double) h / height);
  }

  private static int multiple(double length, int most) {
    return (int) Math.clamp(Math.round(length / STEP) * STEP, 2 * STEP, most);
  }

  private OnnxModel.Call call(int width, int height) {
    long key = ((long) width << 32) | height;
    OnnxModel.Call known = calls.get(key);
    if (known != null) {
      return known;
    }
    if (calls.size() >= MOST_SHAPES) {
      calls.values().forEach(OnnxModel.Call::close);
      calls.clear();
    }
    OnnxModel.Call made = model.call(1, 3, height, width);
    calls.put(key, made);
    return made;
  }

  private void fill(Mat pixels, FloatBuffer planes) {
    ByteBuffer bytes = pixels.createBuffer();
    int size = pixels.rows() * pixels.cols();
    for (int c = 0; c < 3; c++) {
      float[] table = normalised[c];
      for (int i = 0; i < size; i++) {
        planes.put(c * size + i, table[bytes.get(3 * i + c) & 0xFF]);
      }
    }
  }

  private List<TextArea> areas(
      FloatBuffer probability, int width, int height, int x, int y, double scaleX, double scaleY) {
    core.create(height, width, CV_8UC1);
    ByteBuffer mask = core.createBuffer();
    boolean any = false;
    for (int i = 0; i < width * height; i++) {
      boolean text = probability.get(i) > THRESHOLD;
      any |= text;
      mask.put(i, (byte) (text ? 1 : 0));
    }
    if (!any) {
      return List.of();
    }
    List<TextArea> found = new ArrayList<>();
    try (MatVector contours = new MatVector()) {
      findContours(core, contours, RETR_LIST, CHAIN_APPROX_NONE);
      long count = Math.min(contours.size(), MOST_CONTOURS);
      for (long i = 0; i < count; i++) {
        try (Mat contour = contours.get(i)) {
          CoreShape shape = CoreShape.of(contour);
          if (shape.shortSide() < SMALLEST_CORE) {
            continue;
          }
          double score = shape.mean(probability, width, height);
          if (score < SMALLEST_SCORE) {
            continue;
          }
          Quad quad = shape.unclipped(UNCLIP);
          found.add(new TextArea(scaled(quad, x, y, scaleX, scaleY), score));
        }
      }
    }
    found.sort(Comparator.comparingDouble(a -> -a.score()));
    return found;
  }

  private static Quad scaled(Quad q, double x, double y, double scaleX, double scaleY) {
    return new Quad(
        scaled(q.topLeft(), x, y, scaleX, scaleY),
        scaled(q.topRight(), x, y, scaleX, scaleY),
        scaled(q.bottomRight(), x, y, scaleX, scaleY),
        scaled(q.bottomLeft(), x, y, scaleX, scaleY));
  }

  private static Point scaled(Point p, double x, double y, double scaleX, double scaleY) {
    return new Point(x + (p.x() + 0.5) * scaleX, y + (p.y() + 0.5) * scaleY);
  }

  @Override
  public void close() {
    calls.values().forEach(OnnxModel.Call::close);
    calls.clear();
    scaled.close();
    core.close();
  }
}
