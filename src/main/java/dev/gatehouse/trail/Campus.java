package dev.gatehouse.trail;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Building;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.Walkway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A made-up campus: a yard with a gate, and a building of floors, each a corridor of two parts with
 * eight rooms on either side: nine offices, three meeting rooms, a kitchen, a quiet room, a
 * restroom and stairs; on the ground floor a lobby and a canteen in place of two meeting rooms. A
 * camera each in the yard, at the gate, in the parts of the corridor and in the rooms, but none
 * ever in the restroom and the stairs.
 */
final class Campus {
  static final String YARD = "yard";
  private static final double ROOM = 8.5; // metres wide
  private static final double DEPTH = 10.5;
  private static final double CORRIDOR = 3;
  private static final int ROOMS = 8; // on a side
  private static final double LENGTH = ROOM * ROOMS;
  private static final double STAIRS = 12; // metres walked from floor to floor

  /** What a room is for. */
  enum Use {
    OFFICE,
    MEETING,
    CANTEEN,
    LOBBY,
    KITCHEN,
    QUIET,
    RESTROOM,
    STAIRS
  }

  /**
   * A room.
   *
   * @param place as in the grants: one a floor
   * @param door where it is entered
   */
  record Room(String place, String area, String zone, Use use, Position centre, Position door) {}

  private final int floors;
  private final List<Room> rooms = new ArrayList<>();

  /** Cameras by the zone that they see, named {@code area/zone}. */
  private final Map<String, String> cameras = new LinkedHashMap<>();

  private Campus(int floors) {
    this.floors = floors;
  }

  /**
   * Draws it.
   *
   * @param wanted how many cameras; the last rooms have none where they do not suffice
   */
  static Campus build(Sites sites, int wanted) {
    var campus = new Campus(Math.max(1, (wanted - 2 + 15) / 16));
    sites.put(new Site("campus", "Campus"));
    sites.put(new Building("house", "campus", "House"));
    Map<String, Area> areas = new HashMap<>();
    var yard =
        new Area(
            YARD,
            "campus",
            Optional.empty(),
            "Yard",
            0,
            LENGTH,
            40,
            Optional.empty(),
            List.of(
                zone("gate", "Gate", 0, 0, LENGTH, 10), zone("court", "Court", 0, 10, LENGTH, 40)),
            List.of());
    areas.put(YARD, yard);
    sites.put(yard);
    List<Walkway.Node> nodes = new ArrayList<>();
    List<Walkway.Edge> edges = new ArrayList<>();
    nodes.add(new Walkway.Node("gate", new Position(YARD, new Point(LENGTH / 2, 1))));
    nodes.add(new Walkway.Node("court", new Position(YARD, new Point(LENGTH / 2, 39))));
    edges.add(new Walkway.Edge("gate", "court", 38));
    for (int floor = 0; floor < campus.floors; floor++) {
      campus.floor(sites, floor, nodes, edges);
    }
    edges.add(new Walkway.Edge("court", "door-f0-" + campus.lobby(), 3));
    sites.put("campus", new Walkway(nodes, edges));
    campus.hang(sites, wanted);
    return campus;
  }

  private static AreaZone zone(String id, String name, double x0, double y0, double x1, double y1) {
    return new AreaZone(
        id,
        name,
        List.of(new Point(x0, y0), new Point(x1, y0), new Point(x1, y1), new Point(x0, y1)));
  }

  private static Use use(int floor, int room) {
    return switch (room) {
      case 3 -> Use.STAIRS;
      case 4 -> floor == 0 ? Use.LOBBY : Use.MEETING;
      case 5 -> floor == 0 ? Use.CANTEEN : Use.MEETING;
      case 11 -> Use.RESTROOM;
      case 12 -> Use.KITCHEN;
      case 13 -> Use.MEETING;
      case 14 -> Use.QUIET;
      default -> Use.OFFICE;
    };
  }

  private int lobby() {
    return 4;
  }

