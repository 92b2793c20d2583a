package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.ellipse;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** A street painted for tests: sky, houses, trees, asphalt, a car and a person, with some noise. */
final class PaintedStreet {
  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final Box CAR = new Box(180, 140, 420, 270);
  static final Box PERSON = new Box(500, 110, 560, 290);

  /** Factors of linear red, green and blue. */
  enum Light {
    DAY(1, 1, 1),
    WARM(1, 0.8, 0.55),
    COLD(0.75, 0.9, 1),
    DIM(0.5, 0.5, 0.5);

    private final double red;
    private final double green;
    private final double blue;

    Light(double red, double green, double blue) {
      this.red = red;
      this.green = green;
      this.blue = blue;
    }
  }

  private PaintedStreet() {}

  /**
   * @param body red, green, blue of the car's paint
   * @param shine how much lighter its upper and darker its lower parts are: 0 for matte paint
   */
  static Image withCar(int[] body, double shine, Light light) {
    Image image = empty();
    Mat mat = image.mat();
    int x = (int) CAR.x0();
    int y = (int) CAR.y0();
    // The shadow under it, then tyres, cabin, body in strips from light to dark, windows, lamps.
    ellipse(mat, new Point(x + 120, y + 122), new Size(118, 12), 0, 0, 360, rgb(25, 25, 27));
    for (int row = 0; row < 45; row++) {
      int inset = 70 - row;
      strip(mat, x + inset, y + row, 240 - 2 * inset, body, shine * 0.5);
    }
    for (int row = 45; row < 112; row++) {
      double slope = shine * (0.6 - 1.2 * (row - 45) / 67.0);
      strip(mat, x, y + row, 240, body, slope);
    }
    if (shine > 0) {
      // A reflection of the sky along the shoulder.
      strip(mat, x + 10, y + 50, 220, body, 2 * shine);
      strip(mat, x + 10, y + 51, 220, body, 2 * shine);
    }
    fill(mat, x + 62, y + 8, 54, 34, 38, 44, 52);
    fill(mat, x + 124, y + 8, 54, 34, 38, 44, 52);
    fill(mat, x + 2, y + 62, 14, 12, 235, 235, 220);
    fill(mat, x + 226, y + 62, 12, 12, 150, 20, 25);
    for (int wheel : new int[] {x + 50, x + 190}) {
      circle(mat, new Point(wheel, y + 106), 22, rgb(18, 18, 20), FILLED, LINE_8, 0);
      circle(mat, new Point(wheel, y + 106), 10, rgb(150, 150, 155), FILLED, LINE_8, 0);
    }
    shed(image, light);
    return image;
  }

  /** With a person in clothes of these colours (red, green, blue). */
  static Image withPerson(int[] upper, int[] lower, Light light) {
    Image image = empty();
    Mat mat = image.mat();
    int x = (int) PERSON.x0();
    int y = (int) PERSON.y0();
    circle(mat, new Point(x + 30, y + 14), 12, rgb(200, 155, 130), FILLED, LINE_8, 0);
    fill(mat, x + 14, y + 27, 32, 60, upper[0], upper[1], upper[2]);
    fill(mat, x + 8, y + 30, 6, 50, upper[0], upper[1], upper[2]);
    fill(mat, x + 46, y + 30, 6, 50, upper[0], upper[1], upper[2]);
    fill(mat, x + 15, y + 87, 30, 50, lower[0], lower[1], lower[2]);
    fill(mat, x + 15, y + 137, 13, 33, lower[0], lower[1], lower[2]);
    fill(mat, x + 32, y + 137, 13, 33, lower[0], lower[1], lower[2]);
    fill(mat, x + 13, y + 170, 15, 8, 30, 25, 25);
    fill(mat, x + 32, y + 170, 15, 8, 30, 25, 25);
    shed(image, light);
    return image;
  }

  /** Without anybody; in daylight, without noise. */
  private static Image empty() {
    Image image = Image.allocate(WIDTH, HEIGHT);
    Mat mat = image.mat();
    fill(mat, 0, 0, WIDTH, 90, 225, 232, 240);
    fill(mat, 0, 40, 230, 130, 178, 172, 164);
    fill(mat, 230, 60, 160, 110, 160, 92, 72);
    fill(mat, 390, 50, 250, 120, 200, 198, 192);
    circle(mat, new Point(420, 90), 50, rgb(70, 105, 55), FILLED, LINE_8, 0);
    fill(mat, 0, 170, WIDTH, 30, 158, 156, 152);
    fill(mat, 0, 200, WIDTH, 160, 112, 112, 114);
    fill(mat, 0, 300, WIDTH, 6, 235, 235, 232);
    return image;
  }

  private static void strip(Mat mat, int x, int y, int width, int[] body, double lighter) {
    int[] c = new int[3];
    for (int i = 0; i < 3; i++) {
      double v = lighter > 0 ? body[i] + lighter * (255 - body[i]) : body[i] * (1 + lighter);
      c[i] = (int) Math.clamp(v, 0, 255);
    }
    fill(mat, x, y, width, 1, c[0], c[1], c[2]);
  }

  private static void fill(Mat mat, int x, int y, int w, int h, int red, int green, int blue) {
    rectangle(
        mat,
        new Point(x, y),
        new Point(x + w - 1, y + h - 1),
        rgb(red, green, blue),
        FILLED,
        LINE_8,
        0);
  }

  private static void ellipse(
      Mat mat, Point centre, Size axes, double angle, double from, double to, Scalar colour) {
    org.bytedeco.opencv.global.opencv_imgproc.ellipse(
        mat, centre, axes, angle, from, to, colour, FILLED, LINE_8, 0);
  }

  private static Scalar rgb(int red, int green, int blue) {
    return new Scalar(blue, green, red, 0);
  }

  /** Lets the light fall on everything, and adds a sensor's noise. */
  private static void shed(Image image, Light light) {
    double[] factors = {light.blue, light.green, light.red};
    var random = new Random(1);
    ByteBuffer pixels = image.buffer();
    for (int i = 0; i < pixels.capacity(); i++) {
      double linear = Math.pow((pixels.get(i) & 0xFF) / 255.0, 2.2) * factors[i % 3];
      double value = 255 * Math.pow(linear, 1 / 2.2) + 3 * random.nextGaussian();
      pixels.put(i, (byte) (int) Math.clamp(value, 0, 255));
    }
  }
}
