package dev.gatehouse.interior;

import java.time.Instant;
import java.util.List;

/**
 * An area as it is now.
 *
 * @param area its id
 * @param watching whether one of its cameras works; without, nothing is known
 * @param inside people in its zones: those whom doors have counted, or those whom cameras see,
 *     whichever are more
 * @param dots in no order
 * @param zones in the area's order
 */
public record LiveArea(
    String area,
    Instant time,
    boolean watching,
    int inside,
    List<Dot> dots,
    List<ZoneOccupancy> zones) {
  public LiveArea {
    dots = List.copyOf(dots);
    zones = List.copyOf(zones);
  }
}
