package dev.gatehouse.image;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture in native memory: 8 bits a channel, three channels in the order <b>blue, green,
 * red</b>, interleaved, rows from the top without padding ({@code stride = 3 * width}).
 *
 * <p>Owns its memory until {@link #close()}; using it afterwards throws {@link
 * IllegalStateException}. Not synchronised: one writer, or any number of readers.
 */
public final class Image implements AutoCloseable {
  /** Longest side that is accepted, in pixels. */
  public static final int MAX_SIDE = 32_768;

  /** Largest number of pixels that is accepted: 64 megapixels, 192 MB. */
  public static final long MAX_PIXELS = 64_000_000;

  private final Mat mat;
  private final int width;
  private final int height;
  private boolean closed;

  private Image(Mat mat) {
    this.mat = mat;
    this.width = mat.cols();
    this.height = mat.rows();
  }

  /**
   * A picture of undefined content.
   *
   * @throws ImageException if a side is not in 1 to 32,768, or it has over 64 million pixels
   */
  public static Image allocate(int width, int height) {
    requireSize(width, height);
    return new Image(new Mat(height, width, opencv_core.CV_8UC3));
  }

  /**
   * Takes over a matrix of type {@code CV_8UC3} with continuous rows; closing the image closes it.
   *
   * @throws ImageException if it is of another type or empty
   */
  public static Image of(Mat mat) {
    if (mat.empty() || mat.type() != opencv_core.CV_8UC3 || !mat.isContinuous()) {
      throw new ImageException("An image needs a continuous matrix of three 8-bit channels");
    }
    return new Image(mat);
  }

  /**
   * For who knows the size of a picture before its pixels.
   *
   * @throws ImageException if no picture of that size is accepted
   */
  public static void requireSize(long width, long height) {
    if (width < 1 || height < 1) {
      throw new ImageException("A picture of " + width + "x" + height + " pixels has no content");
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new ImageException(
          "The picture is "
              + width
              + "x"
              + height
              + " pixels; at most "
              + MAX_PIXELS / 1_000_000
              + " megapixels and "
              + MAX_SIDE
              + " a side are read. Make it smaller first");
    }
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /**
   * The same pixels as an OpenCV matrix (a view: valid while the image is open, do not close it).
   */
  public Mat mat() {
    if (closed) {
      throw new IllegalStateException("The image is closed");
    }
    return mat;
  }

  /** The same pixels as {@code 3 * width * height} bytes, valid while the image is open. */
  public MemorySegment pixels() {
    return MemorySegment.ofAddress(mat().data().address()).reinterpret(3L * width * height);
  }

  /** The same pixels as a direct buffer, valid while the image is open. */
  public ByteBuffer buffer() {
    return pixels().asByteBuffer();
  }

  public Image copy() {
    return new Image(mat().clone());
  }

  /** Overwrites the pixels, which may show a face, and frees them. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      pixels().fill((byte) 0);
      closed = true;
      mat.close();
    }
  }

  @Override
  public String toString() {
    return "Image[" + width + "x" + height + (closed ? ", closed]" : "]");
  }
}
