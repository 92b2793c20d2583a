package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Bytes as a QR code (ISO/IEC 18004) in byte mode at error level M, without the twelve bits that
 * would name their character set.
 */
final class QrCode {
  private static final int QUIET_ZONE = 4; // modules, as the standard asks
  private static final int PIXELS_A_MODULE = 8;

  /** Sizes at which a code has to be read before it is given out, in pixels a module. */
  private static final double[] READ_AT = {8, 5.2, 3.4};

  /** One code in some forty has a pattern in it that leads the reader astray. */
  private static final int MOST_TRIES = 40;

  private final byte[] bytes;
  private final BitMatrix modules;

  /**
   * @param bytes up to 997, for version 25 at most
   */
  QrCode(byte[] bytes) {
    if (bytes.length > CardCodec.MOST_BYTES) {
      throw new CardException(bytes.length + " bytes do not fit in a QR code of version 25-M");
    }
    this.bytes = bytes;
    try {
      modules =
          new QRCodeWriter()
              .encode(
                  new String(bytes, ISO_8859_1),
                  BarcodeFormat.QR_CODE,
                  1,
                  1,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.M,
                      EncodeHintType.MARGIN,
                      QUIET_ZONE));
    } catch (WriterException e) {
      throw new CardException("The card cannot be written as a QR code: " + e.getMessage(), e);
    }
  }

  /**
   * The first of some codes that is read back at every size.
   *
   * @param encoded gives other bytes each time
   */
  static QrCode readable(Supplier<byte[]> encoded) {
    for (int i = 0; i < MOST_TRIES; i++) {
      QrCode code = new QrCode(encoded.get());
      if (code.isRead()) {
        return code;
      }
    }
    throw new CardException("No QR code that can be read back could be made of the card");
  }

  private boolean isRead() {
    try (Image image = image();
        var reader = new QrReader()) {
      for (double size : READ_AT) {
        Mat scaled = new Mat();
        double factor = size / PIXELS_A_MODULE;
        opencv_imgproc.resize(
            image.mat(), scaled, new Size(), factor, factor, opencv_imgproc.INTER_AREA);
        try (Image seen = Image.of(scaled)) {
          if (reader.read(seen).filter(read -> Arrays.equals(read, bytes)).isEmpty()) {
            return false;
          }
        }
      }
      return true;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /** 1 to 25; a version has 17 + 4 times its number of modules a side. */
  int version() {
    return (modules.getWidth() - 2 * QUIET_ZONE - 17) / 4;
  }

  /** Black on white with its quiet zone, eight pixels a module. */
  byte[] png() {
    try (Image image = image()) {
      return ImageCodec.png(image);
    }
  }

  Image image() {
    int side = modules.getWidth() * PIXELS_A_MODULE;
    Image image = Image.allocate(side, side);
    ByteBuffer pixels = image.buffer();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        byte grey = (byte) (modules.get(x / PIXELS_A_MODULE, y / PIXELS_A_MODULE) ? 0 : 255);
        pixels.put(grey).put(grey).put(grey);
      }
    }
    return image;
  }
}
