package dev.gatehouse.web;

import dev.gatehouse.camera.Source;
import dev.gatehouse.image.Point;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.interior.InteriorStore;
import dev.gatehouse.interior.TestInterior;
import dev.gatehouse.interior.TestWalkers;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.springframework.jdbc.core.JdbcTemplate;

/** A site of a running server with a hall, two cameras over it, and thirteen weeks of counts. */
final class Town {
  static final double WIDTH = 30;
  static final double HEIGHT = 16;

  private final RunningServer server;
  private final List<StreetSettings> cameras = new ArrayList<>();

  Town(RunningServer server, Path data) {
    this.server = server;
    Sites sites = server.bean(Sites.class);
    sites.put(new Site("town", "Old town <hall>"));
    sites.put(area());
    for (String id : List.of("north-cam", "south-cam")) {
      StreetSettings settings =
          StreetSettings.of(
              id, id, id.substring(0, 5), Source.parse(data.resolve("no-such.mp4").toString()));
      cameras.add(settings);
      server.bean(Streets.class).add(settings, Layout.EMPTY);
      sites.put(
          new Placement(
              id,
              new Position("hall", new Point(15, 8)),
              0,
              90,
              20,
              Optional.of(new Calibration(box(0, 0, 1, 1), box(0, 0, WIDTH, HEIGHT))),
              Duration.ZERO));
    }
  }

  static List<Point> box(double x0, double y0, double x1, double y1) {
    return List.of(new Point(x0, y0), new Point(x1, y0), new Point(x1, y1), new Point(x0, y1));
  }

  private static Area area() {
    return new Area(
        "hall",
        "town",
        Optional.empty(),
        "Market hall",
        0,
        WIDTH,
        HEIGHT,
        Optional.empty(),
        List.of(
            new AreaZone("stalls", "Stalls", box(4, 1, 17, 15)),
            new AreaZone("cafe", "Café", box(17, 1, 29, 9)),
            new AreaZone("office", "Office", box(17, 9, 29, 15))),
        List.of(
            new DoorLine(
                "front",
                "Front door",
                new Point(4, 10),
                new Point(4, 6),
                Optional.empty(),
                Optional.of("stalls")),
            new DoorLine(
                "back",
                "Office door",
                new Point(17, 13),
                new Point(17, 11),
                Optional.of("stalls"),
                Optional.of("office"))));
  }

  /** As many people as there are points walk, seen by both cameras, at this moment. */
  void see(List<Point> people) {
    for (StreetSettings camera : cameras) {
      TestWalkers.see(server.bean(Interior.class), camera, WIDTH, HEIGHT, Instant.now(), people);
    }
  }

  /** Counts by hour of the last thirteen weeks, with quiet nights, a fair, and an outage. */
  void fill() {
    ZoneId zone = ZoneId.systemDefault();
    var random = new Random(3);
    LocalDate today = LocalDate.now(zone);
    List<Object[]> crossings = new ArrayList<>();
    List<Object[]> watched = new ArrayList<>();
    List<Object[]> minutes = new ArrayList<>();
    List<Object[]> flows = new ArrayList<>();
    ZonedDateTime end = ZonedDateTime.now(zone).minusHours(1);
    for (ZonedDateTime hour = today.minusWeeks(16).atStartOfDay(zone);
        hour.isBefore(end);
        hour = hour.plusHours(1)) {
      boolean down = hour.toLocalDate().equals(today.minusDays(6)) && hour.getHour() >= 8;
      if (down) {
        continue;
      }
      int h = hour.getHour();
      double day = h < 7 || h > 21 ? 0.15 : 55 * Math.sin(Math.PI * (h - 6) / 16);
      double weekend = hour.getDayOfWeek().getValue() > 5 ? 1.6 : 1;
      double fair = hour.toLocalDate().equals(today.minusDays(3)) && h >= 14 && h < 17 ? 3.2 : 1;
      long in = count(random, day * weekend * fair);
      long out = count(random, day * weekend * fair);
      Object at = hour.toInstant().plusSeconds(1800).atOffset(ZoneOffset.UTC);
      add(crossings, at, "front", "forward", in);
      add(crossings, at, "front", "backward", out);
      add(crossings, at, "back", "forward", count(random, day / 9));
      add(crossings, at, "back", "backward", count(random, day / 9));
      long cafe = count(random, day * weekend / 2);
      if (cafe > 0) {
        flows.add(new Object[] {"hall", at, "stalls", "cafe", cafe});
        flows.add(new Object[] {"hall", at, "cafe", "stalls", cafe});
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        Object begin = hour.toInstant().plusSeconds(900L * quarter).atOffset(ZoneOffset.UTC);
        watched.add(new Object[] {"north-cam", begin, 890.0});
      }
      if (hour.toLocalDate().isAfter(today.minusDays(30))) {
        for (int minute = 0; minute < 60; minute++) {
          Object begin = hour.toInstant().plusSeconds(60L * minute).atOffset(ZoneOffset.UTC);
          minutes.add(
              new Object[] {"hall", begin, "stalls", day * weekend / 2, (int) (day * weekend)});
        }
      }
    }
    var jdbc = new JdbcTemplate(server.bean(javax.sql.DataSource.class));
    jdbc.batchUpdate(
        "insert into interior_crossing (area, at, door, direction, amount) values (?, ?, ?, ?, ?)",
        crossings);
    jdbc.batchUpdate("insert into camera_watch (camera, at, seconds) values (?, ?, ?)", watched);
    jdbc.batchUpdate(
        "insert into interior_minute (area, at, zone, mean, most) values (?, ?, ?, ?, ?)", minutes);
    jdbc.batchUpdate(
        "insert into interior_flow (area, at, source, target, amount) values (?, ?, ?, ?, ?)",
        flows);
  }

  /**
   * Where people were an hour ago: about stalls, and on the way from the front door to the café.
   */
  void warm() {
    int columns = (int) (2 * WIDTH);
    var cells = new float[columns * (int) (2 * HEIGHT)];
    var random = new Random(8);
    for (int i = 0; i < 6000; i++) {
      double x = i % 2 == 0 ? 4 + 14 * random.nextDouble() : 9 + 1.2 * random.nextGaussian();
      double y =
          i % 2 == 0 ? 8 - (x - 4) / 5 + 0.7 * random.nextGaussian() : 4 + random.nextGaussian();
      if (i % 5 == 0) {
        x = 21 + 2 * random.nextGaussian();
        y = 5 + 1.5 * random.nextGaussian();
      }
      int place = (int) (2 * y) * columns + (int) (2 * x);
      if (x > 4 && x < 29 && place >= 0 && place < cells.length) {
        cells[place] += 2;
      }
    }
    TestInterior.heat(
        server.bean(InteriorStore.class),
        "hall",
        Instant.ofEpochSecond(Instant.now().getEpochSecond() / 900 * 900 - 1800),
        0.5,
        columns,
        cells);
  }

  private static void add(
      List<Object[]> crossings, Object at, String door, String direction, long amount) {
    if (amount > 0) {
      crossings.add(new Object[] {"hall", at, door, direction, amount});
    }
  }

  private static long count(Random random, double mean) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
  }
}
