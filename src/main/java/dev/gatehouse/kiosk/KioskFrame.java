package dev.gatehouse.kiosk;

import java.time.Instant;
import java.util.Optional;

/**
 * A picture, or the answer to one, for a screen. It is shown and forgotten.
 *
 * @param sequence of the picture; of a browser's own picture the number that the browser gave it
 * @param time of capture
 * @param arrivalNanos when it arrived, by {@link System#nanoTime()}
 * @param width of the picture, in whose pixels the faces are given
 * @param height of the picture
 * @param scene the newest that is known, which may be of an earlier picture: it has its own time
 * @param fps of the camera, or of the pictures that come from the browser
 * @param jpeg the picture; empty where the browser has it already
 */
public record KioskFrame(
    long sequence,
    Instant time,
    long arrivalNanos,
    int width,
    int height,
    Scene scene,
    double fps,
    Optional<byte[]> jpeg) {}
