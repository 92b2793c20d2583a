package dev.gatehouse.site;

import java.util.ArrayList;
import java.util.List;

/**
 * What goes with a site, a building or an area when it is deleted.
 *
 * @param areas names of the areas of a site or a building
 * @param cameras ids of those that stand there; with their calibrations
 * @param plans how many pictures
 * @param zones how many
 * @param doors how many
 * @param nodes of the walkway, how many
 */
public record Contents(
    List<String> areas, List<String> cameras, int plans, int zones, int doors, int nodes) {
  public Contents {
    areas = List.copyOf(areas);
    cameras = List.copyOf(cameras);
  }

  public boolean empty() {
    return areas.isEmpty()
        && cameras.isEmpty()
        && plans == 0
        && zones == 0
        && doors == 0
        && nodes == 0;
  }

  /** Such as "a plan, 3 zones and the places of 2 cameras (door-1, street-1)". */
  public String inWords() {
    List<String> parts = new ArrayList<>();
    if (!areas.isEmpty()) {
      parts.add(
          "%d %s (%s)"
              .formatted(
                  areas.size(), areas.size() == 1 ? "area" : "areas", String.join(", ", areas)));
    }
    add(parts, plans, "plan");
    add(parts, zones, "zone");
    add(parts, doors, "door");
    add(parts, nodes, "point of ways", "points of ways");
    if (!cameras.isEmpty()) {
      parts.add(
          "the places and calibrations of %d %s (%s)"
              .formatted(
                  cameras.size(),
                  cameras.size() == 1 ? "camera" : "cameras",
                  String.join(", ", cameras)));
    }
    if (parts.isEmpty()) {
      return "nothing";
    }
    String last = parts.removeLast();
    return parts.isEmpty() ? last : String.join(", ", parts) + " and " + last;
  }

  private static void add(List<String> parts, int count, String one) {
    add(parts, count, one, one + "s");
  }

  private static void add(List<String> parts, int count, String one, String many) {
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
  }
}
