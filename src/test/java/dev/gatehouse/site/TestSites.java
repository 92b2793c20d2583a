package dev.gatehouse.site;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.member.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The sites of a database, as the program has them. */
public final class TestSites {
  private TestSites() {}

  public static Sites on(TestDatabase database) {
    return new Sites(database.client(), database.transaction(), Clock.systemUTC());
  }

  /** A bit of everything: a floor with a plan, a camera and a way. */
  public static Sites draw(TestDatabase database) {
    Sites sites = on(database);
    sites.put(new Site("house", "House"));
    sites.put(new Building("main", "house", "Main building"));
    sites.put(
        new Area(
            "ground",
            "house",
            Optional.of("main"),
            "Ground floor",
            0,
            20,
            10,
            Optional.empty(),
            List.of(),
            List.of()));
    try (Image paper = Image.allocate(40, 20)) {
      paper.pixels().fill((byte) 255);
      sites.plan("ground", ImageCodec.png(paper));
    }
    Position door = new Position("ground", new Point(3, 4));
    sites.put(new Placement("front", door, 90, 60, 5, Optional.empty(), Duration.ZERO));
    Position end = new Position("ground", new Point(9, 4));
    sites.put(
        "house",
        new Walkway(
            List.of(new Walkway.Node("a", door), new Walkway.Node("b", end)),
            List.of(new Walkway.Edge("a", "b", 6))));
    return sites;
  }
}
