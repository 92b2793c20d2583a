package dev.gatehouse.street;

import dev.gatehouse.image.Image;
import java.time.Instant;
import java.util.List;

/**
 * One analysed frame, for those who follow a camera within this program.
 *
 * @param camera whose frame it is
 * @param image BGR, with faces and plates as they are; the camera's, and lent for the call alone
 * @param time of the analysis, on this machine's clock
 * @param tracks that are seen in the frame, boxes in its pixels, oldest first
 */
public record StreetFrame(
    StreetSettings camera, Image image, Instant time, List<TrackView> tracks) {
  public StreetFrame {
    tracks = List.copyOf(tracks);
  }
}
