package dev.gatehouse.interior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.camera.Source;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.TestSites;
import dev.gatehouse.street.StreetFrame;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.TrackView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What cameras see becomes counts in the database. */
@OnEachDatabase
class InteriorTest {
  private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
  private static final int WIDTH = 520;
  private static final int HEIGHT = 240;

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private static final class TestClock extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final TestClock clock = new TestClock();

  /** Two cameras that look straight down on the whole floor, one with a clock of its own. */
  private static Sites sites(TestDatabase database) {
    Sites sites = TestSites.on(database);
    sites.put(new Site("campus", "Campus"));
    sites.put(Floor.AREA);
    for (String camera : List.of("one", "two")) {
      sites.put(
          new Placement(
              camera,
              new Position("ground", new Point(13, 6)),
              0,
              90,
              20,
              Optional.of(
                  new Calibration(
                      List.of(new Point(0, 0), new Point(1, 0), new Point(1, 1), new Point(0, 1)),
                      List.of(
                          new Point(0, 0), new Point(26, 0), new Point(26, 12), new Point(0, 12)))),
              camera.equals("two") ? Duration.ofMillis(700) : Duration.ZERO));
    }
    return sites;
  }

  private Interior interior(Sites sites, TestDatabase database) {
    return new Interior(
        sites,
        new InteriorStore(database.client(), database.transaction()),
        LocalTime.of(4, 0),
        clock);
  }

  /** Both cameras see people at these metres, and nothing else but a car. */
  private void see(Interior interior, List<Point> people) {
    for (String camera : List.of("one", "two")) {
      List<TrackView> tracks = new ArrayList<>();
      for (int i = 0; i < people.size(); i++) {
        tracks.add(track(100 + i, people.get(i), ObjectClass.PERSON));
      }
      tracks.add(track(7, new Point(10, 10), ObjectClass.CAR));
      try (Image image = Image.allocate(WIDTH, HEIGHT)) {
        interior.follow(
            new StreetFrame(
                StreetSettings.of(
                    camera,
                    camera,
                    "campus",
                    new Source.Files(List.of(Path.of("x.mp4")), true, true)),
                image,
                clock.now,
                tracks));
      }
    }
    interior.look();
    clock.now = clock.now.plusMillis(100);
  }

  private static TrackView track(long id, Point metres, ObjectClass type) {
    double x = metres.x() / 26 * WIDTH;
    double y = metres.y() / 12 * HEIGHT;
    return new TrackView(
        id,
        new Box(x - 4, y - 20, x + 4, y),
        type,
        0.9,
        true,
        List.of(),
        OptionalDouble.empty(),
        new Description.Other());
  }

  private void walk(Interior interior, double from, double to) {
    int steps = (int) Math.round(Math.abs(to - from) / 0.12);
    for (int i = 0; i <= steps; i++) {
      see(interior, List.of(new Point(from + (to - from) * i / steps, 6)));
    }
  }

  @Test
  void what_is_seen_is_counted_once_and_kept() {
    TestDatabase database = kind.open(folder);
    Sites sites = sites(database);
    Interior interior = interior(sites, database);
    walk(interior, 2, 10);
    assertThat(interior.occupancy().get("ground"))
        .containsExactly(
            new ZoneOccupancy("hall", 1, 1, true), new ZoneOccupancy("office", 0, 0, true));
    assertThat(interior.live("ground").orElseThrow().dots())
        .singleElement()
        .satisfies(
            dot -> {
              assertThat(dot.cameras()).isEqualTo(2);
              assertThat(dot.x()).isCloseTo(10, within(0.1));
            });
    assertThat(interior.inside("campus")).isEqualTo(1);
    assertThat(interior.unknownInside("campus", 0)).isEqualTo(1);
    assertThat(interior.unknownInside("campus", 3)).isZero();
    assertThat(interior.inside("elsewhere")).isZero();

    walk(interior, 10, 20);
    for (int i = 0; i < 700; i++) {
      see(interior, List.of(new Point(20, 6)));
    }
    interior.close();

    InteriorStore store = interior.store();
    Instant from = START.minusSeconds(60);
    Instant to = START.plusSeconds(3600);
    assertThat(store.crossings("ground", from, to))
        .extracting(InteriorStore.Crossing::door, InteriorStore.Crossing::forward)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("front", true),
            org.assertj.core.groups.Tuple.tuple("inner", true));
    List<InteriorStore.Minute> minutes = store.minutes("ground", from, to);
    assertThat(minutes.getFirst().at()).isEqualTo(START);
    assertThat(minutes).allMatch(m -> m.mean() >= 0 && m.mean() <= m.most() + 1e-9);
    assertThat(minutes.getLast().zone().equals("office") ? minutes.getLast().mean() : 1)
        .isCloseTo(1, within(0.01));
    HeatGrid heat = store.heat("ground", from, to).orElseThrow();
    double seconds = 0;
    for (float cell : heat.seconds()) {
      seconds += cell;
    }
    assertThat(heat.cell()).isEqualTo(0.5);
    assertThat(seconds)
        .isCloseTo(Duration.between(START, clock.now).toMillis() / 1000.0, within(1.0));
    assertThat(heat.places()).contains(12 * heat.columns() + 40); // at 20, 6
    assertThat(store.watched("one", from, to))
        .containsOnlyKeys(START)
        .hasEntrySatisfying(START, s -> assertThat(s).isGreaterThan(80));
    assertThat(store.flows("ground", from, to)).isEmpty(); // doors count these

