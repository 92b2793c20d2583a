package dev.gatehouse.interior;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Counting people once: at doors, and where cameras overlap, whatever their clocks say. */
class AreaPeopleProperties {

  /** Cameras that see every door twice, with clocks that differ by up to two seconds. */
  private static List<Floor.View> views(Random random, boolean late) {
    double clock = random.nextDouble() * 2 - 1;
    return List.of(
        new Floor.View(0, 12, clock, late, 0),
        new Floor.View(2, 18, -Math.signum(clock) * random.nextDouble(), late, 0),
        new Floor.View(9, 26, random.nextDouble() * 2 - 1, late, 0));
  }

  @Property(tries = 80)
  void occupancyIsTheTruthWhateverTheClocks(
      @ForAll @IntRange(min = 1, max = 14) int count, @ForAll boolean late, @ForAll Random random) {
    var floor = new Floor(views(random, late), count, 0.05, 0.15, random);
    int frames = 600 + random.nextInt(900);
    for (int i = 0; i < frames; i++) {
      floor.step(false);
      for (ZoneOccupancy zone : floor.live.zones()) {
        assertThat(zone.people()).isNotNegative();
      }
    }
    while (!floor.walkers.stream().allMatch(Floor.Walker::idle)) {
      floor.step(true);
    }
    for (int i = 0; i < 50; i++) {
      floor.step(true);
    }
    for (String zone : List.of("hall", "office")) {
      assertThat(floor.zone(zone).people()).as(zone).isEqualTo(floor.truly(zone));
      assertThat(floor.zone(zone).counted()).isTrue();
    }
    assertThat(floor.people.drain(Instant.EPOCH).corrections()).isEmpty();
    assertThat(floor.names.size()).isLessThanOrEqualTo((int) floor.tracksBegun());
  }

  @Property(tries = 200)
  void whoStandsIsOneDotHoweverManyCamerasSeeThem(
      @ForAll @IntRange(min = 1, max = 14) int count, @ForAll boolean late, @ForAll Random random) {
    var floor = new Floor(views(random, late), count, 0.05, 0.15, random);
    for (int i = 0; i < 400; i++) {
      floor.step(false);
    }
    for (int i = 0; i < 400 || !floor.walkers.stream().allMatch(Floor.Walker::idle); i++) {
      floor.step(true);
    }
    assertThat(floor.live.dots()).hasSize(count);
    Set<String> ids = new HashSet<>();
    floor.live.dots().forEach(dot -> ids.add(dot.id()));
    assertThat(ids).hasSize(count);
  }

  /** Two cameras that see the same stretch, and people who walk along it. */
  private static final class Stretch {
    final AreaPeople people = new AreaPeople(Floor.AREA, 2, new SecureRandom());
    final Random random;
    final double clockA;
    final double clockB;
    double time = 5000;
    LiveArea live = people.look(time);

    Stretch(Random random) {
      this.random = random;
      this.clockA = random.nextDouble() * 2 - 1;
      this.clockB = random.nextDouble() * 2 - 1;
    }

    /**
     * @param inA who of them camera A sees
     */
    void see(List<double[]> where, Set<Integer> inA, Set<Integer> inB) {
      people.see(0, time + clockA, time, feet(where, inA));
      people.see(1, time + clockB, time, feet(where, inB));
      live = people.look(time);
      time += 0.1;
    }

    private Feet feet(List<double[]> where, Set<Integer> who) {
      var feet = new Feet();
      for (int i : who) {
        double[] at = where.get(i);
        feet.add(
            i + 1,
            at[0] + 0.05 * random.nextGaussian(),
            at[1] + 0.05 * random.nextGaussian(),
            0.15);
      }
      return feet;
    }
  }

  @Property(tries = 60)
  void onePersonInTwoViewsIsOneDotAndTwoAMetreApartAreTwo(
      @ForAll @IntRange(min = 1, max = 2) int count,
      @ForAll boolean inFile,
      @ForAll Random random) {
    var stretch = new Stretch(random);
    double speed = 0.8 + 0.8 * random.nextDouble();
    Set<Integer> all = count == 1 ? Set.of(0) : Set.of(0, 1);
    double x = 6;
    int wrong = 0;
    for (int i = 0; i < 400; i++) {
      // To and fro, so that the stretch does not end.
      boolean back = i / 60 % 2 == 1;
      x += (back ? -1 : 1) * speed * 0.1;
      List<double[]> where = new ArrayList<>();
      where.add(new double[] {x, 4});
      where.add(inFile ? new double[] {x - 1, 4} : new double[] {x, 5});
      stretch.see(where, all, all);
      if (i >= 60) {
        wrong += stretch.live.dots().size() == count ? 0 : 1;
      }
    }
    assertThat(wrong).as("frames of 340 with a wrong number of dots").isZero();
  }

