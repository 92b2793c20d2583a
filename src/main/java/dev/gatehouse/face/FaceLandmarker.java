package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Finds the 68 points of a face in its box. Not thread-safe: one a thread, over a shared model. */
public final class FaceLandmarker implements AutoCloseable {
  private static final int SIDE = 64;
  private static final double MARGIN = 0.1;

  private final OnnxModel.Call network;
  private final Mat colour = new Mat(SIDE, SIDE, CV_8UC3);
  private final Mat grey = new Mat(SIDE, SIDE, CV_8UC1);
  private final Size size = new Size(SIDE, SIDE);

  /**
   * @param model the manifest's {@code face-landmarks}: input {@code [1,1,64,64]} grey {@code
   *     x/256}, output 68 pairs of x and y as fractions of the crop
   */
  public FaceLandmarker(OnnxModel model) {
    this.network = model.call(1, 1, SIDE, SIDE);
  }

  /**
   * Finds the points in two passes: the second looks at the square around the points of the first,
   * with a tenth to spare on every side. The network was trained on boxes that lie around the
   * points; a detector's box does not, and a second look takes a third off the error.
   *
   * @param image BGR
   * @param face its box, in pixels of the picture
   */
  public FaceShape find(Image image, Box face) {
    FaceShape first = look(image, face.squared(1));
    Box around = first.box();
    double w = around.width() * MARGIN;
    double h = around.height() * MARGIN;
    Box second =
        new Box(around.x0() - w, around.y0() - h, around.x1() + w, around.y1() + h).squared(1);
    return second.iou(face) < 0.25 ? first : look(image, second);
  }

  private FaceShape look(Image image, Box square) {
    crop(image, square);
    cvtColor(colour, grey, COLOR_BGR2GRAY);
    Planes.fill(grey, network.input(), 0, false, 0, 1 / 256f);
    network.run();
    FloatBuffer output = network.output(0);
    double left = Math.round(square.x0());
    double top = Math.round(square.y0());
    double side = Math.max(1, Math.round(square.width()));
    List<Point> points = new ArrayList<>(68);
    for (int i = 0; i < 68; i++) {
      points.add(new Point(left + output.get(2 * i) * side, top + output.get(2 * i + 1) * side));
    }
    return new FaceShape(points);
  }

  /** The square, scaled to the network's input; what lies outside repeats the picture's edge. */
  private void crop(Image image, Box square) {
    int x0 = (int) Math.round(square.x0());
    int y0 = (int) Math.round(square.y0());
    int side = Math.max(1, (int) Math.round(square.width()));
    int left = Math.clamp(-x0, 0, side - 1);
    int top = Math.clamp(-y0, 0, side - 1);
    int right = Math.clamp(x0 + side - image.width(), 0, side - 1);
    int bottom = Math.clamp(y0 + side - image.height(), 0, side - 1);
    int interpolation = side > SIDE ? INTER_AREA : INTER_LINEAR;
    int w = Math.max(1, Math.min(side - left - right, image.width()));
    int h = Math.max(1, Math.min(side - top - bottom, image.height()));
    int x = Math.clamp(x0, 0, image.width() - w);
    int y = Math.clamp(y0, 0, image.height() - h);
    try (Rect inside = new Rect(x, y, w, h);
        Mat part = new Mat(image.mat(), inside)) {
      if (left + top + right + bottom == 0) {
        resize(part, colour, size, 0, 0, interpolation);
      } else {
        try (Mat padded = new Mat()) {
          copyMakeBorder(part, padded, top, bottom, left, right, BORDER_REPLICATE);
          resize(padded, colour, size, 0, 0, interpolation);
        }
      }
    }
  }

  @Override
  public void close() {
    network.close();
    colour.close();
    grey.close();
    size.close();
  }
}
