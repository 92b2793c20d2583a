package dev.gatehouse.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LayoutCounterProperties {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 500;
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 6, 1);

  /** Upwards through the middle: left of the arrow is left in the picture. */
  private static final CountingLine LINE =
      new CountingLine("line", "Line", new Point(0.5, 0.8), new Point(0.5, 0.2), "east", "west");

  private static final Zone ZONE =
      new Zone(
          "zone",
          "Zone",
          List.of(
              new Point(0.4, 0.2), new Point(0.6, 0.2), new Point(0.6, 0.8), new Point(0.4, 0.8)));

  private static LayoutCounter counter() {
    return counter(Optional.empty());
  }

  private static LayoutCounter counter(Optional<GroundPlane> ground) {
    return new LayoutCounter(
        new Layout(List.of(ZONE), List.of(LINE), ground), ZoneOffset.UTC, LayoutCounts.none(DAY));
  }

  /** A box of 40 by 90 pixels, whose band is 6, that stands at these pixels. */
  private static Box standing(double x, double y) {
    return new Box(x - 20, y - 90, x + 20, y);
  }

  private static void see(LayoutCounter counter, long track, double x, double y, double seconds) {
    counter.see(track, standing(x, y), WIDTH, HEIGHT, at(seconds));
  }

  private static Instant at(double seconds) {
    return NOON.plusNanos(Math.round(seconds * 1e9));
  }

  @Property(tries = 200)
  void who_goes_over_is_counted_once_with_the_direction_however_the_point_trembles(
      @ForAll long seed,
      @ForAll boolean rightwards,
      @ForAll @DoubleRange(min = 1, max = 60) double pace,
      @ForAll @DoubleRange(min = 0, max = 2.5) double tremble) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    double seconds = 0;
    for (double gone = 0; gone <= 800; gone += pace) {
      double x = rightwards ? 100 + gone : 900 - gone;
      see(
          counter,
          7,
          x + tremble * (2 * random.nextDouble() - 1),
          250 + tremble * (2 * random.nextDouble() - 1),
          seconds);
      seconds += 0.02 + 0.1 * random.nextDouble();
    }
    Instant end = at(seconds);
    assertThat(counter.end(7).crossings())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.line()).isEqualTo("line");
              assertThat(c.forward()).isEqualTo(rightwards);
              assertThat(c.at()).isBetween(NOON, end);
            });
    assertThat(counter.counts(NOON).line("line"))
        .isEqualTo(rightwards ? new LayoutCounts.OfLine(1, 0) : new LayoutCounts.OfLine(0, 1));
  }

  @Property(tries = 200)
  void who_trembles_on_the_line_is_not_counted(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 2.9) double tremble) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    for (int i = 0; i < 300; i++) {
      see(counter, 1, 500 + tremble * (2 * random.nextDouble() - 1), 250, i * 0.04);
    }
    assertThat(counter.end(1).crossings()).isEmpty();
  }

  @Property(tries = 200)
  void whatever_one_track_does_it_counts_at_most_once_in_each_direction(
      @ForAll long seed, @ForAll @DoubleRange(min = 1, max = 300) double reach) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    for (int i = 0; i < 200; i++) {
      see(
          counter,
          1,
          500 + reach * (2 * random.nextDouble() - 1),
          250 + 240 * (2 * random.nextDouble() - 1),
          i * 0.04);
    }
    List<Crossing> crossings = counter.end(1).crossings();
    assertThat(crossings.stream().filter(Crossing::forward).count()).isLessThanOrEqualTo(1);
    assertThat(crossings.stream().filter(c -> !c.forward()).count()).isLessThanOrEqualTo(1);
    assertThat(crossings).isSortedAccordingTo(java.util.Comparator.comparing(Crossing::at));
  }

  @Property(tries = 200)
  void who_goes_around_the_end_is_not_counted(
      @ForAll @DoubleRange(min = 0, max = 90) double y, @ForAll boolean rightwards) {
    LayoutCounter counter = counter();
    for (int i = 0; i <= 40; i++) {
      double x = rightwards ? 100 + 20 * i : 900 - 20 * i;
      see(counter, 1, x, y, i * 0.1);
    }
    assertThat(counter.end(1).crossings()).isEmpty();
  }

  @Property(tries = 200)
  void a_track_that_is_hidden_while_it_crosses_is_counted_at_the_time_of_the_cut(
      @ForAll @DoubleRange(min = 20, max = 400) double before,
      @ForAll @DoubleRange(min = 20, max = 400) double after,
      @ForAll @DoubleRange(min = 0.05, max = 30) double gap) {
    LayoutCounter counter = counter();
    see(counter, 1, 500 - before, 250, 0);
    see(counter, 1, 500 + after, 250, gap);
    Crossing crossing = counter.end(1).crossings().getFirst();
    assertThat(crossing.forward()).isTrue();
    double cut = gap * before / (before + after);
    assertThat(Duration.between(NOON, crossing.at()).toNanos() / 1e9).isCloseTo(cut, within(1e-6));
  }

  @Example
  void back_and_around_is_counted_for_what_it_was() {
    LayoutCounter counter = counter();
    // Over the line, back around its upper end, and over it again: once forward, never backward.
    double[][] way = {{400, 250}, {600, 250}, {600, 50}, {400, 50}, {400, 250}, {600, 250}};
    for (int i = 0; i < way.length; i++) {
      see(counter, 1, way[i][0], way[i][1], i);
    }
    assertThat(counter.end(1).crossings()).extracting(Crossing::forward).containsExactly(true);
  }

  @Property(tries = 100)
  void zones_hold_what_entered_and_did_not_leave(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int tracks) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    double[] x = random.doubles(tracks, 100, 900).toArray();
    double[] v = random.doubles(tracks, -150, 150).toArray();
    List<Long> ended = new ArrayList<>();
    List<ZoneStay> stays = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      for (int t = 0; t < tracks; t++) {
        if (!ended.contains((long) t)) {
          x[t] += v[t] * 0.1 + random.nextGaussian();
          see(counter, t, x[t], 250, i * 0.1);
          if (random.nextInt(200) == 0) {
            ended.add((long) t);
            stays.addAll(counter.end(t).stays());
          }
        }
      }
      var zone = counter.counts(at(i * 0.1)).zone("zone");
      assertThat(zone.now()).isBetween(0, tracks - ended.size());
      assertThat(zone.total() - zone.stays()).isEqualTo(zone.now());
    }
    for (int t = 0; t < tracks; t++) {
      stays.addAll(counter.end(t).stays());
    }
    var zone = counter.counts(at(15)).zone("zone");
    assertThat(zone.now()).isZero();
    assertThat(zone.total()).isEqualTo(zone.stays()).isEqualTo(stays.size());
    if (!stays.isEmpty()) {
      double mean =
          stays.stream().mapToDouble(s -> s.dwell().toMillis() / 1000.0).average().orElseThrow();
      assertThat(zone.dwellSeconds().orElseThrow()).isCloseTo(mean, within(0.002));
    }
  }

  @Property(tries = 100)
  void trembling_at_a_zones_edge_is_at_most_one_stay(@ForAll long seed) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    for (int i = 0; i < 200; i++) {
      // Five frames a third of a second: no side lasts long enough but by chance at the end.
      boolean in = i % 3 == 0 || (i % 3 == 1 && random.nextBoolean());
      see(counter, 1, in ? 403 : 397, 250, i * 0.06);
    }
    assertThat(counter.end(1).stays().size()).isLessThanOrEqualTo(1);
  }

  @Example
  void a_stay_lasts_from_the_first_moment_inside_to_the_first_outside() {
    LayoutCounter counter = counter();
    for (int i = 0; i <= 80; i++) {
      see(counter, 1, 100 + 10 * i, 250, i * 0.1); // inside from x = 400 to below 600
    }
    ZoneStay stay = counter.end(1).stays().getFirst();
    assertThat(stay.entered()).isEqualTo(at(3));
    assertThat(stay.dwell()).isEqualTo(Duration.ofSeconds(2));
  }

  /** A road of 10 by 40 metres seen in perspective. */
  private static final GroundPlane ROAD =
      new GroundPlane(
          List.of(
              new Point(0.1, 0.95), new Point(0.9, 0.95), new Point(0.6, 0.4), new Point(0.4, 0.4)),
          List.of(new Point(0, 0), new Point(10, 0), new Point(10, 40), new Point(0, 40)));

  @Property(tries = 100)
  void the_speed_of_what_drives_evenly_is_measured(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 5, max = 60) double kmh,
      @ForAll @DoubleRange(min = 0.02, max = 0.2) double frame) {
    Random random = new Random(seed);
    Homography toPicture = Homography.between(ROAD.metres(), ROAD.picture());
    LayoutCounter counter = counter(Optional.of(ROAD));
    double seconds = 0;
    for (double y = 0; y <= 40; y = kmh / 3.6 * seconds) {
      double px = toPicture.x(5, y) * WIDTH + random.nextGaussian() * 0.1;
      double py = toPicture.y(5, y) * HEIGHT + random.nextGaussian() * 0.1;
      see(counter, 1, px, py, seconds);
      seconds += frame * (0.5 + random.nextDouble());
    }
    double live = counter.speed(1).orElseThrow();
    assertThat(live).isCloseTo(kmh, within(0.1 * kmh + 1));
    assertThat(counter.end(1).speed().orElseThrow()).isCloseTo(kmh, within(0.05 * kmh + 0.5));
  }

  @Example
  void there_is_no_speed_without_a_ground_beyond_the_horizon_and_of_what_is_cut_off() {
    LayoutCounter blind = counter();
    LayoutCounter counter = counter(Optional.of(ROAD));
    for (int i = 0; i < 30; i++) {
      see(blind, 1, 100 + 10 * i, 250, i * 0.1);
      see(counter, 1, 100 + 10 * i, 20, i * 0.1); // in the sky
      see(counter, 2, 100 + 10 * i, HEIGHT, i * 0.1); // its foot is below the picture
    }
    assertThat(blind.end(1).speed()).isEmpty();
    assertThat(counter.end(1).speed()).isEmpty();
    assertThat(counter.end(2).speed()).isEmpty();
  }

  @Property(tries = 100)
  void paths_have_64_points_at_most_and_keep_their_ends(@ForAll long seed) {
    Random random = new Random(seed);
    LayoutCounter counter = counter();
    double x = 500;
    double y = 250;
    see(counter, 1, x, y, 0);
    for (int i = 1; i < 2000; i++) {
      x = Math.clamp(x + 20 * random.nextGaussian(), 0, WIDTH);
      y = Math.clamp(y + 20 * random.nextGaussian(), 0, HEIGHT);
      see(counter, 1, x, y, i * 0.04);
    }
    assertThat(counter.trail(1)).hasSizeBetween(2, 33);
    List<Point> path = counter.end(1).path();
    assertThat(path).hasSizeBetween(3, 64);
    assertThat(path.getFirst()).isEqualTo(new Point(0.5, 0.5));
    assertThat(path.getLast().distance(new Point(x / WIDTH, y / HEIGHT))).isLessThan(1e-9);
  }

  @Example
  void a_straight_path_is_its_ends_and_a_way_back_keeps_its_turn() {
    assertThat(
            PathThinning.thin(
                List.of(new Point(0, 0), new Point(0.2, 0), new Point(0.7, 0), new Point(0.9, 0)),
                64))
        .containsExactly(new Point(0, 0), new Point(0.9, 0));
    assertThat(
            PathThinning.thin(List.of(new Point(0, 0), new Point(0.8, 0), new Point(0.1, 0)), 64))
        .hasSize(3);
  }

  @Example
  void counts_begin_anew_at_the_midnight_of_the_place() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    var counter =
        new LayoutCounter(
            new Layout(List.of(ZONE), List.of(LINE), Optional.empty()),
            berlin,
            LayoutCounts.none(DAY));
    Instant evening = Instant.parse("2026-06-01T21:59:50Z"); // ten seconds before
    counter.see(1, standing(450, 250), WIDTH, HEIGHT, evening);
    counter.see(1, standing(550, 250), WIDTH, HEIGHT, evening.plusSeconds(1));
    assertThat(counter.counts(evening).line("line")).isEqualTo(new LayoutCounts.OfLine(1, 0));
    assertThat(counter.counts(evening).zone("zone").total()).isEqualTo(1);
    LayoutCounts after = counter.counts(evening.plusSeconds(10));
    assertThat(after.day()).isEqualTo(DAY.plusDays(1));
    assertThat(after.line("line")).isEqualTo(new LayoutCounts.OfLine(0, 0));
    assertThat(after.zone("zone").now()).isEqualTo(1);
    assertThat(after.zone("zone").total()).isZero();
  }

  @Example
  void a_counter_goes_on_from_what_had_been_counted() {
    LayoutCounter first = counter();
    for (int i = 0; i <= 80; i++) {
      see(first, 1, 100 + 10 * i, 250, i * 0.1);
    }
    first.end(1);
    LayoutCounts before = first.counts(at(9));
    var second = new LayoutCounter(first.layout(), ZoneOffset.UTC, before);
    assertThat(second.counts(at(9))).isEqualTo(before);
    assertThat(before.zone("zone").dwellSeconds()).hasValue(2);
  }

  @Example
  void a_track_that_was_never_seen_went_nowhere() {
    assertThat(counter().end(3)).isEqualTo(TrackSummary.NOTHING);
    assertThat(counter().trail(3)).isEmpty();
    assertThat(counter().speed(3)).isEmpty();
  }
}
