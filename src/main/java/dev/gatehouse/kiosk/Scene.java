package dev.gatehouse.kiosk;

import java.util.List;

/**
 * What one picture shows, until the next.
 *
 * @param state whether it was looked at
 * @param faces that were looked at closely, largest first; at most {@link FaceFollower#MOST}
 * @param others how many more faces there are
 * @param arrivalNanos of the picture, by {@link System#nanoTime()}
 */
public record Scene(State state, List<FaceView> faces, int others, long arrivalNanos) {
  /** Whether, and why not, faces are looked at. */
  public enum State {
    /** Faces are looked at. */
    ANALYSING,
    /** Something covers the camera. */
    COVERED,
    /** Somebody holds up the mark of those who do not want to be looked at. */
    OPTED_OUT,
    /** Somebody touched "pause" on the screen. */
    PAUSED
  }

  public Scene {
    faces = List.copyOf(faces);
  }

  static Scene without(State state, long arrivalNanos) {
    return new Scene(state, List.of(), 0, arrivalNanos);
  }
}
