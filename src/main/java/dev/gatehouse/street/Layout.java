package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was drawn into a street camera's picture.
 *
 * @param zones at most 50, each with an id of its own
 * @param lines at most 50, each with an id of its own
 * @param ground empty where speeds are not measured
 */
public record Layout(List<Zone> zones, List<CountingLine> lines, Optional<GroundPlane> ground) {
  /** Nothing drawn: objects are followed and described, but not counted by place. */
  public static final Layout EMPTY = new Layout(List.of(), List.of(), Optional.empty());

  /** What flows over the edges of the picture are called. */
  private static final Set<String> EDGES = Set.of("left", "right", "top", "bottom");

  private static final int MOST = 50;
  private static final int LONGEST_NAME = 100;

  public Layout {
    zones = List.copyOf(zones);
    lines = List.copyOf(lines);
    requireFew("zones", zones.size());
    requireFew("lines", lines.size());
    requireUnique("zones", zones.stream().map(Zone::id).toList());
    requireUnique("lines", lines.stream().map(CountingLine::id).toList());
    for (Zone zone : zones) {
      if (EDGES.contains(zone.id())) {
        throw new StreetException(
            "A zone cannot have the id '" + zone.id() + "': that is an edge of the picture");
      }
    }
  }

  private static void requireFew(String what, int count) {
    if (count > MOST) {
      throw new StreetException("%d %s are too many; %d are the most".formatted(count, what, MOST));
    }
  }

  private static void requireUnique(String what, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        throw new StreetException("There are two " + what + " with the id '" + id + "'");
      }
    }
  }

  static void requireId(String what, String id) {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")) {
      throw new StreetException(
          "The id of a %s is '%s'; use up to 63 letters, digits, - and _".formatted(what, id));
    }
  }

  static void requireName(String what, String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new StreetException(
          "%s needs a name of 1 to %d characters".formatted(what, LONGEST_NAME));
    }
  }

  static void requireInside(String what, Point point) {
    if (!(point.x() >= 0 && point.x() <= 1 && point.y() >= 0 && point.y() <= 1)) {
      throw new StreetException(
          "%s has a point at %s, %s, outside the picture; coordinates are fractions, 0 to 1"
              .formatted(what, point.x(), point.y()));
    }
  }
}
