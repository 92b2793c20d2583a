package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are a picture, of the size that was looked at beforehand, or refused in words. */
class ImageFuzz {
  private static final long SMALL = 1 << 16; // pixels that are written and read again

  static Stream<byte[]> pictures() {
    return Stream.of(".jpg", ".png", ".webp", ".bmp")
        .flatMap(
            extension ->
                Stream.of(
                    ImageCodecTest.encoded(
                        extension, ImageCodecTest.mat(24, 17, opencv_core.CV_8UC3, 40, 120, 220)),
                    ImageCodecTest.encoded(
                        extension, ImageCodecTest.mat(9, 7, opencv_core.CV_8UC1, 77))));
  }

  @MethodSource("pictures")
  @FuzzTest
  void decode(byte[] file) {
    check(file);
    if (file.length > 8 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G') {
      check(withChecksums(file)); // or no change of a PNG would ever get as far as its pixels
    }
  }

  /** A PNG whose chunks have the checksums that their changed contents need. */
  private static byte[] withChecksums(byte[] file) {
    ByteBuffer png = ByteBuffer.wrap(file.clone());
    var crc = new CRC32();
    long at = 8;
    while (at + 12 <= png.limit()) {
      long end = at + 8 + (png.getInt((int) at) & 0xFFFF_FFFFL);
      if (end + 4 > png.limit()) {
        break;
      }
      crc.reset();
      crc.update(png.array(), (int) at + 4, (int) (end - at - 4));
      png.putInt((int) end, (int) crc.getValue());
      at = end + 4;
    }
    return png.array();
  }

  private static void check(byte[] file) {
    try (Image image = ImageCodec.decode(file)) {
      ImageHeader header = ImageHeader.parse(file);
      boolean turned = image.width() != header.width();
      assertThat((long) image.width()).isEqualTo(turned ? header.height() : header.width());
      assertThat((long) image.height()).isEqualTo(turned ? header.width() : header.height());
      assertThat((long) image.width() * image.height()).isBetween(1L, Image.MAX_PIXELS);
      if ((long) image.width() * image.height() <= SMALL) {
        try (Image again = ImageCodec.decode(ImageCodec.png(image))) {
          assertThat(again.pixels().mismatch(image.pixels())).isEqualTo(-1);
        }
      }
    } catch (ImageException e) {
      assertThat(String.valueOf(e.getMessage()))
          .hasSizeBetween(15, 200)
          .doesNotContainIgnoringCase("opencv");
    }
  }
}
