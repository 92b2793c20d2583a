package dev.gatehouse.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Point;
import dev.gatehouse.interior.TestInterior;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.TestSites;
import dev.gatehouse.street.TestStreets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reports of a site whose counts are known. */
@OnEachDatabase
class SiteStatisticsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** A Sunday with 25 hours. */
  private static final LocalDate LONG = LocalDate.of(2026, 10, 25);

  private static final LocalDate TODAY = LONG.plusDays(3);

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private static List<Point> box(double x0, double y0, double x1, double y1) {
    return List.of(new Point(x0, y0), new Point(x1, y0), new Point(x1, y1), new Point(x0, y1));
  }

  private static Sites sites(TestDatabase database) {
    Sites sites = TestSites.on(database);
    sites.put(new Site("town", "Town"));
    sites.put(
        new Area(
            "hall",
            "town",
            Optional.empty(),
            "Hall",
            0,
            20,
            10,
            Optional.empty(),
            List.of(
                new AreaZone("main", "Main hall", box(5, 0, 12, 10)),
                new AreaZone("shop", "Shop", box(12, 0, 20, 10))),
            List.of(
                new DoorLine(
                    "front",
                    "Front door",
                    new Point(5, 6),
                    new Point(5, 4),
                    Optional.empty(),
                    Optional.of("main")))));
    sites.put(
        new Placement(
            "cam",
            new Position("hall", new Point(10, 5)),
            0,
            90,
            20,
            Optional.of(new Calibration(box(0, 0, 1, 1), box(0, 0, 20, 10))),
            Duration.ZERO));
    return sites;
  }

  private static SiteStatistics statistics(Sites sites, TestDatabase database) {
    Clock clock = Clock.fixed(TODAY.atTime(10, 20).atZone(BERLIN).toInstant(), BERLIN);
    return new SiteStatistics(
        sites,
        TestStreets.none(database, clock),
        TestInterior.store(database),
        new StatisticsStore(database.client(), database.transaction()),
        clock);
  }

  /** What goes in at an hour of any day: nobody at night, 3 at seven, 40 and more by day. */
  private static long usual(ZonedDateTime hour) {
    int h = hour.getHour();
    return h == 7 ? 3 : h >= 8 && h < 20 ? 40 + (hour.getDayOfYear() * 7 + h * 3) % 9 : 0;
  }

  /** Fifteen weeks of it, with one camera that was watching all the time but for one morning. */
  private static void fill(TestDatabase database, LocalDate last) {
    List<Object[]> crossings = new ArrayList<>();
    List<Object[]> watched = new ArrayList<>();
    ZonedDateTime end = last.plusDays(1).atStartOfDay(BERLIN);
    for (ZonedDateTime hour = last.minusWeeks(15).atStartOfDay(BERLIN);
        hour.isBefore(end);
        hour = hour.plusHours(1)) {
      boolean down = hour.toLocalDate().equals(LONG.minusDays(2)) && hour.getHour() < 12;
      long count = usual(hour);
      if (hour.toLocalDate().equals(LONG.minusDays(1)) && hour.getHour() == 15) {
        count = 150; // a fair
      }
      if (hour.toLocalDate().equals(LONG.minusDays(1)) && hour.getHour() == 10) {
        count = 2; // a closed road
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        Instant at = hour.toInstant().plusSeconds(900L * quarter);
        if (!down) {
          watched.add(new Object[] {"cam", at.atOffset(ZoneOffset.UTC), 890.0});
        }
      }
      if (count > 0 && !down) {
        Instant at = hour.toInstant().plusSeconds(17 * 60);
        crossings.add(
            new Object[] {"hall", at.atOffset(ZoneOffset.UTC), "front", "forward", count});
      }
    }
    var jdbc = new JdbcTemplate(database.source());
    jdbc.batchUpdate(
        "insert into interior_crossing (area, at, door, direction, amount) values (?, ?, ?, ?, ?)",
        crossings);
    jdbc.batchUpdate("insert into camera_watch (camera, at, seconds) values (?, ?, ?)", watched);
  }

  private static Day day(Report report, String series, LocalDate day) {
    return report.series().stream()
        .filter(s -> s.id().equals(series))
        .flatMap(s -> s.days().stream())
        .filter(d -> d.day().equals(day))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void days_have_the_hours_of_their_clocks_and_gaps_are_no_zeros() {
    TestDatabase database = kind.open(folder);
    Sites sites = sites(database);
    SiteStatistics statistics = statistics(sites, database);
    assertThat(statistics.report("town", LONG, LONG).series())
        .filteredOn(s -> s.kind() == Series.Kind.DOOR)
        .allMatch(s -> s.days().getFirst().isGap());
    fill(database, TODAY.minusDays(1));
    statistics.exclude("town", LONG.minusDays(200), ""); // forgets what was reported before
    String door = "door/hall/front/forward";

    Report report = statistics.report("town", LONG.minusDays(7), TODAY);
    assertThat(report.series())
        .extracting(Series::id)
        .containsExactly(door, "door/hall/front/backward", "people/hall/main", "people/hall/shop");
    assertThat(report.series().getFirst().name()).isEqualTo("Front door: to Main hall");
    Day longDay = day(report, door, LONG);
    assertThat(longDay.hours()).hasSize(25);
    assertThat(longDay.hours().stream().filter(h -> h.hour() == 2)).hasSize(2);
    assertThat(longDay.missing()).isZero();
    // Of 13 hidden hours one had three: an exact total would say so of all of them.
    long shown =
        longDay.hours().stream()
            .mapToLong(h -> h.amount() instanceof Amount.Known k ? k.count() : 0)
            .sum();
    assertThat(longDay.low()).isEqualTo(shown);
    assertThat(longDay.high()).isEqualTo(shown + 4);
    assertThat(longDay.hours().get(0).amount()).isEqualTo(Amount.FEW);

    Day broken = day(report, door, LONG.minusDays(2));
    assertThat(broken.missing()).isEqualTo(12);
    assertThat(broken.hours().get(9).amount()).isEqualTo(Amount.GAP);
    assertThat(broken.hours().get(12).amount()).isInstanceOf(Amount.Known.class);
    // Of a day that is not over there are the hours that are.
    assertThat(day(report, door, TODAY).hours()).hasSize(10);
    assertThat(day(report, "people/hall/main", LONG).isGap()).isTrue();

    assertThat(report.flows())
        .singleElement()
        .satisfies(
            flow -> {
              assertThat(flow.sourceName()).isEqualTo("outside");
              assertThat(flow.targetName()).isEqualTo("Main hall");
              assertThat(flow.least()).isPositive();
            });
    // A report of other days says the same of a day.
    assertThat(day(statistics.report("town", LONG, LONG), door, LONG)).isEqualTo(longDay);
    assertThat(report.seenBy(camera -> !camera.equals("cam")).series()).isEmpty();
    assertThat(report.seenBy(camera -> true)).isEqualTo(report);
  }

  @Test
  void hours_unlike_those_of_the_weeks_before_are_flagged() {
    TestDatabase database = kind.open(folder);
    fill(database, TODAY.minusDays(1));
    SiteStatistics statistics = statistics(sites(database), database);
    LocalDate fair = LONG.minusDays(1);
    Report report = statistics.report("town", LONG.minusDays(10), TODAY);
    assertThat(report.unusual())
        .extracting(u -> u.at().atZone(BERLIN).toLocalDateTime(), Unusual::more, Unusual::amount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(fair.atTime(15, 0), true, new Amount.Known(150)),
            org.assertj.core.groups.Tuple.tuple(fair.atTime(10, 0), false, Amount.FEW));
    assertThat(report.unusual().getFirst().usual()).isBetween(38.0, 50.0);

    statistics.exclude("town", fair, "Town fair");
    assertThat(statistics.report("town", LONG.minusDays(10), TODAY).unusual()).isEmpty();
    assertThat(statistics.excluded("town")).isEqualTo(Map.of(fair, "Town fair"));
    assertThat(statistics.include("town", fair)).isTrue();
    assertThat(statistics.include("town", fair)).isFalse();
    assertThat(statistics.report("town", LONG.minusDays(10), TODAY).unusual()).hasSize(2);
    assertThatThrownBy(() -> statistics.exclude("town", fair, "x".repeat(101)))
        .isInstanceOf(StatisticsException.class);
  }

  @Test
  void weeks_peaks_and_trends() {
    TestDatabase database = kind.open(folder);
    fill(database, TODAY.minusDays(1));
    Report report = statistics(sites(database), database).report("town", LONG.minusDays(62), LONG);
    Series series = report.series().getFirst();
    assertThat(series.peak().orElseThrow().amount()).isEqualTo(new Amount.Known(150));
    List<Series.Week> weeks = series.weeks();
    assertThat(weeks).hasSize(9);
    assertThat(weeks.getFirst().missing()).isZero();
    assertThat(weeks.getLast().missing()).isEqualTo(12);
    assertThat(weeks.getLast().partial()).isFalse();
    assertThat(series.trend().orElseThrow()).isBetween(-0.03, 0.03);
  }

  @Test
  void what_cannot_be_asked_for_is_refused() {
    TestDatabase database = kind.open(folder);
    SiteStatistics statistics = statistics(sites(database), database);
    assertThatThrownBy(() -> statistics.report("town", TODAY, TODAY.minusDays(1)))
        .hasMessageContaining("before the first");
    assertThatThrownBy(() -> statistics.report("town", TODAY.minusDays(92), TODAY))
        .hasMessageContaining("92 days");
    assertThatThrownBy(() -> statistics.report("village", TODAY, TODAY))
        .isInstanceOf(StatisticsException.class);
    assertThat(statistics.published("town")).isEmpty();
    statistics.publish("town", "owner");
    statistics.publish("town", "owner");
    assertThat(statistics.published("town")).isPresent();
    statistics.withdraw("town");
    assertThat(statistics.published("town")).isEmpty();
  }
}
