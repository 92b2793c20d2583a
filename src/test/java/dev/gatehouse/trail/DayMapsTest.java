package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.Walkway;
import dev.gatehouse.trail.DayMap.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rooms 40 m apart on one floor, and a yard that no way leads to. */
class DayMapsTest {
  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");
  private static final Point OFFICE = new Point(5, 5);
  private static final Point CANTEEN = new Point(45, 5);

  @TempDir Path folder;
  private DayMaps maps;

  @BeforeEach
  void draw() {
    TestDatabase database = DatabaseKind.H2.open(folder);
    var sites = new Sites(database.client(), database.transaction(), Clock.systemUTC());
    sites.put(new Site("campus", "Campus"));
    sites.put(
        area(
            "floor",
            List.of(room("office", 0, 10), room("hall", 10, 40), room("canteen", 40, 50))));
    sites.put(area("yard", List.of()));
    sites.put(
        "campus",
        new Walkway(
            List.of(
                new Walkway.Node("a", new Position("floor", OFFICE)),
                new Walkway.Node("b", new Position("floor", CANTEEN))),
            List.of(new Walkway.Edge("a", "b", 40))));
    maps = new DayMaps(sites);
  }

  private static Area area(String id, List<AreaZone> zones) {
    return new Area(
        id, "campus", Optional.empty(), id, 0, 50, 10, Optional.empty(), zones, List.of());
  }

  private static AreaZone room(String id, double x0, double x1) {
    return new AreaZone(
        id, id, List.of(new Point(x0, 0), new Point(x1, 0), new Point(x1, 10), new Point(x0, 10)));
  }

  /** Somebody who sits. */
  private static Visit at(String camera, Point where, int from, int to) {
    return new Visit(
        "floor",
        camera,
        Optional.of(Visit.Spot.at(new Position("floor", where))),
        NINE.plusSeconds(from),
        NINE.plusSeconds(to),
        0.6f);
  }

  /** Somebody who comes in at one point, sits in the middle of the room, and goes out. */
  private static Visit leaving(String camera, Point where, Point last, int from, int to) {
    return new Visit(
        "floor",
        camera,
        Optional.of(new Visit.Spot("floor", where, where, last)),
        NINE.plusSeconds(from),
        NINE.plusSeconds(to),
        0.6f);
  }

