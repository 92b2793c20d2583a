package dev.gatehouse.site;

import dev.gatehouse.image.Point;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A floor of a building, or a piece of outdoor ground: one plane in metres on which cameras stand
 * and people walk. x goes right, y down, and 0, 0 is the top left corner of its plan.
 *
 * @param id small letters, digits and hyphens; unique in the installation
 * @param site its id
 * @param building its id; empty: outdoors
 * @param name for people
 * @param level 0 the ground floor, 1 above it, -1 below
 * @param width metres
 * @param height metres, along y
 * @param reference where on the globe; empty where it is not known
 * @param zones each with an id of its own
 * @param doors each with an id of its own
 */
public record Area(
    String id,
    String site,
    Optional<String> building,
    String name,
    int level,
    double width,
    double height,
    Optional<GeoReference> reference,
    List<AreaZone> zones,
    List<DoorLine> doors) {
  /** Metres: larger grounds are several areas. */
  static final double LARGEST = 20_000;

  private static final int MOST = 500;

  public Area {
    Naming.requireId("area", id);
    Naming.requireName("The area", name);
    zones = List.copyOf(zones);
    doors = List.copyOf(doors);
    if (!(width >= 1 && width <= LARGEST && height >= 1 && height <= LARGEST)) {
      throw new SiteException(
          "An area measures 1 to %.0f metres each way, not %s by %s"
              .formatted(LARGEST, width, height));
    }
    if (Math.abs(level) > 200) {
      throw new SiteException("Level " + level + " is not one of a building");
    }
    requireUnique("zones", zones.stream().map(AreaZone::id).toList());
    requireUnique("doors", doors.stream().map(DoorLine::id).toList());
    Set<String> known = new HashSet<>(zones.stream().map(AreaZone::id).toList());
    for (DoorLine door : doors) {
      for (Optional<String> side : List.of(door.left(), door.right())) {
        if (side.isPresent() && !known.contains(side.get())) {
          throw new SiteException(
              "Door '%s' leads to the zone '%s', which '%s' does not have"
                  .formatted(door.name(), side.get(), name));
        }
      }
    }
  }

  private static void requireUnique(String what, List<String> ids) {
    if (ids.size() > MOST) {
      throw new SiteException(
          "%d %s are too many; %d are the most".formatted(ids.size(), what, MOST));
    }
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        throw new SiteException("There are two " + what + " with the id '" + id + "'");
      }
    }
  }

  static void requireNear(String what, Point metres) {
    if (!(Math.abs(metres.x()) <= LARGEST && Math.abs(metres.y()) <= LARGEST)) {
      throw new SiteException(
          "%s has a point at %s, %s metres, which is no place of an area"
              .formatted(what, metres.x(), metres.y()));
    }
  }

  Area sized(double wide, double high) {
    return new Area(id, site, building, name, level, wide, high, reference, zones, doors);
  }

  /** As large times a factor, with all that is drawn on it. */
  Area scaled(double factor, Optional<GeoReference> tied) {
    return new Area(
        id,
        site,
        building,
        name,
        level,
        width * factor,
        height * factor,
        tied,
        zones.stream()
            .map(
                zone ->
                    new AreaZone(
                        zone.id(),
                        zone.name(),
                        zone.polygon().stream().map(p -> scaled(p, factor)).toList()))
            .toList(),
        doors.stream()
            .map(
                door ->
                    new DoorLine(
                        door.id(),
                        door.name(),
                        scaled(door.from(), factor),
                        scaled(door.to(), factor),
                        door.left(),
                        door.right()))
            .toList());
  }

  static Point scaled(Point point, double factor) {
    return new Point(point.x() * factor, point.y() * factor);
  }

  public boolean outdoors() {
    return building.isEmpty();
  }

  /** The zones in which a point in metres lies, in their order. */
  public List<AreaZone> zonesAt(Point metres) {
    return zones.stream().filter(zone -> zone.contains(metres)).toList();
  }
}
