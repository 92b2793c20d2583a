package dev.gatehouse.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads JPEG, PNG, WebP and BMP, and writes JPEG and PNG.
 *
 * <p>Pictures come from strangers too, so nothing is decoded before the header was looked at: an
 * unknown form, a size beyond what {@link Image} accepts and a file that was cut off are refused
 * without touching a pixel. The turn that a phone notes in EXIF is applied. Thread-safe.
 */
public final class ImageCodec {
  private static final long MAX_FILE_BYTES = 100_000_000;

  private ImageCodec() {}

  /**
   * @throws ImageException if the file is missing, too large, or not a picture; names the file
   */
  public static Image read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ImageException("It has over " + MAX_FILE_BYTES / 1_000_000 + " MB");
      }
      return decode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ImageException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (ImageException e) {
      throw new ImageException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * @param file a whole picture file
   * @return its pixels, upright; the caller closes them
   * @throws ImageException if it is not a picture, cut off, or too large; the message says which
   */
  public static Image decode(byte[] file) {
    ImageHeader header = ImageHeader.parse(file);
    Image.requireSize(header.width(), header.height());
    if (!header.complete()) {
      throw new ImageException("The " + header.format() + " is cut off before its end");
    }
    return Image.of(mat(file, header, IMREAD_COLOR));
  }

  /**
   * As {@link #decode}, and white shines through where the picture is transparent, as on paper;
   * {@code decode} shows what colour the pixels have that nobody is meant to see.
   */
  public static Image decodeOnWhite(byte[] file) {
    Image opaque = decode(file);
    ImageHeader header = ImageHeader.parse(file);
    if (!header.format().equals("PNG") && !header.format().equals("WebP")) {
      return opaque;
    }
    try (Mat mat = mat(file, header, IMREAD_UNCHANGED)) {
      if (mat.type() == opencv_core.CV_8UC4
          && mat.rows() == opaque.height()
          && mat.cols() == opaque.width()) {
        onWhite(mat, opaque.mat());
      }
      return opaque;
    } catch (RuntimeException e) {
      opaque.close();
      throw e;
    }
  }

  /** Writes {@code bgra} over {@code bgr}, of the same size. */
  private static void onWhite(Mat bgra, Mat bgr) {
    int width = bgra.cols();
    byte[] from = new byte[4 * width];
    byte[] to = new byte[3 * width];
    for (int y = 0; y < bgra.rows(); y++) {
      ByteBuffer source = bgra.ptr(y).capacity(from.length).asByteBuffer();
      source.get(from);
      for (int x = 0; x < width; x++) {
        int alpha = from[4 * x + 3] & 0xFF;
        for (int c = 0; c < 3; c++) {
          int value = from[4 * x + c] & 0xFF;
          to[3 * x + c] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
      }
      bgr.ptr(y).put(to);
    }
  }

  private static Mat mat(byte[] file, ImageHeader header, int how) {
    try (BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, bytes)) {
      Mat mat;
      try {
        mat = imdecode(encoded, how);
      } finally {
        bytes.zero(); // freed memory is not overwritten, and it may show a face
      }
      if (mat == null || mat.empty()) {
        if (mat != null) {
          mat.close();
        }
        throw new ImageException("The " + header.format() + " is damaged and cannot be decoded");
      }
      return mat;
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) {
      // OpenCV's own exceptions arrive as RuntimeException with a C++ message.
      throw new ImageException("The " + header.format() + " is damaged and cannot be decoded", e);
    }
  }

  /**
   * @param quality 1 to 100; 80 suits a live picture
   */
  public static byte[] jpeg(Image image, int quality) {
    return jpeg(image.mat(), quality);
  }

  /** As {@link #jpeg(Image, int)}, of a matrix of type {@code CV_8UC3}. */
  public static byte[] jpeg(Mat mat, int quality) {
    try (IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality);
        BytePointer out = new BytePointer()) {
      if (!imencode(".jpg", mat, out, parameters)) {
        throw new ImageException("The picture could not be written as JPEG");
      }
      return bytes(out);
    }
  }

  /** The picture as PNG, without loss. */
  public static byte[] png(Image image) {
    try (BytePointer out = new BytePointer()) {
      if (!imencode(".png", image.mat(), out)) {
        throw new ImageException("The picture could not be written as PNG");
      }
      return bytes(out);
    }
  }

  private static byte[] bytes(BytePointer out) {
    byte[] bytes = new byte[Math.toIntExact(out.limit())];
    out.get(bytes);
    return bytes;
  }
}