  private void floor(Sites sites, int floor, List<Walkway.Node> nodes, List<Walkway.Edge> edges) {
    String area = "f" + floor;
    List<AreaZone> zones = new ArrayList<>();
    double half = LENGTH / 2;
    for (int part = 0; part < 2; part++) {
      zones.add(
          zone(
              "corridor-" + part,
              "Corridor " + (part + 1),
              part * half,
              DEPTH,
              (part + 1) * half,
              DEPTH + CORRIDOR));
    }
    for (int room = 0; room < 2 * ROOMS; room++) {
      Use use = use(floor, room);
      boolean north = room < ROOMS;
      double x0 = room % ROOMS * ROOM;
      double y0 = north ? 0 : DEPTH + CORRIDOR;
      String id = "room-" + room;
      zones.add(zone(id, use + " " + room, x0, y0, x0 + ROOM, y0 + DEPTH));
      var centre = new Position(area, new Point(x0 + ROOM / 2, y0 + DEPTH / 2));
      double doorY = north ? DEPTH - 0.3 : DEPTH + CORRIDOR + 0.3;
      var door = new Position(area, new Point(x0 + ROOM / 2, doorY));
      String suffix = area + "-" + room;
      nodes.add(new Walkway.Node("room-" + suffix, centre));
      nodes.add(new Walkway.Node("door-" + suffix, door));
      edges.add(
          new Walkway.Edge(
              "room-" + suffix, "door-" + suffix, centre.metres().distance(door.metres())));
      rooms.add(new Room("floor-" + floor, area, id, use, centre, door));
    }
    double middle = DEPTH + CORRIDOR / 2;
    for (int x = 0; x < ROOMS; x++) {
      String node = "corridor-" + area + "-" + x;
      nodes.add(new Walkway.Node(node, new Position(area, new Point(x * ROOM + ROOM / 2, middle))));
      edges.add(new Walkway.Edge(node, "door-" + area + "-" + x, CORRIDOR / 2 + 0.3));
      edges.add(new Walkway.Edge(node, "door-" + area + "-" + (x + ROOMS), CORRIDOR / 2 + 0.3));
      if (x > 0) {
        edges.add(new Walkway.Edge("corridor-" + area + "-" + (x - 1), node, ROOM));
      }
    }
    if (floor > 0) {
      edges.add(new Walkway.Edge("room-f" + (floor - 1) + "-3", "room-" + area + "-3", STAIRS));
    }
    sites.put(
        new Area(
            area,
            "campus",
            Optional.of("house"),
            "Floor " + floor,
            floor,
            LENGTH,
            2 * DEPTH + CORRIDOR,
            Optional.empty(),
            zones,
            List.of()));
  }

  /** Where most people pass first. */
  private void hang(Sites sites, int wanted) {
    List<String> order = new ArrayList<>(List.of("yard/gate", "yard/court"));
    for (int floor = 0; floor < floors; floor++) {
      for (int part = 0; part < 2; part++) {
        order.add("f" + floor + "/corridor-" + part);
      }
    }
    for (Room room : rooms) {
      if (room.use != Use.RESTROOM && room.use != Use.STAIRS) {
        order.add(room.area + "/" + room.zone);
      }
    }
    for (String where : order.subList(0, Math.min(wanted, order.size()))) {
      String camera = "cam-" + where.replace('/', '-');
      cameras.put(where, camera);
      String[] parts = where.split("/", 2);
      Area area = sites.area(parts[0]).orElseThrow();
      Point middle =
          area.zones().stream()
              .filter(zone -> zone.id().equals(parts[1]))
              .findFirst()
              .map(zone -> middle(zone.polygon()))
              .orElseThrow();
      sites.put(
          new Placement(
              camera, new Position(parts[0], middle), 0, 90, 12, Optional.empty(), Duration.ZERO));
    }
  }

  private static Point middle(List<Point> rectangle) {
    return new Point(
        (rectangle.get(0).x() + rectangle.get(2).x()) / 2,
        (rectangle.get(0).y() + rectangle.get(2).y()) / 2);
  }

  List<Room> rooms(Use use) {
    return rooms.stream().filter(room -> room.use == use).toList();
  }

  int cameras() {
    return cameras.size();
  }

  /** The camera that sees a zone. */
  Optional<String> camera(String area, String zone) {
    return Optional.ofNullable(cameras.get(area + "/" + zone));
  }

  static String place(String area) {
    return area.equals(YARD) ? YARD : "floor-" + area.substring(1);
  }

  static Position outside() {
    return new Position(YARD, new Point(LENGTH / 2, 1));
  }
}
