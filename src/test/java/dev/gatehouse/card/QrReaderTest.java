package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Image;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QR codes as a door's camera sees them: held at a slant, blurred, noisy, small. */
class QrReaderTest {
  private static final byte[] CARD = bytes(401);

  private static byte[] bytes(int count) {
    return bytes(new Random(1), count);
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * A frame of 1280x720 in which the code is so many pixels wide, its right side smaller by the
   * slant.
   */
  private static Image frame(byte[] card, int side, double slant, double blur, double noise) {
    try (Image code = new QrCode(card).image();
        Mat from = new Mat(4, 2, opencv_core.CV_32F);
        Mat to = new Mat(4, 2, opencv_core.CV_32F);
        Mat seen = new Mat()) {
      float size = code.width();
      float left = 500;
      float top = 200;
      float less = (float) (side * slant / 2);
      corners(from, 0, 0, size, 0, size, size, 0, size);
      corners(
          to,
          left,
          top,
          left + side,
          top + less,
          left + side - less / 3,
          top + side - less,
          left,
          top + side);
      try (Mat transform = opencv_imgproc.getPerspectiveTransform(from, to)) {
        opencv_imgproc.warpPerspective(
            code.mat(),
            seen,
            transform,
            new Size(1280, 720),
            opencv_imgproc.INTER_AREA,
            opencv_core.BORDER_CONSTANT,
            new Scalar(90, 110, 130, 0));
      }
      if (blur > 0) {
        opencv_imgproc.GaussianBlur(seen, seen, new Size(0, 0), blur);
      }
      Image frame = Image.allocate(1280, 720);
      seen.copyTo(frame.mat());
      noise(frame, noise);
      return frame;
    }
  }

  private static void corners(Mat mat, float... numbers) {
    try (FloatIndexer indexer = mat.createIndexer()) {
      for (int i = 0; i < numbers.length; i++) {
        indexer.put(i / 2, i % 2, numbers[i]);
      }
    }
  }

  private static void noise(Image image, double deviation) {
    var random = new Random(2);
    var pixels = image.buffer();
    for (int i = 0; i < pixels.limit(); i++) {
      // As a camera in a hall: less contrast than the print.
      double value = 30 + 0.75 * (pixels.get(i) & 0xff) + deviation * random.nextGaussian();
      pixels.put(i, (byte) Math.clamp(Math.round(value), 0, 255));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "300, 0.00, 0.0, 0",
    "300, 0.10, 0.8, 4",
    "340, 0.15, 1.0, 6",
    "420, 0.15, 1.2, 6",
    "500, 0.08, 1.2, 5"
  })
  void a_card_at_a_door_is_read(int side, double slant, double blur, double noise) {
    try (Image frame = frame(CARD, side, slant, blur, noise);
        var reader = new QrReader()) {
      assertThat(reader.read(frame)).hasValueSatisfying(b -> assertThat(b).isEqualTo(CARD));
      assertThat(reader.read(frame)).isPresent();
    }
  }

  @Test
  void the_largest_card_is_read() {
    byte[] largest = bytes(CardCodec.MOST_BYTES);
    assertThat(new QrCode(largest).version()).isEqualTo(25);
    try (Image frame = frame(largest, 480, 0.05, 0.6, 3);
        var reader = new QrReader()) {
      assertThat(reader.read(frame)).hasValueSatisfying(b -> assertThat(b).isEqualTo(largest));
    }
  }

  @Test
  void all_byte_values_come_back() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (Image code = new QrCode(all).image();
        var reader = new QrReader()) {
      assertThat(reader.read(code)).hasValueSatisfying(b -> assertThat(b).isEqualTo(all));
    }
  }

  /** Some codes lead the reader astray whatever their size: such a one is not given out. */
  @Test
  void every_card_s_own_picture_is_read() {
    var random = new Random(1);
    try (var reader = new QrReader()) {
      for (int i = 0; i < 200; i++) {
        QrCode given = QrCode.readable(() -> bytes(random, 401));
        try (Image code = given.image()) {
          assertThat(reader.read(code))
              .hasValueSatisfying(read -> assertThat(read).isEqualTo(given.bytes()));
        }
      }
    }
  }

  @Test
  void where_there_is_none_nothing_is_read() {
    try (Image frame = frame(CARD, 60, 0, 2, 4);
        var reader = new QrReader()) {
      assertThat(reader.read(frame)).isEqualTo(Optional.empty());
    }
  }
}
