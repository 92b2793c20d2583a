package dev.gatehouse.street;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A track as it is shown in one picture.
 *
 * @param id unique within the camera's run
 * @param box in pixels of the frame
 * @param type what it is
 * @param score 0 to 1, of the last detection
 * @param moving whether it moves now
 * @param trail its last foot points in pixels of the frame, oldest first
 * @param speed in km/h where the ground is calibrated
 * @param description what is known of it so far
 */
public record TrackView(
    long id,
    Box box,
    ObjectClass type,
    double score,
    boolean moving,
    List<Point> trail,
    OptionalDouble speed,
    Description description) {
  public TrackView {
    trail = List.copyOf(trail);
  }
}