  private DayMap map(Visit... visits) {
    return maps.of(List.of(visits), MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1)));
  }

  private static List<Kind> kinds(DayMap map) {
    return map.pieces().stream().map(DayMap.Piece::kind).toList();
  }

  @Test
  void a_day_without_visits_is_empty() {
    DayMap map = map();
    assertThat(map.pieces()).isEmpty();
    assertThat(map.stops()).isEmpty();
    assertThat(map.at(NINE)).isEmpty();
  }

  @Test
  void who_sits_in_a_room_before_and_after_a_gap_was_there() {
    DayMap map = map(at("c1", OFFICE, 0, 600), at("c1", OFFICE, 1500, 2000));
    assertThat(kinds(map)).containsExactly(Kind.SEEN, Kind.STAYED, Kind.SEEN);
    assertThat(map.stops())
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.length()).isEqualTo(Duration.ofSeconds(2000));
              assertThat(stop.seen()).isEqualTo(Duration.ofSeconds(1100));
            });
  }

  @Test
  void a_way_is_walked_along_the_ways_of_the_site_at_walking_speed() {
    DayMap map =
        map(leaving("c1", OFFICE, new Point(9.9, 5), 0, 600), at("c2", CANTEEN, 660, 1200));
    assertThat(kinds(map)).containsExactly(Kind.SEEN, Kind.WALKED, Kind.STAYED, Kind.SEEN);
    DayMap.Piece way = map.pieces().get(1);
    assertThat(way.from()).isEqualTo(NINE.plusSeconds(600)); // they were seen going
    double metres = way.path().orElseThrow().length();
    assertThat(metres).isBetween(35.0, 36.0);
    assertThat(Duration.between(way.from(), way.to()).toMillis() / 1000.0)
        .isBetween(metres / DayMaps.WALKING - 0.1, metres / DayMaps.WALKING + 0.1);
    assertThat(map.at(way.from().plusSeconds(13)).orElseThrow().metres().x()).isBetween(25.0, 29.0);
    assertThat(map.stops()).hasSize(2);
    assertThat(map.stops().get(1).from()).isEqualTo(way.to());
  }

  @Test
  void who_was_still_when_lost_from_sight_left_as_late_as_can_be() {
    // Seen coming into the canteen, walking: until then they were in the office.
    var coming =
        new Visit(
            "floor",
            "c2",
            Optional.of(new Visit.Spot("floor", CANTEEN, new Point(40.1, 5), CANTEEN)),
            NINE.plusSeconds(900),
            NINE.plusSeconds(1500),
            0.6f);
    DayMap map = map(at("c1", OFFICE, 0, 600), coming);
    assertThat(kinds(map)).containsExactly(Kind.SEEN, Kind.STAYED, Kind.WALKED, Kind.SEEN);
    assertThat(map.pieces().get(2).to()).isEqualTo(NINE.plusSeconds(900));
  }

  @Test
  void what_is_too_long_is_unknown() {
    DayMap gone =
        map(
            leaving("c1", OFFICE, new Point(9.9, 5), 0, 600),
            leaving("c1", OFFICE, new Point(9.9, 5), 12_000, 12_600));
    assertThat(kinds(gone)).containsExactly(Kind.SEEN, Kind.UNKNOWN, Kind.SEEN);
    assertThat(gone.at(NINE.plusSeconds(5000))).isEmpty();
    assertThat(gone.stops()).hasSize(2);
  }

  @Test
  void two_cameras_that_see_one_at_one_time_and_clocks_that_differ_give_one_order() {
    DayMap map =
        map(
            at("c1", OFFICE, 0, 602),
            at("c2", new Point(7, 5), 300, 900), // the same room from the other side
            at("c3", new Point(12, 5), 898, 1000)); // its clock is 2 s behind
    assertThat(map.doubtful()).isEmpty();
    assertThat(map.stops().getFirst().cameras()).containsExactly("c1", "c2");
    for (int i = 1; i < map.pieces().size(); i++) {
      assertThat(map.pieces().get(i).from()).isEqualTo(map.pieces().get(i - 1).to());
      assertThat(map.pieces().get(i).to()).isAfterOrEqualTo(map.pieces().get(i).from());
    }
  }

  @Test
  void who_cannot_have_been_there_was_not() {
    DayMap map =
        map(
            at("c1", OFFICE, 0, 600),
            at("c2", CANTEEN, 603, 606), // 40 m away, and back in 6 s
            at("c1", OFFICE, 609, 1200));
    assertThat(map.doubtful()).extracting(Visit::camera).containsExactly("c2");
    assertThat(map.stops()).hasSize(1);
  }

  @Test
  void a_camera_on_no_plan_is_on_the_timeline_alone() {
    var door = new Visit("door", "front", Optional.empty(), NINE, NINE.plusSeconds(3), 0.6f);
    DayMap map = map(door, at("c1", OFFICE, 60, 600));
    assertThat(kinds(map)).containsExactly(Kind.SEEN, Kind.UNKNOWN, Kind.SEEN);
    assertThat(map.stops().getFirst().position()).isEmpty();
  }

  @Test
  void an_area_without_a_way_to_it_is_reached_in_an_unknown_way() {
    var yard =
        new Visit(
            "yard",
            "c9",
            Optional.of(Visit.Spot.at(new Position("yard", new Point(1, 1)))),
            NINE.plusSeconds(700),
            NINE.plusSeconds(800),
            0.6f);
    assertThat(kinds(map(at("c1", OFFICE, 0, 600), yard)))
        .containsExactly(Kind.SEEN, Kind.UNKNOWN, Kind.SEEN);
  }

  @Test
  void a_day_is_cut_at_its_ends() {
    DayMap map =
        maps.of(List.of(at("c1", OFFICE, 0, 600)), NINE.plusSeconds(100), NINE.plusSeconds(200));
    assertThat(map.stops())
        .singleElement()
        .satisfies(stop -> assertThat(stop.length()).isEqualTo(Duration.ofSeconds(100)));
  }
}
