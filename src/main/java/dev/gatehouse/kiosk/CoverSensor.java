package dev.gatehouse.kiosk;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Tells whether something covers the camera: a hand, tape or a lid right before the lens leaves a
 * picture without edges. So does darkness, in which there is nothing to be seen either. Not
 * thread-safe.
 */
final class CoverSensor implements AutoCloseable {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Mean difference of neighbouring cells, of 255, below which there are no edges. */
  private static final double EDGES = 2.2;

  /** Difference of two neighbouring cells, of 255, that is an edge whatever the others are. */
  private static final int EDGE = 24;

  /** How many such pairs a picture without edges may have: noise, a gap between fingers. */
  private static final int FEW = 12;

  private final Mat small = new Mat(HEIGHT, WIDTH, CV_8UC3);
  private final Mat grey = new Mat(HEIGHT, WIDTH, CV_8UC1);
  private final ByteBuffer cells = grey.createBuffer();
  private final Size size = new Size(WIDTH, HEIGHT);

  /**
   * @param image BGR, any size
   */
  boolean covered(Image image) {
    resize(image.mat(), small, size, 0, 0, INTER_AREA);
    cvtColor(small, grey, COLOR_BGR2GRAY);
    long sum = 0;
    int edges = 0;
    for (int y = 0; y < HEIGHT - 1; y++) {
      for (int x = 0; x < WIDTH - 1; x++) {
        int at = y * WIDTH + x;
        int here = cells.get(at) & 0xFF;
        int right = Math.abs(here - (cells.get(at + 1) & 0xFF));
        int below = Math.abs(here - (cells.get(at + WIDTH) & 0xFF));
        sum += right + below;
        edges += (right > EDGE ? 1 : 0) + (below > EDGE ? 1 : 0);
      }
    }
    return sum / (2.0 * (WIDTH - 1) * (HEIGHT - 1)) < EDGES && edges <= FEW;
  }

  @Override
  public void close() {
    small.close();
    grey.close();
    size.close();
  }
}
