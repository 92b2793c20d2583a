package dev.gatehouse.interior;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.DoorLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A simulated floor: a yard outside, a hall and an office behind it, a front door and an inner
 * door, people who walk about through the doors, and cameras with clocks of their own that see
 * rectangles of it. What is true is known.
 */
final class Floor {
  static final double FRAME = 0.1; // seconds

  static final Area AREA =
      new Area(
          "ground",
          "campus",
          Optional.empty(),
          "Ground floor",
          0,
          26,
          12,
          Optional.empty(),
          List.of(zone("hall", 5, 15), zone("office", 15, 25)),
          List.of(
              // Up the plan: who comes from the left goes to its right.
              new DoorLine(
                  "front",
                  "Front door",
                  new Point(5, 7),
                  new Point(5, 5),
                  Optional.empty(),
                  Optional.of("hall")),
              new DoorLine(
                  "inner",
                  "Inner door",
                  new Point(15, 7),
                  new Point(15, 5),
                  Optional.of("hall"),
                  Optional.of("office"))));

  private static AreaZone zone(String id, double x0, double x1) {
    return new AreaZone(
        id, id, List.of(new Point(x0, 0), new Point(x1, 0), new Point(x1, 12), new Point(x0, 12)));
  }

  /**
   * @param x0 what it sees, metres
   * @param clock seconds that its clock is ahead
   * @param late whether instead its pictures are so much older than their times say
   * @param missed share of frames in which somebody in view is not found
   */
  record View(double x0, double x1, double clock, boolean late, double missed) {}

  static final class Walker {
    private final Random random;
    double x;
    double y;
    private double speed;
    private final List<Point> way = new ArrayList<>();
    private double pause;
    private final double[] past = new double[2 * 64];
    private int steps;

    Walker(Random random) {
      this.random = random;
      this.x = 1 + 3 * random.nextDouble();
      this.y = 1 + 10 * random.nextDouble();
      this.speed = 0.8 + 0.8 * random.nextDouble();
    }

    /** 0 the yard, 1 the hall, 2 the office. */
    int room() {
      return x < 5 ? 0 : x < 15 ? 1 : 2;
    }

    void go(int to) {
      int from = way.isEmpty() ? room() : room(way.getLast().x());
      for (int r = from; r != to; r += to > from ? 1 : -1) {
        double door = (to > from ? r : r - 1) == 0 ? 5 : 15;
        double where = 5.6 + 0.8 * random.nextDouble();
        double side = to > from ? 1 : -1;
        way.add(new Point(door - 0.8 * side, where));
        way.add(new Point(door + 0.8 * side, where));
      }
      double left = to == 0 ? 0.8 : to == 1 ? 6.5 : 16.5;
      double right = to == 0 ? 3.5 : to == 1 ? 13.5 : 24;
      way.add(
          new Point(left + (right - left) * random.nextDouble(), 0.8 + 10.4 * random.nextDouble()));
    }

    private static int room(double x) {
      return x < 5 ? 0 : x < 15 ? 1 : 2;
    }

    void step(double dt, boolean stay) {
      if (way.isEmpty()) {
        pause -= dt;
        if (pause < 0 && !stay) {
          go(random.nextInt(3));
          pause = 3 * random.nextDouble();
          speed = 0.8 + 0.8 * random.nextDouble();
        }
      }
      double left = speed * dt;
      while (!way.isEmpty() && left > 0) {
        Point next = way.getFirst();
        double distance = Math.hypot(next.x() - x, next.y() - y);
        if (distance <= left) {
          x = next.x();
          y = next.y();
          way.removeFirst();
          left -= distance;
        } else {
          x += (next.x() - x) * left / distance;
          y += (next.y() - y) * left / distance;
          left = 0;
        }
      }
      int at = steps++ % 64;
      past[2 * at] = x;
      past[2 * at + 1] = y;
    }

    boolean idle() {
      return way.isEmpty();
    }

    /** Where it was so many steps ago. */
    double pastX(int back) {
      return past[2 * Math.floorMod(steps - 1 - Math.min(back, Math.min(63, steps - 1)), 64)];
    }

    double pastY(int back) {
      return past[2 * Math.floorMod(steps - 1 - Math.min(back, Math.min(63, steps - 1)), 64) + 1];
    }
  }

  final AreaPeople people;
  final List<Walker> walkers = new ArrayList<>();
  private final List<View> views;
  private final Random random;
  private final double noise;
  private final double error;
  private final List<Map<Integer, Long>> tracks = new ArrayList<>(); // of walkers, by camera
  private final List<Map<Integer, Double>> lastFound = new ArrayList<>();
  private long nextTrack = 1;
  double time = 1000;
  final Set<String> names = new HashSet<>();
  final Map<String, Set<String>> ownersOfNames = new HashMap<>();
  LiveArea live;

  /**
   * @param noise metres by which a foot is found beside its place
   * @param error metres that the cameras are said to err
   */
  Floor(List<View> views, int count, double noise, double error, Random random) {
    this.views = views;
    this.random = random;
    this.noise = noise;
    this.error = error;
    this.people = new AreaPeople(AREA, views.size(), new java.security.SecureRandom());
    for (int i = 0; i < count; i++) {
      walkers.add(new Walker(random));
    }
    for (int i = 0; i < views.size(); i++) {
      tracks.add(new HashMap<>());
      lastFound.add(new HashMap<>());
    }
    this.live = people.look(time);
  }

  /** One frame of each camera, and a look at every second of them. */
  void step(boolean stay) {
    time += FRAME;
    walkers.forEach(w -> w.step(FRAME, stay));
    for (int c = 0; c < views.size(); c++) {
      View view = views.get(c);
      var feet = new Feet();
      int back = view.late() ? (int) Math.round((1 + view.clock()) / FRAME) : 0;
      for (int w = 0; w < walkers.size(); w++) {
        double x = walkers.get(w).pastX(back);
        double y = walkers.get(w).pastY(back);
        boolean inView = x >= view.x0() && x <= view.x1();
        boolean found = inView && random.nextDouble() >= view.missed();
        if (found) {
          lastFound.get(c).put(w, time);
          long track = tracks.get(c).computeIfAbsent(w, _ -> nextTrack++);
          feet.add(
              track, x + noise * random.nextGaussian(), y + noise * random.nextGaussian(), error);
        } else if (!inView || time - lastFound.get(c).getOrDefault(w, 0.0) > 2) {
          tracks.get(c).remove(w); // a camera's tracker gives up after two seconds
        }
      }
      people.see(c, view.late() ? time : time + view.clock(), time, feet);
    }
    live = people.look(time);
    live.dots().forEach(dot -> names.add(dot.id()));
  }

  /** Breaks all tracks of a camera, as its tracker does where people hide one another. */
  void breakTracks(int camera) {
    tracks.get(camera).clear();
  }

  long tracksBegun() {
    return nextTrack - 1;
  }

  int truly(String zone) {
    int room = zone.equals("hall") ? 1 : 2;
    return (int) walkers.stream().filter(w -> w.room() == room).count();
  }

  ZoneOccupancy zone(String id) {
    return live.zones().stream().filter(z -> z.zone().equals(id)).findFirst().orElseThrow();
  }
}
