package dev.gatehouse.inference;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Fills a network's input, one plane a channel, from interleaved 8-bit pixels. */
public final class Planes {
  private Planes() {}

  /**
   * Writes {@code (value - mean) * scale} of each pixel, plane after plane, from {@code offset} on.
   *
   * @param pixels continuous, 8 bits, of 1 or 3 channels
   * @param planes the network's input
   * @param offset where the first plane begins, in values
   * @param reversed whether the last channel comes first (BGR pixels as RGB planes)
   */
  public static void fill(
      Mat pixels, FloatBuffer planes, int offset, boolean reversed, float mean, float scale) {
    int channels = pixels.channels();
    int size = pixels.rows() * pixels.cols();
    ByteBuffer bytes = pixels.createBuffer();
    for (int c = 0; c < channels; c++) {
      int source = reversed ? channels - 1 - c : c;
      int target = offset + c * size;
      for (int i = 0; i < size; i++) {
        planes.put(target + i, ((bytes.get(i * channels + source) & 0xFF) - mean) * scale);
      }
    }
  }

  /**
   * Writes {@code value - mean} of each pixel, plane after plane, from {@code offset} on.
   *
   * @param mean of each channel, in the order of the pixels, which stays
   */
  public static void fill(Mat pixels, FloatBuffer planes, int offset, float[] mean) {
    int channels = pixels.channels();
    int size = pixels.rows() * pixels.cols();
    ByteBuffer bytes = pixels.createBuffer();
    for (int c = 0; c < channels; c++) {
      int target = offset + c * size;
      for (int i = 0; i < size; i++) {
        planes.put(target + i, (bytes.get(i * channels + c) & 0xFF) - mean[c]);
      }
    }
  }

  /**
   * As {@link #fill(Mat, FloatBuffer, int, boolean, float, float)}, for a network whose input is
   * {@code [1,H,W,C]}: the channels of a pixel stay together.
   */
  public static void fillInterleaved(
      Mat pixels, FloatBuffer input, boolean reversed, float mean, float scale) {
    int channels = pixels.channels();
    int size = pixels.rows() * pixels.cols();
    ByteBuffer bytes = pixels.createBuffer();
    for (int i = 0; i < size * channels; i += channels) {
      for (int c = 0; c < channels; c++) {
        int source = reversed ? channels - 1 - c : c;
        input.put(i + c, ((bytes.get(i + source) & 0xFF) - mean) * scale);
      }
    }
  }
}
