package dev.gatehouse.demo;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Building;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.Walkway;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The demo's site: a yard on which its street camera looks, as in its film, and the ground floor of
 * a house with its door. Both plans were drawn for it. Put into an installation that has no site.
 */
final class DemoPlan {
  static final String SITE = "demo";
  static final String YARD = "demo-yard";
  static final String FLOOR = "demo-ground-floor";

  private static final double THRESHOLD = 1.4; // metres, from the path to the lobby

  private DemoPlan() {}

  /**
   * @param square whether the street camera shows the square that the yard is drawn after
   */
  static void draw(Sites sites, boolean square) {
    if (!sites.sites().isEmpty()) {
      return;
    }
    sites.put(new Site(SITE, "Demo site"));
    sites.put(new Building("demo-house", SITE, "House"));
    sites.put(yard());
    sites.plan(YARD, resource("plan-yard.png"));
    sites.put(floor());
    sites.plan(FLOOR, resource("plan-floor.png"));
    sites.put(
        new Placement(
            DemoSite.DOOR,
            new Position(FLOOR, new Point(9, 9.4)),
            180,
            60,
            4,
            Optional.empty(),
            Duration.ZERO));
    sites.put(
        new Placement(
            DemoSite.STREET,
            new Position(YARD, new Point(30, 49)),
            0,
            48.6,
            40,
            square ? Optional.of(CALIBRATION) : Optional.empty(),
            Duration.ZERO));
    sites.put(SITE, ways());
  }

  /**
   * Of the film: nothing on that square was measured. That its people are 1.75 m high gives the
   * height of the camera, 8.75 m, and where the horizon is; that its lens is some 49 degrees wide
   * is a guess.
   */
  private static final Calibration CALIBRATION =
      new Calibration(
          List.of(
              new Point(0.1302, 0.3611),
              new Point(0.8333, 0.217),
              new Point(0.9115, 0.8681),
              new Point(0.0391, 0.559)),
          List.of(
              new Point(22.15, 27.1),
              new Point(39.22, 19.08),
              new Point(34.8, 38.99),
              new Point(22.59, 33.5)));

  private static Area yard() {
    return new Area(
        YARD,
        SITE,
        Optional.empty(),
        "Yard",
        0,
        60,
        52,
        Optional.empty(),
        List.of(
            zone(
                "square", "Square", 28.5, 27.4, 32.7, 26.2, 35.5, 23.5, 38.9, 26.4, 38.5, 32, 34.7,
                38.8, 30.9, 35.3, 28.5, 33.5),
            zone("lane", "Lane", 17, 25.2, 25, 27.5, 28.5, 27.4, 28.5, 33.5, 24.8, 31.3, 17, 28),
            zone("lawn", "Lawn", 18, 29, 24.8, 31.9, 30.5, 35.8, 34, 39, 36, 42, 22, 42)),
        List.of(
            door("lane-square", "Lane to square", 28.5, 33.5, 28.5, 27.4, "lane", "square"),
            door("square-road", "Square to road", 34.7, 38.8, 38.5, 32, "square", null)));
  }

  private static Area floor() {
    return new Area(
        FLOOR,
        SITE,
        Optional.of("demo-house"),
        "Ground floor",
        0,
        18,
        13,
        Optional.empty(),
        List.of(
            room("lobby", "Lobby", 0.2, 8, 17.8, 12.8),
            room("office", "Office", 0.2, 0.2, 6.8, 7.8),
            room("stairs", "Stairs", 7, 0.2, 11, 7.8),
            room("kitchen", "Kitchen", 11.2, 6, 17.8, 7.8),
            room("meeting", "Meeting room", 11.2, 0.2, 17.8, 5.8)),
        List.of(
            door("entrance", "Entrance", 9.9, 12.9, 8.1, 12.9, null, "lobby"),
            door("office-door", "Office", 4, 7.9, 3, 7.9, "lobby", "office"),
            door("stairs-door", "Stairs", 9.7, 7.9, 8.3, 7.9, "lobby", "stairs"),
            door("kitchen-door", "Kitchen", 14.5, 7.9, 13.5, 7.9, "lobby", "kitchen"),
            door("meeting-door", "Meeting room", 13, 5.9, 12, 5.9, "kitchen", "meeting")));
  }

  private static Walkway ways() {
    List<Walkway.Node> nodes =
        List.of(
            node("lane", YARD, 20, 27.8),
            node("corner", YARD, 28.5, 30.4),
            node("square", YARD, 34, 31),
            node("south", YARD, 38, 40),
            node("road", YARD, 42, 20),
            node("path", YARD, 29, 27.4),
            node("house", YARD, 29, 16.8),
            node("entrance", FLOOR, 9, 12.2),
            node("lobby", FLOOR, 9, 9),
            node("lobby-west", FLOOR, 3.5, 9),
            node("lobby-east", FLOOR, 14, 9),
            node("office", FLOOR, 3.5, 6.8),
            node("desks", FLOOR, 3.2, 2.9),
            node("stairs", FLOOR, 9, 6.2),
            node("kitchen", FLOOR, 13.2, 6.9),
            node("meeting", FLOOR, 12, 4.6));
    List<Walkway.Edge> edges = new ArrayList<>();
    for (List<String> way :
        List.of(
            List.of("lane", "corner", "square", "south"),
            List.of("square", "road"),
            List.of("corner", "path", "house"),
            List.of("entrance", "lobby", "lobby-west", "office", "desks"),
            List.of("lobby", "stairs"),
            List.of("lobby", "lobby-east", "kitchen", "meeting"))) {
      for (int i = 1; i < way.size(); i++) {
        Point a = at(nodes, way.get(i - 1));
        Point b = at(nodes, way.get(i));
        edges.add(new Walkway.Edge(way.get(i - 1), way.get(i), a.distance(b)));
      }
    }
    edges.add(new Walkway.Edge("house", "entrance", THRESHOLD));
    return new Walkway(nodes, edges);
  }

  private static Point at(List<Walkway.Node> nodes, String id) {
    return nodes.stream()
        .filter(node -> node.id().equals(id))
        .map(node -> node.position().metres())
        .findFirst()
        .orElseThrow();
  }

  private static Walkway.Node node(String id, String area, double x, double y) {
    return new Walkway.Node(id, new Position(area, new Point(x, y)));
  }

  private static AreaZone room(String id, String name, double x0, double y0, double x1, double y1) {
    return zone(id, name, x0, y0, x1, y0, x1, y1, x0, y1);
  }

  private static AreaZone zone(String id, String name, double... xy) {
    List<Point> corners = new ArrayList<>();
    for (int i = 0; i < xy.length; i += 2) {
      corners.add(new Point(xy[i], xy[i + 1]));
    }
    return new AreaZone(id, name, corners);
  }

  private static DoorLine door(
      String id,
      String name,
      double x0,
      double y0,
      double x1,
      double y1,
      @Nullable String left,
      @Nullable String right) {
    return new DoorLine(
        id,
        name,
        new Point(x0, y0),
        new Point(x1, y1),
        Optional.ofNullable(left),
        Optional.ofNullable(right));
  }

  private static byte[] resource(String name) {
    try (InputStream in = DemoPlan.class.getResourceAsStream("/demo/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The program was built without " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
