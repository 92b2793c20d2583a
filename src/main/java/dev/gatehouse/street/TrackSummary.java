package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where a track went, told when it ends.
 *
 * @param crossings by time
 * @param stays by time of entry
 * @param speed median in km/h; empty without a calibrated ground, and for what was seen too shortly
 * @param path foot points as fractions of the picture, at most 64
 */
public record TrackSummary(
    List<Crossing> crossings, List<ZoneStay> stays, OptionalDouble speed, List<Point> path) {
  static final TrackSummary NOTHING =
      new TrackSummary(List.of(), List.of(), OptionalDouble.empty(), List.of());

  public TrackSummary {
    crossings = List.copyOf(crossings);
    stays = List.copyOf(stays);
    path = List.copyOf(path);
  }
}
