package dev.gatehouse.street;

import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was counted on one day, in the time zone of the counter.
 *
 * @param day from its midnight
 * @param lines by id of the line
 * @param zones by id of the zone
 */
public record LayoutCounts(LocalDate day, Map<String, OfLine> lines, Map<String, OfZone> zones) {
  public LayoutCounts {
    lines = Map.copyOf(lines);
    zones = Map.copyOf(zones);
  }

  /** Nothing was counted on that day yet. */
  public static LayoutCounts none(LocalDate day) {
    return new LayoutCounts(day, Map.of(), Map.of());
  }

  /** What was counted on that line; nothing where it is not known. */
  public OfLine line(String id) {
    return lines.getOrDefault(id, OfLine.NONE);
  }

  /** What was counted in that zone; nothing where it is not known. */
  public OfZone zone(String id) {
    return zones.getOrDefault(id, OfZone.NONE);
  }

  /** Tracks that went over a line. */
  public record OfLine(long forward, long backward) {
    static final OfLine NONE = new OfLine(0, 0);
  }

  /**
   * @param now objects that are in the zone
   * @param total that entered it, on that day
   * @param stays that ended, on that day
   * @param dwellSeconds mean of the stays that ended; empty before the first
   */
  public record OfZone(int now, long total, long stays, OptionalDouble dwellSeconds) {
    static final OfZone NONE = new OfZone(0, 0, 0, OptionalDouble.empty());
  }
}
