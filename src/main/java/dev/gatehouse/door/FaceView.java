package dev.gatehouse.door;

import dev.gatehouse.face.FacePoints;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.image.Box;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * One face in the live picture.
 *
 * @param track its number
 * @param box in pixels of the source frame
 * @param points in pixels of the source frame
 * @param quality of this frame
 * @param member once, and only if, the door opened for it
 * @param score of the decision, or the best so far
 * @param status where the approach stands
 * @param evidence such as "2 of 3"
 * @param prompt what an active liveness check asks the person to do now
 */
public record FaceView(
    long track,
    Box box,
    FacePoints points,
    FaceQuality quality,
    Optional<UUID> member,
    OptionalDouble score,
    Status status,
    String evidence,
    Optional<String> prompt) {

  /** Where an approach stands. */
  public enum Status {
    GATHERING,
    OPEN,
    REFUSED,
    COOLDOWN
  }
}
