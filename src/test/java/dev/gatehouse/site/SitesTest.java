package dev.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What is drawn of a site stays as it was drawn. */
@OnEachDatabase
class SitesTest {
  private static final Area FLOOR =
      new Area(
          "ground",
          "campus",
          Optional.of("main"),
          "Ground floor",
          0,
          40,
          25,
          Optional.of(new GeoReference(new GeoPoint(52.5, 13.4), 30)),
          List.of(
              new AreaZone(
                  "hall",
                  "Hall",
                  List.of(new Point(0, 0), new Point(20, 0), new Point(20, 25), new Point(0, 25)))),
          List.of(
              new DoorLine(
                  "front",
                  "Front door",
                  new Point(20, 10),
                  new Point(20, 12),
                  Optional.of("hall"),
                  Optional.empty())));

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private static void build(Sites sites) {
    sites.put(new Site("campus", "Campus"));
    sites.put(new Building("main", "campus", "Main building"));
    sites.put(FLOOR);
  }

  @Test
  void what_is_put_is_there_after_a_restart() {
    Placement placement =
        new Placement(
            "cam-1",
            new Position("ground", new Point(3, 4)),
            -90,
            80,
            12,
            Optional.of(
                new Calibration(
                    List.of(
                        new Point(0.2, 0.4),
                        new Point(0.8, 0.4),
                        new Point(0.9, 0.9),
                        new Point(0.1, 0.9)),
                    List.of(new Point(0, 0), new Point(4, 0), new Point(4, 3), new Point(0, 3)))),
            Duration.ofMillis(-1500));
    Walkway walkway =
        new Walkway(
            List.of(
                new Walkway.Node("a", new Position("ground", new Point(1, 1))),
                new Walkway.Node("b", new Position("ground", new Point(9, 1)))),
            List.of(new Walkway.Edge("a", "b", 8)));
    TestDatabase database = kind.open(folder);
    Sites sites = TestSites.on(database);
    var told = new AtomicInteger();
    sites.onChange(told::incrementAndGet);
    build(sites);
    sites.put(placement);
    sites.put("campus", walkway);
    assertThat(told).hasValue(5);
    for (Sites each : List.of(sites, TestSites.on(database))) {
      assertThat(each.area("ground")).contains(FLOOR);
      assertThat(each.placement("cam-1")).contains(placement);
      assertThat(each.walkway("campus")).isEqualTo(walkway);
      assertThat(each.buildings()).containsExactly(new Building("main", "campus", "Main building"));
    }
  }

  @Test
  void what_stands_nowhere_is_refused() {
    TestDatabase database = kind.open(folder);
    Sites sites = TestSites.on(database);
    assertThatThrownBy(() -> sites.put(FLOOR)).hasMessage("There is no site 'campus'");
    build(sites);
    assertThatThrownBy(
            () ->
                sites.put(
                    new Placement(
                        "cam",
                        new Position("roof", new Point(0, 0)),
                        0,
                        90,
                        5,
                        Optional.empty(),
                        Duration.ZERO)))
        .hasMessage("There is no area 'roof'");
  }

  @Test
  void a_point_comes_back_from_the_globe() {
    var reference = new GeoReference(new GeoPoint(52.5, 13.4), 37);
    for (Point point : List.of(new Point(0, 0), new Point(120, -40), new Point(-900, 2000))) {
      assertThat(reference.toArea(reference.toGlobe(point)).distance(point)).isLessThan(1e-6);
    }
    GeoPoint up = new GeoReference(new GeoPoint(52.5, 13.4), 90).toGlobe(new Point(0, -100));
    assertThat(up.longitude()).as("up is east").isGreaterThan(13.4);
    assertThat(up.latitude()).isCloseTo(52.5, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void points_in_a_line_calibrate_nothing() {
    List<Point> square =
        List.of(new Point(0, 0), new Point(1, 0), new Point(1, 1), new Point(0, 1));
    List<Point> line = List.of(new Point(0, 0), new Point(1, 0), new Point(2, 0), new Point(3, 0));
    assertThatThrownBy(() -> new Calibration(square, line))
        .isInstanceOf(SiteException.class)
        .hasMessageContaining("on the plan lie in a line");
  }
}
