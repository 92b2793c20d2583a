package dev.gatehouse.camera;

import java.time.Duration;

/**
 * How a video is read.
 *
 * @param openTimeout until the first packets are understood
 * @param readTimeout until the next whole frame, counted from the call that asks for it; a server
 *     that sends a little all the time is held to it too
 * @param threads of the decoder: 1 suits many cameras on one machine, 2 one large picture
 */
public record VideoOptions(Duration openTimeout, Duration readTimeout, int threads) {
  private static final VideoOptions DEFAULTS =
      new VideoOptions(Duration.ofSeconds(10), Duration.ofSeconds(10), 1);

  public VideoOptions {
    requirePositive("open time-out", openTimeout);
    requirePositive("read time-out", readTimeout);
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("A decoder has 1 to 64 threads, not " + threads);
    }
  }

  /** Ten seconds to open, ten for a frame, one thread. */
  public static VideoOptions defaults() {
    return DEFAULTS;
  }

  public VideoOptions withTimeouts(Duration open, Duration read) {
    return new VideoOptions(open, read, threads);
  }

  public VideoOptions withThreads(int count) {
    return new VideoOptions(openTimeout, readTimeout, count);
  }

  static void requirePositive(String what, Duration value) {
    if (!value.isPositive() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "The " + what + " must be over zero and at most a day, not " + value);
    }
  }
}
