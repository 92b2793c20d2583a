package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that strangers could send: each is decoded or refused with a clear message. */
@Timeout(60)
class HostileImageTest {

  private static byte[] good(String extension) {
    try (Image image = Image.allocate(60, 40)) {
      byte[] pixels = new byte[3 * 60 * 40];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i / 7 + i % 3 * 40);
      }
      image.buffer().put(pixels);
      return ImageCodecTest.encoded(extension, image.mat().clone());
    }
  }

  /** Whether it is decoded; anything but an ImageException with a message fails. */
  private static boolean decodes(byte[] file) {
    try (Image image = ImageCodec.decode(file)) {
      assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(Image.MAX_PIXELS);
      return true;
    } catch (ImageException e) {
      assertThat(e.getMessage()).hasSizeBetween(15, 200);
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp"})
  void aCutOffPictureIsRefused(String extension) {
    byte[] good = good(extension);
    assertThat(decodes(good)).isTrue();
    for (int length = 0; length < good.length - 2; length += length < 100 ? 1 : 13) {
      assertThat(decodes(Arrays.copyOf(good, length))).as("%d bytes", length).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp"})
  void flippedBitsNeverCrash(String extension) {
    byte[] good = good(extension);
    Random random = new Random(42);
    int refused = 0;
    for (int round = 0; round < 1500; round++) {
      byte[] bad = good.clone();
      int limit = round % 2 == 0 ? bad.length : Math.min(bad.length, 200);
      for (int i = 1 + random.nextInt(10); i > 0; i--) {
        bad[random.nextInt(limit)] ^= (byte) (1 << random.nextInt(8));
      }
      refused += decodes(bad) ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void whatIsNoPictureIsRefused() {
    byte[] noise = new byte[50_000];
    new Random(1).nextBytes(noise);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("empty", new byte[0]);
    files.put("one byte", new byte[] {(byte) 0xFF});
    files.put("text", "This is no picture".getBytes(StandardCharsets.UTF_8));
    files.put("svg", "<svg onload='x()'/>".getBytes(StandardCharsets.UTF_8));
    files.put("gif", "GIF89a\1\0\1\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    files.put("zeros", new byte[10_000]);
    files.put("noise", noise);
    for (String extension : new String[] {".jpg", ".png", ".webp", ".bmp"}) {
      byte[] headed = noise.clone();
      System.arraycopy(good(extension), 0, headed, 0, 30);
      files.put("noise behind the header of " + extension, headed);
    }
    files.forEach((name, file) -> assertThat(decodes(file)).as(name).isFalse());
  }

  @Test
  void hugeSizesAreRefusedByTheirHeader() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("20000x20000", png(20_000, 20_000));
    files.put("65535x65535", jpeg(65_535, 65_535));
    files.put("4294967295x4294967295", png(-1, -1));
    files.put("40000x1", png(40_000, 1));
    files.put("16777216x16777216", webp());
    files.put("30000x30000", bmp(30_000, 30_000));
    files.put("2147483647x2147483648", bmp(Integer.MAX_VALUE, Integer.MIN_VALUE));
    files.forEach(
        (size, file) ->
            assertThatThrownBy(() -> ImageCodec.decode(file))
                .as(size)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(size)
                .hasMessageContaining("64 megapixels"));
    for (byte[] file : new byte[][] {png(0, 5), jpeg(5, 0), bmp(0, 5), bmp(-5, 5)}) {
      assertThatThrownBy(() -> ImageCodec.decode(file))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("no content");
    }
  }

  /** A second header must not bring in the size that the first one hid. */
  @Test
  void aSecondHeaderDoesNotGetALargerPictureIn() {
    byte[] good =
        ImageCodecTest.encoded(".jpg", ImageCodecTest.mat(64, 64, opencv_core.CV_8UC3, 1, 2, 3));
    int frame = 2;
    while ((good[frame + 1] & 0xFF) != 0xC0) {
      frame += 2 + (ByteBuffer.wrap(good).getShort(frame + 2) & 0xFFFF);
    }
    byte[] huge = good.clone();
    ByteBuffer.wrap(huge).putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 65_000);
    int length = 2 + ByteBuffer.wrap(good).getShort(frame + 2);
    // huge frame header first, then the true one
    ByteBuffer both = ByteBuffer.allocate(good.length + length);
    both.put(huge, 0, frame + length).put(good, frame, good.length - frame);
    assertThat(decodes(both.array())).isFalse();
    ByteBuffer turned = ByteBuffer.allocate(good.length + length);
    turned.put(good, 0, frame + length).put(huge, frame, good.length - frame);
    assertThat(decodes(turned.array())).isFalse();
  }

  private static byte[] png(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(57);
    file.putLong(0x89504E470D0A1A0AL);
    byte[] header =
        ByteBuffer.allocate(17)
            .putInt(0x49484452)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    chunk(file, header);
    chunk(file, "IDAT".getBytes(StandardCharsets.US_ASCII));
    chunk(file, "IEND".getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }

  private static void chunk(ByteBuffer file, byte[] typeAndData) {
    CRC32 crc = new CRC32();
    crc.update(typeAndData);
    file.putInt(typeAndData.length - 4).put(typeAndData).putInt((int) crc.getValue());
  }

  private static byte[] jpeg(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(31);
    file.putShort((short) 0xFFD8).putShort((short) 0xFFC0).putShort((short) 11).put((byte) 8);
    file.putShort((short) height).putShort((short) width).put((byte) 1);
    file.put(new byte[] {1, 0x11, 0});
    file.putShort((short) 0xFFDA).putShort((short) 8).put(new byte[] {1, 1, 0, 0, 63, 0});
    return file.put((byte) 0).put((byte) 0).put((byte) 0xFF).put((byte) 0xD9).array();
  }

  private static byte[] webp() {
    ByteBuffer file = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(22);
    file.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
    return file.putInt(-1).putShort((short) -1).array();
  }

  private static byte[] bmp(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(60).putInt(0).putInt(54).putInt(40);
    file.putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
    return file.array();
  }
}
