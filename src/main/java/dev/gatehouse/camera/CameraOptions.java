package dev.gatehouse.camera;

import java.time.Duration;

/**
 * How a camera is kept running.
 *
 * @param video time-outs and decoder threads
 * @param staleAfter without a frame for this long, a camera no longer counts as running
 * @param firstRetry the wait before the first attempt to reconnect; it doubles from one to the next
 * @param longestRetry the longest such wait. Each is shortened by a random part of up to a half, so
 *     that the cameras behind one failed switch do not all come back in the same instant
 */
public record CameraOptions(
    VideoOptions video, Duration staleAfter, Duration firstRetry, Duration longestRetry) {
  private static final CameraOptions DEFAULTS =
      new CameraOptions(
          VideoOptions.defaults(),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(30));

  public CameraOptions {
    VideoOptions.requirePositive("time until a camera is stale", staleAfter);
    VideoOptions.requirePositive("first wait before a reconnect", firstRetry);
    VideoOptions.requirePositive("longest wait before a reconnect", longestRetry);
    if (longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException(
          "The longest wait before a reconnect, "
              + longestRetry
              + ", is shorter than the first, "
              + firstRetry);
    }
  }

  /** Stale after 5 s; reconnects after 0.5 s to 30 s. */
  public static CameraOptions defaults() {
    return DEFAULTS;
  }

  public CameraOptions withVideo(VideoOptions options) {
    return new CameraOptions(options, staleAfter, firstRetry, longestRetry);
  }

  public CameraOptions withStaleAfter(Duration time) {
    return new CameraOptions(video, time, firstRetry, longestRetry);
  }

  public CameraOptions withRetry(Duration first, Duration longest) {
    return new CameraOptions(video, staleAfter, first, longest);
  }
}
