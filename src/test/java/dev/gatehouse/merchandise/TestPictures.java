package dev.gatehouse.merchandise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures that are drawn for a test, by other code than the product's. */
final class TestPictures {
  private TestPictures() {}

  static byte[] png(int width, int height) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var pen = picture.createGraphics();
    pen.setColor(Color.ORANGE);
    pen.fillOval(0, 0, width, height);
    pen.dispose();
    return written(picture, "png");
  }

  /** Every pixel is red, and none can be seen. */
  static byte[] transparentPng(int width, int height) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        picture.setRGB(x, y, 0x00FF0000);
      }
    }
    return written(picture, "png");
  }

  /** With a segment APP1, as a camera writes it. */
  static byte[] jpegWithExif(String note) {
    byte[] jpeg = written(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "jpg");
    byte[] text = ("Exif\0\0" + note).getBytes(US_ASCII);
    var with = new ByteArrayOutputStream();
    with.write(jpeg, 0, 2);
    with.write(0xFF);
    with.write(0xE1);
    with.write((text.length + 2) >> 8);
    with.write((text.length + 2) & 0xFF);
    with.writeBytes(text);
    with.write(jpeg, 2, jpeg.length - 2);
    return with.toByteArray();
  }

  private static byte[] written(BufferedImage picture, String format) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static BufferedImage read(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] size(byte[] file) {
    BufferedImage picture = read(file);
    return new int[] {picture.getWidth(), picture.getHeight()};
  }

  /** Red, green and blue. */
  static List<Integer> pixel(byte[] file, int x, int y) {
    var colour = new Color(read(file).getRGB(x, y));
    return List.of(colour.getRed(), colour.getGreen(), colour.getBlue());
  }
}
