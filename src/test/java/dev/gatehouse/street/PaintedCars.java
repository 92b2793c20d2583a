package dev.gatehouse.street;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Puts a photo of a car into pictures, once or often. */
final class PaintedCars {
  private PaintedCars() {}

  static Image grey(int width, int height, int level) {
    Image image = Image.allocate(width, height);
    try (Scalar colour = Scalar.all(level)) {
      image.mat().put(colour);
    }
    return image;
  }

  /**
   * Cars on a grey ground near the lower edge.
   *
   * @param middles of the cars, in columns; what is outside of the picture is cut off
   * @param carWidth in pixels
   */
  static Image street(Image car, int width, int height, List<Double> middles, int carWidth) {
    Image image = grey(width, height, 110);
    for (double middle : middles) {
      int h = carWidth * car.height() / car.width();
      put(car, image, (int) Math.round(middle - carWidth / 2.0), height - h - height / 9, carWidth);
    }
    return image;
  }

  /** Rows of cars, each in a cell of its own, all shifted to the right. */
  static Image field(Image car, int columns, int rows, int cellWidth, int cellHeight, int shift) {
    Image image = grey(columns * cellWidth + 200, rows * cellHeight, 110);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        put(car, image, column * cellWidth + shift, row * cellHeight + 4, cellWidth * 9 / 10);
      }
    }
    return image;
  }

  private static void put(Image car, Image image, int left, int top, int w) {
    int h = w * car.height() / car.width();
    int from = Math.max(0, left);
    int to = Math.min(image.width(), left + w);
    if (to - from < 2) {
      return;
    }
    try (Image small = Image.allocate(w, h);
        Size size = new Size(w, h)) {
      resize(car.mat(), small.mat(), size, 0, 0, INTER_AREA);
      try (Rect part = new Rect(from - left, 0, to - from, h);
          Rect where = new Rect(from, top, to - from, h);
          Mat visible = new Mat(small.mat(), part);
          Mat target = new Mat(image.mat(), where)) {
        visible.copyTo(target);
      }
    }
  }
}
