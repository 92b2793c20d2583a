package dev.gatehouse.interior;

import java.time.Instant;
import java.util.List;

/**
 * What was counted on an area in a minute; about nobody.
 *
 * @param seconds of it in which a camera worked
 */
record AreaMinute(
    String area,
    Instant at,
    double seconds,
    List<OfZone> zones,
    List<OfDoor> doors,
    List<OfFlow> flows,
    List<Correction> corrections) {

  record OfZone(String zone, double mean, int most) {}

  record OfDoor(String door, long forward, long backward) {}

  /** Between zones that no door joins. */
  record OfFlow(String from, String to, long count) {}

  boolean isEmpty() {
    return zones.isEmpty() && doors.isEmpty() && flows.isEmpty() && corrections.isEmpty();
  }
}
