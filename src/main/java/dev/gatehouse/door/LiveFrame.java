package dev.gatehouse.door;

import java.time.Instant;
import java.util.List;

/**
 * One picture for those who watch, with what the door makes of it. It is shown and forgotten.
 *
 * @param sequence of the frame
 * @param time of capture
 * @param width of the source frame, in which boxes are given
 * @param height of the source frame
 * @param state of the door
 * @param faces in the frame
 * @param latencyMillis from the frame's arrival to the end of its analysis
 * @param fps of the camera
 * @param jpeg the picture
 */
public record LiveFrame(
    long sequence,
    Instant time,
    int width,
    int height,
    Door.State state,
    List<FaceView> faces,
    double latencyMillis,
    double fps,
    byte[] jpeg) {}
