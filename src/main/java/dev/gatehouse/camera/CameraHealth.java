package dev.gatehouse.camera;

import java.time.Instant;

/**
 * How a camera is doing at one moment.
 *
 * @param id the camera's id
 * @param name what people call it
 * @param state only {@link State#RUNNING} means that its pictures show what is there now
 * @param message why it is in that state, for people; empty while all is well
 * @param width of the last frame in pixels, 0 before the first
 * @param height of the last frame in pixels, 0 before the first
 * @param fps frames a second as measured lately, 0 when it stands still
 * @param framesDecoded since it was made; those that the decoder could not read are not among them
 * @param framesDropped decoded, but replaced by a newer one before anybody took them
 * @param corruptPackets parts of the stream that could not be decoded and were skipped
 * @param reconnects how often it was opened again after it had failed
 * @param since when it came into this state
 */
public record CameraHealth(
    String id,
    String name,
    State state,
    String message,
    int width,
    int height,
    double fps,
    long framesDecoded,
    long framesDropped,
    long corruptPackets,
    long reconnects,
    Instant since) {

  /** What a camera is doing. */
  public enum State {
    /** Opened for the first time, without a picture so far. */
    CONNECTING,
    /** Pictures arrive. */
    RUNNING,
    /** It failed, or went stale: no picture in time. It is tried again until it is stopped. */
    RECONNECTING,
    /** Not started, stopped, or a file that was played to its end. */
    STOPPED
  }

  public boolean running() {
    return state == State.RUNNING;
  }
}
