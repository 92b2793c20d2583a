package dev.gatehouse.camera;

import dev.gatehouse.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Videos that tests make for themselves. Each frame is grey but for a red upper left quarter, and
 * its number is in its grey: {@code 40 + 4 * (number % 40)}.
 */
final class Footage {
  private Footage() {}

  static Path video(Path file, int width, int height, int frames, double fps) {
    try (VideoWriter out = VideoWriter.create(file, width, height, fps)) {
      for (int i = 0; i < frames; i++) {
        try (Image image = picture(width, height, i)) {
          out.write(image);
        }
      }
    }
    return file;
  }

  static Image picture(int width, int height, int number) {
    Image image = Image.allocate(width, height);
    int grey = grey(number);
    try (Scalar background = new Scalar(grey, grey, grey, 0);
        Scalar red = new Scalar(0, 0, 255, 0);
        Rect corner = new Rect(0, 0, width / 2, height / 2)) {
      image.mat().put(background);
      opencv_imgproc.rectangle(image.mat(), corner, red, -1, opencv_imgproc.LINE_8, 0);
      return image;
    }
  }

  static int grey(int number) {
    return 40 + 4 * (number % 40);
  }

  /** The number of the frame, modulo 40, from its lower right corner. */
  static int number(Image image) {
    int[] pixel = pixel(image, image.width() * 3 / 4, image.height() * 3 / 4);
    return Math.round((pixel[1] - 40) / 4f);
  }

  /** Blue, green, red. */
  static int[] pixel(Image image, int x, int y) {
    ByteBuffer pixels = image.buffer();
    int at = 3 * (y * image.width() + x);
    return new int[] {pixels.get(at) & 255, pixels.get(at + 1) & 255, pixels.get(at + 2) & 255};
  }

  static boolean red(Image image, double x, double y) {
    int[] pixel = pixel(image, (int) (x * image.width()), (int) (y * image.height()));
    return pixel[2] > 200 && pixel[0] < 60 && pixel[1] < 60;
  }

  /** Where a text occurs in a file, or -1. */
  static int find(byte[] file, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i <= file.length - wanted.length; i++) {
      int j = 0;
      while (j < wanted.length && file[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return i;
      }
    }
    return -1;
  }

  /** Writes into an MP4 that players must turn it by 90 degrees clockwise, as phones do. */
  static Path turned(Path mp4, Path to) {
    try {
      byte[] file = Files.readAllBytes(mp4);
      int matrix = find(file, "tkhd") + 44;
      ByteBuffer.wrap(file)
          .putInt(matrix, 0)
          .putInt(matrix + 4, 1 << 16)
          .putInt(matrix + 12, -1 << 16)
          .putInt(matrix + 16, 0);
      return Files.write(to, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
