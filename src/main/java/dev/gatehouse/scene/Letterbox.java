package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.split;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Brings a part of a picture into a network's input of fixed size: scaled as a whole, centred, grey
 * around it, as planes red, green, blue from 0 to 1. Not thread-safe.
 */
final class Letterbox implements AutoCloseable {
  private static final double GREY = 114;

  private final int width;
  private final int height;
  private final Mat pixels;
  private final Mat[] halves = {new Mat(), new Mat()};
  private final MatVector channels = new MatVector(3);
  private final FloatPointer values;
  private final Mat[] planes = new Mat[3];
  private final Scalar grey = Scalar.all(GREY);
  private final Size size = new Size();
  private double scale = 1;
  private double left;
  private double top;

  /**
   * @param input a direct buffer of {@code 3 * width * height} floats
   */
  Letterbox(int width, int height, FloatBuffer input) {
    this.width = width;
    this.height = height;
    this.pixels = new Mat(height, width, CV_8UC3);
    this.values = new FloatPointer(input);
    for (int c = 0; c < 3; c++) {
      try (Mat channel = new Mat(height, width, CV_8UC1)) {
        channels.put(c, channel);
      }
      planes[c] = new Mat(height, width, CV_32FC1, values.getPointer((long) c * width * height));
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Fills the input with the part of the picture from (x, y). */
  void fill(Image image, int x, int y, int partWidth, int partHeight) {
    scale = Math.min((double) width / partWidth, (double) height / partHeight);
    int w = Math.clamp(Math.round(partWidth * scale), 1, width);
    int h = Math.clamp(Math.round(partHeight * scale), 1, height);
    int dx = (width - w) / 2;
    int dy = (height - h) / 2;
    left = x - dx / scale;
    top = y - dy / scale;
    if (w < width || h < height) {
      pixels.put(grey);
    }
    try (Rect from = new Rect(x, y, partWidth, partHeight);
        Mat part = new Mat(image.mat(), from);
        Rect to = new Rect(dx, dy, w, h);
        Mat target = new Mat(pixels, to)) {
      shrink(part, target, w, h);
    }
    split(pixels, channels);
    for (int c = 0; c < 3; c++) {
      try (Mat channel = channels.get(2 - c)) {
        channel.convertTo(planes[c], CV_32FC1, 1 / 255.0, 0);
      }
    }
  }

  /**
   * Halves as long as it may, then interpolates: every pixel counts, as in averaging over areas of
   * any size, at a third of the time.
   */
  private void shrink(Mat part, Mat target, int w, int h) {
    Mat from = part;
    int next = 0;
    while (from.cols() >= 2 * w && from.rows() >= 2 * h) {
      Mat half = from.cols() == 2 * w && from.rows() == 2 * h ? target : halves[next];
      size.width(from.cols() / 2);
      size.height(from.rows() / 2);
      resize(from, half, size, 0, 0, INTER_AREA);
      from = half;
      next = 1 - next;
    }
    if (from != target) {
      size.width(w);
      size.height(h);
      resize(from, target, size, 0, 0, INTER_LINEAR);
    }
  }

  /** From a column of the input to one of the picture. */
  double x(double column) {
    return left + column / scale;
  }

  /** From a row of the input to one of the picture. */
  double y(double row) {
    return top + row / scale;
  }

  @Override
  public void close() {
    for (Mat plane : planes) {
      plane.close();
    }
    values.close();
    channels.close();
    halves[0].close();
    halves[1].close();
    pixels.close();
    grey.close();
    size.close();
  }
}
