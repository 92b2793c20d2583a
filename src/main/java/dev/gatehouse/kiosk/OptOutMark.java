package dev.gatehouse.kiosk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.card.QrMark;
import dev.gatehouse.card.QrReader;
import dev.gatehouse.image.Image;
import java.util.Arrays;

/**
 * The printed mark of those who do not want to be looked at: a QR code that says so and nothing
 * else, the same for everybody. While it is in the picture, and some seconds longer, no face is
 * looked at. Not thread-safe.
 */
public final class OptOutMark implements AutoCloseable {
  private static final byte[] WORDS = "gatehouse:do-not-analyse".getBytes(US_ASCII);

  /** Reading takes some milliseconds, so it is not done for each picture. */
  private static final double LOOK_EVERY = 0.3; // seconds

  private static final double REMEMBERED = 5; // seconds

  private final QrReader reader = new QrReader();
  private double lookedAt = Double.NEGATIVE_INFINITY;
  private double seenAt = Double.NEGATIVE_INFINITY;

  OptOutMark() {}

  /** For printing: black on white, with its margin, as PNG. */
  public static byte[] png() {
    return QrMark.png(WORDS);
  }

  /** Whether it is in the picture, or was a moment ago. */
  boolean shown(Image image, double seconds) {
    if (seconds < lookedAt) {
      forget();
    }
    if (seconds - lookedAt >= LOOK_EVERY) {
      lookedAt = seconds;
      if (reader.read(image).filter(read -> Arrays.equals(read, WORDS)).isPresent()) {
        seenAt = seconds;
      }
    }
    return seconds - seenAt < REMEMBERED;
  }

  private void forget() {
    lookedAt = Double.NEGATIVE_INFINITY;
    seenAt = Double.NEGATIVE_INFINITY;
  }

  @Override
  public void close() {
    reader.close();
  }
}
