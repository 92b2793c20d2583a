package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ImageCodecTest {
  @TempDir Path folder;

  /** A picture of one colour. */
  static Mat mat(int width, int height, int type, double... colour) {
    try (Scalar value =
        new Scalar(
            colour[0],
            colour.length > 1 ? colour[1] : 0,
            colour.length > 2 ? colour[2] : 0,
            colour.length > 3 ? colour[3] : 0)) {
      return new Mat(height, width, type, value);
    }
  }

  static byte[] encoded(String extension, Mat mat) {
    try (BytePointer out = new BytePointer();
        mat) {
      assertThat(opencv_imgcodecs.imencode(extension, mat, out)).isTrue();
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  static int[] pixel(Image image, int x, int y) {
    ByteBuffer pixels = image.buffer();
    int at = 3 * (y * image.width() + x);
    return new int[] {pixels.get(at) & 255, pixels.get(at + 1) & 255, pixels.get(at + 2) & 255};
  }

  private static void assertColour(byte[] file, int width, int height, int b, int g, int r) {
    try (Image image = ImageCodec.decode(file)) {
      assertThat(image.width()).isEqualTo(width);
      assertThat(image.height()).isEqualTo(height);
      for (int[] at : new int[][] {{0, 0}, {width - 1, height - 1}, {width / 2, height / 2}}) {
        int[] pixel = pixel(image, at[0], at[1]);
        assertThat(pixel[0]).isCloseTo(b, within(4));
        assertThat(pixel[1]).isCloseTo(g, within(4));
        assertThat(pixel[2]).isCloseTo(r, within(4));
      }
    }
  }

  @Test
  void pngKeepsEveryPixel() {
    try (Image image = Image.allocate(37, 23)) {
      byte[] pixels = new byte[3 * 37 * 23];
      new java.util.Random(1).nextBytes(pixels);
      image.buffer().put(pixels);
      try (Image again = ImageCodec.decode(ImageCodec.png(image))) {
        byte[] read = new byte[pixels.length];
        again.buffer().get(read);
        assertThat(read).isEqualTo(pixels);
      }
    }
  }

  @Test
  void jpegKeepsTheColours() {
    try (Image image = Image.of(mat(64, 48, opencv_core.CV_8UC3, 200, 100, 30))) {
      assertColour(ImageCodec.jpeg(image, 90), 64, 48, 200, 100, 30);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp"})
  void readsEachForm(String extension) {
    byte[] file = encoded(extension, mat(50, 31, opencv_core.CV_8UC3, 40, 120, 220));
    assertColour(file, 50, 31, 40, 120, 220);
  }

  @ParameterizedTest
  @ValueSource(strings = {".png", ".webp", ".bmp"})
  void alphaIsLeftOut(String extension) {
    byte[] file = encoded(extension, mat(20, 10, opencv_core.CV_8UC4, 40, 120, 220, 128));
    assertColour(file, 20, 10, 40, 120, 220);
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".bmp"})
  void greyBecomesThreeChannels(String extension) {
    assertColour(encoded(extension, mat(9, 7, opencv_core.CV_8UC1, 77)), 9, 7, 77, 77, 77);
  }

  @Test
  void sixteenBitsBecomeEight() {
    byte[] colour = encoded(".png", mat(9, 7, opencv_core.CV_16UC3, 40 * 257, 0, 220 * 257));
    assertColour(colour, 9, 7, 40, 0, 220);
    assertColour(encoded(".png", mat(9, 7, opencv_core.CV_16UC1, 99 * 257)), 9, 7, 99, 99, 99);
  }

  /** Print shops send JPEG with four inks, stored inverted as Photoshop does. */
  @Test
  void cmykBecomesColour() throws IOException {
    WritableRaster inks = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        inks.setPixel(x, y, new int[] {0, 255, 255, 255}); // all cyan
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(inks, null, null));
    } finally {
      writer.dispose();
    }
    assertColour(bytes.toByteArray(), 16, 16, 255, 255, 0);
  }

  /** The eight turns of EXIF: where the corner that was stored top left is seen. */
  @ParameterizedTest
  @CsvSource({
    "1, 0,0", "2, 1,0", "3, 1,1", "4, 0,1", "5, 0,0", "6, 1,0", "7, 1,1", "8, 0,1",
  })
  void exifTurnsAreApplied(int orientation, int right, int bottom) {
    Mat stored = mat(64, 32, opencv_core.CV_8UC3, 0, 0, 0);
    try (Image image = Image.of(stored)) {
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 32; x++) {
          image.buffer().put(3 * (y * 64 + x) + 2, (byte) 255);
        }
      }
      byte[] jpeg = withExif(ImageCodec.jpeg(image, 95), orientation);
      try (Image seen = ImageCodec.decode(jpeg)) {
        boolean lies = orientation < 5;
        assertThat(seen.width()).isEqualTo(lies ? 64 : 32);
        assertThat(seen.height()).isEqualTo(lies ? 32 : 64);
        for (int x = 0; x < 2; x++) {
          for (int y = 0; y < 2; y++) {
            int red =
                pixel(seen, seen.width() * (1 + 2 * x) / 4, seen.height() * (1 + 2 * y) / 4)[2];
            assertThat(red > 128).as("%d,%d", x, y).isEqualTo(x == right && y == bottom);
          }
        }
      }
    }
  }

  public static byte[] withExif(byte[] jpeg, int orientation) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 36);
    out.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) 34);
    out.put("Exif\0\0MM\0*".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)).putInt(8);
    out.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    out.putShort((short) orientation).putShort((short) 0).putInt(0);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  @Test
  void namesTheFileInItsMessages() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.jpg"), "not a picture");
    assertThatThrownBy(() -> ImageCodec.read(text))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("notes.jpg")
        .hasMessageContaining("not a JPEG, PNG, WebP or BMP");
    assertThatThrownBy(() -> ImageCodec.read(folder.resolve("missing.jpg")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("missing.jpg");
    assertThatThrownBy(() -> ImageCodec.read(folder)).isInstanceOf(ImageException.class);
  }

  @Test
  void readsAFile() throws IOException {
    byte[] png = encoded(".png", mat(5, 4, opencv_core.CV_8UC3, 1, 2, 3));
    try (Image image = ImageCodec.read(Files.write(folder.resolve("a.png"), png))) {
      assertThat(image).hasToString("Image[5x4]");
    }
  }

  @Test
  void aClosedImageSaysSo() {
    Image image = Image.allocate(2, 2);
    image.close();
    image.close();
    assertThatThrownBy(image::pixels).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ImageCodec.png(image)).isInstanceOf(IllegalStateException.class);
  }
}
