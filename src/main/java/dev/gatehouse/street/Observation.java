package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is remembered of a track when it ends. It describes, and never names.
 *
 * @param street id of the camera
 * @param track unique within the camera's run
 * @param type the class that most of its frames said
 * @param score 0 to 1, the best detection's
 * @param from first seen
 * @param to last seen
 * @param description voted over the track
 * @param crossings in order
 * @param stays in order
 * @param speed median in km/h where the ground is calibrated
 * @param path foot points as fractions of the picture, thinned to at most 64
 * @param thumbnail JPEG of a vehicle with plate and faces made unreadable; empty for people
 */
public record Observation(
    String street,
    long track,
    ObjectClass type,
    double score,
    Instant from,
    Instant to,
    Description description,
    List<Crossing> crossings,
    List<ZoneStay> stays,
    OptionalDouble speed,
    List<Point> path,
    Optional<byte[]> thumbnail) {

  public Observation {
    crossings = List.copyOf(crossings);
    stays = List.copyOf(stays);
    path = List.copyOf(path);
    if (type.isPerson() && thumbnail.isPresent()) {
      throw new IllegalArgumentException("No picture of a person is kept");
    }
  }
}
