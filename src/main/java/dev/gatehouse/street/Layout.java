package dev.gatehouse.street;

import java.util.List;
import java.util.Optional;

/**
 * What was drawn into a street camera's picture.
 *
 * @param ground empty where speeds are not measured
 */
public record Layout(List<Zone> zones, List<CountingLine> lines, Optional<GroundPlane> ground) {
  /** Nothing drawn: objects are followed and described, but not counted by place. */
  public static final Layout EMPTY = new Layout(List.of(), List.of(), Optional.empty());

  public Layout {
    zones = List.copyOf(zones);
    lines = List.copyOf(lines);
  }
}
