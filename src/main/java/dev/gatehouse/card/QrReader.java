package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.gatehouse.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Finds a QR code of bytes in a picture. Takes milliseconds, so not to be asked for each frame. Not
 * thread-safe.
 */
public final class QrReader implements AutoCloseable {
  private static final Map<DecodeHintType, ?> HINTS =
      Map.of(DecodeHintType.CHARACTER_SET, ISO_8859_1.name());

  private static final double SMALLER = 2 / 3.0;

  private final QRCodeReader reader = new QRCodeReader();
  private final Mat grey = new Mat();
  private final Mat smaller = new Mat();
  private byte[] luminance = {};

  /** The bytes of the code, of one at most. */
  public Optional<byte[]> read(Image image) {
    opencv_imgproc.cvtColor(image.mat(), grey, opencv_imgproc.COLOR_BGR2GRAY);
    return read(grey)
        .or(
            () -> {
              // Of a large code that is noisy or at a slant a smaller picture is clearer.
              opencv_imgproc.resize(
                  grey, smaller, new Size(), SMALLER, SMALLER, opencv_imgproc.INTER_AREA);
              return read(smaller);
            });
  }

  private Optional<byte[]> read(Mat picture) {
    int width = picture.cols();
    int height = picture.rows();
    if (luminance.length < width * height) {
      luminance = new byte[width * height];
    }
    picture.data().get(luminance, 0, width * height);
    var source = new PlanarYUVLuminanceSource(luminance, width, height, 0, 0, width, height, false);
    try {
      return bytes(reader.decode(new BinaryBitmap(new HybridBinarizer(source)), HINTS));
    } catch (ReaderException e) {
      return Optional.empty(); // there is none, or it is too blurred
    } finally {
      reader.reset();
    }
  }

  private static Optional<byte[]> bytes(Result result) {
    Object segments =
        result.getResultMetadata() == null
            ? null
            : result.getResultMetadata().get(ResultMetadataType.BYTE_SEGMENTS);
    return segments instanceof List<?> list
            && list.size() == 1
            && list.getFirst() instanceof byte[] bytes
        ? Optional.of(bytes.clone())
        : Optional.empty();
  }

  @Override
  public void close() {
    Arrays.fill(luminance, (byte) 0);
    grey.close();
    smaller.close();
  }
}
