package dev.gatehouse.street;

import java.time.Instant;
import java.util.List;

/**
 * One picture for those who watch, with faces and plates made unreadable. It is shown and
 * forgotten.
 *
 * @param sequence of the frame
 * @param time of capture
 * @param width of the source frame, in which boxes are given
 * @param height of the source frame
 * @param latencyMillis from the frame's arrival to the end of its analysis
 * @param fps of the camera
 * @param gateSaving share of the detector's work, 0 to 1, that the motion gate has saved since the
 *     start
 * @param jpeg the picture
 */
public record LiveStreetFrame(
    long sequence,
    Instant time,
    int width,
    int height,
    List<TrackView> tracks,
    LayoutCounts counts,
    double latencyMillis,
    double fps,
    double gateSaving,
    byte[] jpeg) {
  public LiveStreetFrame {
    tracks = List.copyOf(tracks);
  }
}