    // After a restart it goes on with whom it had counted.
    Interior again = interior(sites, database);
    assertThat(again.inside("campus")).isZero(); // before the first look nothing is known
    again.look();
    assertThat(again.occupancy().get("ground"))
        .containsExactly(
            new ZoneOccupancy("hall", 0, 0, true), new ZoneOccupancy("office", 1, 0, true));
    // Another plan of it: counts stay.
    sites.put(Floor.AREA);
    again.look();
    assertThat(again.inside("campus")).isEqualTo(1);
    again.close();
    deletes(store, to);
  }

  private static void deletes(InteriorStore store, Instant to) {
    assertThat(store.deleteCounts(START)).isZero();
    assertThat(store.deleteHeat(START)).isZero();
    assertThat(store.deleteCounts(to)).isPositive();
    assertThat(store.deleteHeat(to)).isEqualTo(1);
    assertThat(store.minutes("ground", Instant.EPOCH, to)).isEmpty();
    assertThat(store.heat("ground", Instant.EPOCH, to)).isEmpty();
  }

  @Test
  void counts_are_settled_at_night_when_it_is_quiet() {
    TestDatabase database = kind.open(folder);
    Interior interior = interior(sites(database), database);
    walk(interior, 2, 10);
    // Whoever that was left by a window. Cameras see nobody; at four it is quiet.
    clock.now = Instant.parse("2026-03-03T03:58:00Z");
    for (int i = 0; i < 1800; i++) {
      see(interior, List.of());
      if (clock.now.isBefore(Instant.parse("2026-03-03T04:00:00Z"))) {
        assertThat(interior.inside("campus")).isEqualTo(1);
      }
    }
    assertThat(interior.inside("campus")).isZero();
    interior.close();
    assertThat(interior.store().corrections("ground", START, clock.now))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.before()).isEqualTo(1);
              assertThat(c.after()).isZero();
              assertThat(c.reason()).isEqualTo(Correction.Reason.SETTLED);
            });
  }

  @Test
  void counts_of_one_minute_add_up_and_capacities_are_kept() {
    TestDatabase database = kind.open(folder);
    var store = new InteriorStore(database.client(), database.transaction());
    var minute =
        new AreaMinute(
            "a",
            START,
            60,
            List.of(new AreaMinute.OfZone("z", 1.5, 3)),
            List.of(new AreaMinute.OfDoor("d", 2, 1)),
            List.of(new AreaMinute.OfFlow("z", "y", 4)),
            List.of());
    store.write(minute);
    store.write(minute);
    store.write("a", START, HeatGrid.of(0.5, 4, new float[] {0, 1, 0, 2.5f}));
    store.write("a", START, HeatGrid.of(0.5, 4, new float[] {0, 1, 1}));
    store.watched("c", START, 30);
    store.watched("c", START, 12.5);
    Instant to = START.plusSeconds(1);
    assertThat(store.minutes("a", START, to))
        .containsExactly(new InteriorStore.Minute(START, "z", 1.5, 3));
    assertThat(store.crossings("a", START, to))
        .containsExactlyInAnyOrder(
            new InteriorStore.Crossing(START, "d", true, 4),
            new InteriorStore.Crossing(START, "d", false, 2));
    assertThat(store.flows("a", START, to)).containsExactly(new InteriorStore.Flow("z", "y", 8));
    HeatGrid heat = store.heat("a", START, to).orElseThrow();
    assertThat(heat.places()).containsExactly(1, 2, 3);
    assertThat(heat.seconds()).containsExactly(2, 1, 2.5f);
    assertThat(store.watched("c", START, to)).isEqualTo(Map.of(START, 42.5));
    assertThat(store.minutes("b", START, to)).isEmpty();

    store.capacity("a", "z", Optional.of(40));
    store.capacity("a", "y", Optional.of(9));
    store.capacity("a", "y", Optional.empty());
    assertThat(store.capacities("a")).isEqualTo(Map.of("z", 40));
    assertThatThrownBy(() -> store.capacity("a", "z", Optional.of(0)))
        .isInstanceOf(InteriorException.class)
        .hasMessageContaining("not 0");
  }
}
