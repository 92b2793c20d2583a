package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds faces in pictures of any size.
 *
 * <p>The network (UltraLight RFB) looks at 320x240 pixels and finds faces from about 10 pixels
 * there. So a picture is looked at whole, and again in overlapping tiles of 0.6 of its sides, of
 * 0.36, and so on, until the smallest face that was asked for is large enough in its tile. What
 * several looks found is merged by non-maximum suppression; a face that a tile's edge cuts is left
 * to the look that has it whole.
 *
 * <p>Not thread-safe: one detector a thread, over a shared model.
 */
public final class FaceDetector implements AutoCloseable {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  /** Smallest face that the network finds reliably, in pixels of its input. */
  private static final double SMALLEST_SEEN = 12;

  private static final double TILE = 0.6;
  private static final float THRESHOLD = 0.65f;
  private static final double OVERLAP = 0.4;
  private static final int MAX_CANDIDATES = 750;

  private final OnnxModel.Call network;
  private final int scoreOutput;
  private final int boxOutput;
  private final Mat letterbox = new Mat(HEIGHT, WIDTH, CV_8UC3);
  private final Scalar padding = Scalar.all(127);
  private final List<Face> candidates = new ArrayList<>();

  /**
   * @param model the manifest's {@code face-detector}: input {@code [1,3,240,320]} RGB {@code
   *     (x-127)/128}; outputs scores {@code [1,n,2]} and corner boxes {@code [1,n,4]} as fractions
   */
  public FaceDetector(OnnxModel model) {
    this.network = model.call(1, 3, HEIGHT, WIDTH);
    boolean scoresFirst = network.output(0).capacity() < network.output(1).capacity();
    this.scoreOutput = scoresFirst ? 0 : 1;
    this.boxOutput = scoresFirst ? 1 : 0;
  }

  /**
   * Finds all faces of at least {@code smallest} pixels.
   *
   * @param image BGR, any size
   * @param smallest side of the smallest face that matters, in pixels of the picture. Halving it
   *     can quadruple the time; a face from {@code max(width / 27, height / 20)} up costs one look
   * @return the faces, largest first, in pixels of the picture
   */
  public List<Face> detect(Image image, double smallest) {
    candidates.clear();
    look(image, 0, 0, image.width(), image.height());
    List<Face> found = merged(List.of(), candidates);
    double fraction = 1;
    while (seen(image, fraction, smallest) < SMALLEST_SEEN && fraction * image.width() > 48) {
      fraction *= TILE;
      candidates.clear();
      tiles(image, fraction);
      found = merged(found, candidates);
    }
    found.sort(Comparator.comparingDouble(f -> -f.box().area()));
    return found;
  }

  /** As {@link #detect(Image, double)}, with the whole picture and four tiles of 0.6 at least. */
  public List<Face> detectThoroughly(Image image) {
    double inTiles =
        SMALLEST_SEEN
            * 0.99
            * Math.max(image.width() / (double) WIDTH, image.height() / (double) HEIGHT);
    return detect(image, Math.min(inTiles, 24));
  }

  /** Size in the network's input of a face of {@code smallest} pixels seen in such a tile. */
  private static double seen(Image image, double fraction, double smallest) {
    double scale =
        Math.min(WIDTH / (fraction * image.width()), HEIGHT / (fraction * image.height()));
    return smallest * scale;
  }

  private void tiles(Image image, double fraction) {
    // As few tiles as overlap by at least a third of their side.
    int count = (int) Math.ceil((1 - fraction) / (fraction * 2 / 3) - 1e-9) + 1;
    double w = image.width() * fraction;
    double h = image.height() * fraction;
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < count; column++) {
        int x = (int) Math.round((image.width() - w) * column / (count - 1));
        int y = (int) Math.round((image.height() - h) * row / (count - 1));
        look(
            image,
            x,
            y,
            Math.min((int) Math.ceil(w), image.width() - x),
            Math.min((int) Math.ceil(h), image.height() - y));
      }
    }
  }

  private void look(Image image, int x, int y, int w, int h) {
    double scale = Math.min((double) WIDTH / w, (double) HEIGHT / h);
    int scaledWidth = Math.clamp(Math.round(w * scale), 1, WIDTH);
    int scaledHeight = Math.clamp(Math.round(h * scale), 1, HEIGHT);
    try (Rect from = new Rect(x, y, w, h);
        Mat part = new Mat(image.mat(), from);
        Rect to = new Rect(0, 0, scaledWidth, scaledHeight);
        Size size = new Size(scaledWidth, scaledHeight)) {
      if (scaledWidth < WIDTH || scaledHeight < HEIGHT) {
        letterbox.put(padding);
      }
      try (Mat target = new Mat(letterbox, to)) {
        resize(part, target, size, 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
      }
    }
    Planes.fill(letterbox, network.input(), 0, true, 127, 1 / 128f);
    network.run();
    FloatBuffer scores = network.output(scoreOutput);
    FloatBuffer boxes = network.output(boxOutput);
    for (int i = 0; i < scores.capacity() / 2; i++) {
      float score = scores.get(2 * i + 1);
      if (score >= THRESHOLD) {
        add(boxes, i, score, x, y, w, h, scale, image);
      }
    }
  }

  private void add(
      FloatBuffer boxes,
      int i,
      float score,
      int x,
      int y,
      int w,
      int h,
      double scale,
      Image image) {
    double x0 = boxes.get(4 * i) * WIDTH / scale;
    double y0 = boxes.get(4 * i + 1) * HEIGHT / scale;
    double x1 = boxes.get(4 * i + 2) * WIDTH / scale;
    double y1 = boxes.get(4 * i + 3) * HEIGHT / scale;
    if (!(x1 - x0 > 1) || !(y1 - y0 > 1)) {
      return;
    }
    // A box that leaves its tile where the picture goes on is a cut face: another look has it
    // whole.
    double slack = 0.02 * (x1 - x0);
    boolean cut =
        (x0 < -slack && x > 0)
            || (y0 < -slack && y > 0)
            || (x1 > w + slack && x + w < image.width())
            || (y1 > h + slack && y + h < image.height());
    if (!cut) {
      candidates.add(new Face(new Box(x + x0, y + y0, x + x1, y + y1), score));
    }
  }

  /**
   * Greedy non-maximum suppression by score. What a look at a larger part found comes first: its
   * box is truer, since the network saw all that is around the face. A box that lies mostly inside
   * another is a part of it.
   */
  static List<Face> merged(List<Face> before, List<Face> candidates) {
    List<Face> sorted =
        candidates.stream()
            .sorted(Comparator.comparingDouble(f -> -f.score()))
            .limit(MAX_CANDIDATES)
            .toList();
    List<Face> kept = new ArrayList<>(before);
    for (Face face : sorted) {
      boolean covered = false;
      for (Face better : kept) {
        double smaller = Math.min(face.box().area(), better.box().area());
        covered |=
            face.box().iou(better.box()) > OVERLAP
                || face.box().intersection(better.box()) > 0.7 * smaller;
      }
      if (!covered) {
        kept.add(face);
      }
    }
    return kept;
  }

  @Override
  public void close() {
    network.close();
    letterbox.close();
    padding.close();
  }
}
