package dev.gatehouse.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    return decode(file, false);
  }

  /**
   * As {@link #decode(byte[])}, with what is transparent in the picture shown as on white paper; it
   * is black else.
   */
  public static Image decodeOnWhite(byte[] file) {
    return decode(file, true);
  }

  private static Image decode(byte[] file, boolean onWhite) {
    ImageHeader header = ImageHeader.parse(file);
    Image.requireSize(header.width(), header.height());
    if (!header.complete()) {
      throw new ImageException("The " + header.format() + " is cut off before its end");
    }
    try (BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, bytes)) {
      Mat mat;
      try {
        Optional<Mat> blended = onWhite ? onWhite(encoded) : Optional.empty();
        mat = blended.isPresent() ? blended.get() : imdecode(encoded, IMREAD_COLOR);
      } finally {
        bytes.zero(); // freed memory is not overwritten, and it may show a face
      }
      if (mat == null || mat.empty()) {
        if (mat != null) {
          mat.close();
        }
        throw new ImageException("The " + header.format() + " is damaged and cannot be decoded");
      }
      return Image.of(mat);
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) {
      // OpenCV's own exceptions arrive as RuntimeException with a C++ message.
      throw new ImageException("The " + header.format() + " is damaged and cannot be decoded", e);
    }
  }

  /** The picture over white, where it has a fourth channel; empty where it has none. */
  private static Optional<Mat> onWhite(Mat encoded) {
    try (Mat whole = imdecode(encoded, IMREAD_UNCHANGED)) {
      if (whole == null || whole.empty() || whole.channels() != 4) {
        return Optional.empty();
      }
      try (Mat eight = new Mat();
          Mat opaque = new Mat();
          Mat alpha = new Mat();
          Mat clear = new Mat();
          Mat veil = new Mat()) {
        double scale = whole.depth() == opencv_core.CV_16U ? 1 / 257.0 : 1;
        whole.convertTo(eight, opencv_core.CV_8U, scale, 0);
        cvtColor(eight, opaque, COLOR_BGRA2BGR);
        opencv_core.extractChannel(eight, alpha, 3);
        cvtColor(alpha, veil, COLOR_GRAY2BGR);
        Mat blended = new Mat();
        opencv_core.multiply(opaque, veil, blended, 1 / 255.0, -1);
        opencv_core.bitwise_not(veil, clear);
        opencv_core.add(blended, clear, blended);
        return Optional.of(blended);
      }
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
