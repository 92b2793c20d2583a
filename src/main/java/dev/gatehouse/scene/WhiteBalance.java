package dev.gatehouse.scene;

import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;

/**
 * The light of a scene: its tint and brightness, estimated from whole frames and used for the
 * colours of what is in them.
 *
 * <p>A street has much that is grey: asphalt, concrete, plaster, clouds. Of about 2,300 pixels a
 * frame, those that are near grey under the light as estimated so far are averaged, and the
 * estimate moves toward them; it settles within some frames on the light that makes them grey (the
 * grey points of Huo et al., "Robust automatic white balance algorithm using gray color points in
 * images", 2006). Trees and brick walls are left out by this, which the plain mean of a frame (grey
 * world) takes for a tint. The brightness is that of the lightest fiftieth of the frame; a dim
 * scene is lifted by up to a factor of two. One frame of many counts little, so call {@link
 * #observe} about once a second, or for each frame.
 *
 * <p>A picture cut closely around an object does not tell the light: use {@link #none()} there. Not
 * thread-safe.
 */
public final class WhiteBalance {
  private static final int COLUMNS = 64;
  private static final int ROWS = 36;

  /** Half of the range of log ratios to green within which a pixel counts as near grey. */
  private static final double NEAR_GREY = 0.35;

  /** Steps within one frame, so that a strong tint is reached although little is near grey. */
  private static final int STEPS = 4;

  /** The gain of red or blue over green stays within 1/2.2 and 2.2: tungsten lamps at night. */
  private static final double LARGEST_TINT = Math.log(2.2);

  private static final double LARGEST_LIFT = 2;

  /** Linear luminance that the lightest fiftieth of a well-exposed frame has. */
  private static final double BRIGHT = 0.75;

  /** Frames over which the running mean goes at least. */
  private static final int MEMORY = 60;

  /** A picture of an infrared camera has mean log ratios of its channels below this. */
  private static final double COLOURLESS = 0.012;

  private static final float[] LINEAR = linear();

  private final float[] luminance = new float[COLUMNS * ROWS];
  private final float[] redRatio = new float[COLUMNS * ROWS];
  private final float[] blueRatio = new float[COLUMNS * ROWS];
  private final int[] histogram = new int[64];
  private int frames;

  // Running means: logarithm of red and of blue over green; luminance; distance from grey.
  private double redTint;
  private double blueTint;
  private double bright = BRIGHT;
  private double colourful = 1;

  private float redGain = 1;
  private float greenGain = 1;
  private float blueGain = 1;

  /** Of a scene that nothing is known of yet: changes nothing until the first frame. */
  public WhiteBalance() {}

  /** One that is never given a frame, for pictures that are taken as they are. */
  public static WhiteBalance none() {
    return new WhiteBalance();
  }

  /**
   * @param frame the whole picture of the scene, BGR
   */
  public void observe(Image frame) {
    int usable = sample(frame);
    frames = Math.min(frames + 1, MEMORY);
    double rate = 1.0 / frames;
    if (usable > 0) {
      double red = redTint;
      double blue = blueTint;
      for (int step = 0; step < STEPS; step++) {
        double sumRed = 0;
        double sumBlue = 0;
        double count = 0;
        for (int i = 0; i < usable; i++) {
          if (Math.abs(redRatio[i] - red) < NEAR_GREY
              && Math.abs(blueRatio[i] - blue) < NEAR_GREY) {
            sumRed += redRatio[i];
            sumBlue += blueRatio[i];
            count++;
          }
        }
        // Where next to nothing is grey, the scene says nothing about its light.
        if (count < 0.05 * usable) {
          break;
        }
        red = Math.clamp(sumRed / count, -LARGEST_TINT, LARGEST_TINT);
        blue = Math.clamp(sumBlue / count, -LARGEST_TINT, LARGEST_TINT);
      }
      redTint += rate * (red - redTint);
      blueTint += rate * (blue - blueTint);
      double distance = 0;
      for (int i = 0; i < usable; i++) {
        distance += Math.abs(redRatio[i] - red) + Math.abs(blueRatio[i] - blue);
      }
      colourful += rate * (distance / usable - colourful);
    }
    bright += rate * (lightest() - bright);
    double lift = Math.clamp(BRIGHT / Math.max(bright, 1e-3), 1, LARGEST_LIFT);
    double red = Math.exp(-redTint);
    double blue = Math.exp(-blueTint);
    // The tint is taken out without a change of the luminance of what is grey.
    double level = lift * (0.2127 * Math.exp(redTint) + 0.7152 + 0.0721 * Math.exp(blueTint));
    redGain = (float) (level * red);
    greenGain = (float) level;
    blueGain = (float) (level * blue);
  }

  /** Reads a grid of pixels; the ratios are of those neither dark nor overexposed. */
  private int sample(Image frame) {
    ByteBuffer pixels = frame.buffer();
    int usable = 0;
    for (int row = 0, cell = 0; row < ROWS; row++) {
      int y = (int) ((row + 0.5) * frame.height() / ROWS);
      for (int column = 0; column < COLUMNS; column++, cell++) {
        int x = (int) ((column + 0.5) * frame.width() / COLUMNS);
        int at = 3 * (y * frame.width() + x);
        int blue = pixels.get(at) & 0xFF;
        int green = pixels.get(at + 1) & 0xFF;
        int red = pixels.get(at + 2) & 0xFF;
        luminance[cell] = 0.2127f * LINEAR[red] + 0.7152f * LINEAR[green] + 0.0721f * LINEAR[blue];
        if (Math.min(red, Math.min(green, blue)) > 30
            && Math.max(red, Math.max(green, blue)) < 250) {
          redRatio[usable] = (float) Math.log(LINEAR[red] / LINEAR[green]);
          blueRatio[usable] = (float) Math.log(LINEAR[blue] / LINEAR[green]);
          usable++;
        }
      }
    }
    return usable;
  }

  /** Luminance that a fiftieth of the frame exceeds. */
  private double lightest() {
    java.util.Arrays.fill(histogram, 0);
    for (float value : luminance) {
      histogram[(int) Math.min(value * histogram.length, histogram.length - 1)]++;
    }
    int left = luminance.length / 50;
    int bin = histogram.length - 1;
    while (bin > 0 && (left -= histogram[bin]) > 0) {
      bin--;
    }
    return (bin + 0.5) / histogram.length;
  }

  /** Factor for linear red, over 0; 1 before the first frame. */
  public float redGain() {
    return redGain;
  }

  /** Factor for linear green. */
  public float greenGain() {
    return greenGain;
  }

  /** Factor for linear blue. */
  public float blueGain() {
    return blueGain;
  }

  /** Whether the frames have no colours at all, as those of an infrared camera by night. */
  public boolean colourless() {
    return frames > 0 && colourful < COLOURLESS;
  }

  private static float[] linear() {
    float[] linear = new float[256];
    for (int i = 0; i < linear.length; i++) {
      double v = i / 255.0;
      linear[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    }
    return linear;
  }
}
