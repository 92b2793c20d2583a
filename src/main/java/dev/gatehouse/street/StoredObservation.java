package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An observation as it is kept, with its number; newer ones have larger numbers.
 *
 * @param attributes as {@link Attributes} writes them
 * @param thumbnail whether there is a picture
 */
public record StoredObservation(
    long id,
    String street,
    long track,
    String type,
    double score,
    Instant from,
    Instant to,
    Map<String, Object> attributes,
    List<Crossing> crossings,
    List<ZoneStay> stays,
    OptionalDouble speed,
    List<Point> path,
    boolean thumbnail) {}