  @Property(tries = 60)
  void twoThatAreSeenByOneCameraEachStayTwo(@ForAll boolean walking, @ForAll Random random) {
    var stretch = new Stretch(random);
    double x = 6;
    for (int i = 0; i < 300; i++) {
      x += walking ? (i / 60 % 2 == 1 ? -0.12 : 0.12) : 0;
      stretch.see(List.of(new double[] {x, 4}, new double[] {x, 5}), Set.of(0), Set.of(1));
      assertThat(stretch.live.dots()).hasSize(2);
    }
  }

  @Example
  void idsNeverComeAgain() {
    var floor = new Floor(views(new Random(4), false), 6, 0.05, 0.15, new Random(5));
    Set<String> before = new HashSet<>();
    Set<String> gone = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      floor.step(false);
      if (i % 100 == 99) {
        floor.breakTracks(i / 100 % 3);
      }
      Set<String> now = new HashSet<>();
      floor.live.dots().forEach(dot -> assertThat(now.add(dot.id())).isTrue());
      for (String id : before) {
        if (!now.contains(id)) {
          gone.add(id);
        }
      }
      before = now;
    }
    assertThat(floor.names).hasSizeGreaterThan(60).allMatch(id -> id.matches("[0-9a-v]{13}"));
    assertThat(floor.names.size()).isLessThanOrEqualTo((int) floor.tracksBegun());
    assertThat(gone.size()).isGreaterThan(50);
  }

  @Example
  void nobodyLeavesAZoneByBeingHidden() {
    var floor = new Floor(views(new Random(1), false), 3, 0.05, 0.15, new Random(2));
    for (Floor.Walker walker : floor.walkers) {
      walker.go(1);
    }
    for (int i = 0; i < 400; i++) {
      floor.step(true);
    }
    assertThat(floor.zone("hall").people()).isEqualTo(3);
    for (int i = 0; i < 100; i++) { // all cameras go on, and see nobody
      floor.time += 0.1;
      for (int camera = 0; camera < 3; camera++) {
        floor.people.see(camera, floor.time + 2, floor.time, new Feet());
      }
      floor.live = floor.people.look(floor.time);
    }
    assertThat(floor.live.dots()).isEmpty();
    assertThat(floor.zone("hall")).isEqualTo(new ZoneOccupancy("hall", 3, 0, true));

    floor.people.settle(floor.time);
    assertThat(floor.people.look(floor.time).zones().getFirst().people()).isZero();
    assertThat(floor.people.drain(Instant.EPOCH).corrections())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.zone()).isEqualTo("hall");
              assertThat(c.before()).isEqualTo(3);
              assertThat(c.after()).isZero();
              assertThat(c.reason()).isEqualTo(Correction.Reason.SETTLED);
            });
  }

  @Example
  void whoWasNeverCountedInIsNotCountedBelowZero() {
    var people = new AreaPeople(Floor.AREA, 1, new SecureRandom());
    for (int i = 0; i <= 40; i++) {
      var feet = new Feet();
      feet.add(1, 7 - 0.1 * i, 6, 0.1);
      people.see(0, 100 + 0.1 * i, 100 + 0.1 * i, feet);
    }
    LiveArea live = people.look(104.1);
    assertThat(live.zones()).allMatch(zone -> zone.people() == 0);
    AreaMinute minute = people.drain(Instant.EPOCH);
    assertThat(minute.doors()).containsExactly(new AreaMinute.OfDoor("front", 0, 1));
    assertThat(minute.corrections())
        .singleElement()
        .satisfies(c -> assertThat(c.reason()).isEqualTo(Correction.Reason.BELOW_ZERO));
    people.restore(Map.of("hall", 4, "gone", 3, "office", -2));
    assertThat(people.counts()).isEqualTo(Map.of("hall", 4, "office", 0));
  }
}
