package dev.gatehouse.interior;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How far counts drift where detectors miss people and trackers lose them, and that settling ends
 * it. {@link #main} prints the figures of docs/interior.md.
 */
class CountingErrorTest {

  /**
   * @param passed how often somebody truly went through a door
   * @param counted how often that was counted
   * @param apart mean difference of a zone's count and the truth when all stand still, in people
   * @param corrections of zones in which nobody was when somebody left
   */
  private record Error(long passed, long counted, double apart, int corrections) {}

  private static List<Floor.View> views(boolean twice, double missed) {
    return twice
        ? List.of(
            new Floor.View(0, 12, 0.8, false, missed),
            new Floor.View(2, 18, -0.9, false, missed),
            new Floor.View(9, 26, 0.1, false, missed))
        : List.of(
            new Floor.View(0, 12, 0.8, false, missed), new Floor.View(12, 26, -0.9, false, missed));
  }

  private static Error run(
      boolean twice,
      double missed,
      double noise,
      double breaks,
      int people,
      int runs,
      int seconds) {
    long passed = 0;
    long counted = 0;
    double apart = 0;
    int corrections = 0;
    for (int run = 0; run < runs; run++) {
      var random = new Random(100 + run);
      var floor = new Floor(views(twice, missed), people, noise, 0.15 + noise, random);
      int[] rooms = new int[people];
      for (int i = 0; i < seconds * 10; i++) {
        for (int camera = 0; camera < (twice ? 3 : 2); camera++) {
          if (random.nextDouble() < breaks * Floor.FRAME) {
            floor.breakTracks(camera);
          }
        }
        floor.step(false);
        for (int w = 0; w < people; w++) {
          int room = floor.walkers.get(w).room();
          passed += Math.abs(room - rooms[w]);
          rooms[w] = room;
        }
      }
      for (int i = 0; i < 300; i++) {
        floor.step(true);
        for (int w = 0; w < people; w++) {
          int room = floor.walkers.get(w).room();
          passed += Math.abs(room - rooms[w]);
          rooms[w] = room;
        }
      }
      for (String zone : List.of("hall", "office")) {
        apart += Math.abs(floor.zone(zone).people() - floor.truly(zone)) / 2.0 / runs;
      }
      AreaMinute minute = floor.people.drain(Instant.EPOCH);
      for (AreaMinute.OfDoor door : minute.doors()) {
        counted += door.forward() + door.backward();
      }
      corrections += minute.corrections().size();
    }
    return new Error(passed, counted, apart, corrections);
  }

  @Test
  void missesMakeSmallErrorsWhichSettlingEnds() {
    Error clean = run(true, 0, 0.05, 0, 6, 2, 120);
    assertThat(clean.counted()).isEqualTo(clean.passed());
    Error missing = run(true, 0.3, 0.1, 0.02, 6, 2, 240);
    assertThat(missing.counted()).isBetween(missing.passed() * 9 / 10, missing.passed() * 11 / 10);

    var floor = new Floor(views(true, 0.3), 6, 0.1, 0.25, new Random(5));
    for (int i = 0; i < 1200; i++) {
      if (i % 50 == 0) {
        floor.breakTracks(i / 50 % 3);
      }
      floor.step(false);
    }
    for (int i = 0; i < 300; i++) {
      floor.step(true);
    }
    floor.people.settle(floor.time);
    floor.live = floor.people.look(floor.time);
    for (String zone : List.of("hall", "office")) {
      assertThat(Math.abs(floor.zone(zone).people() - floor.truly(zone))).isLessThanOrEqualTo(1);
    }
  }

  public static void main(String[] args) {
    System.out.println(
        "cameras a door | frames missed | noise m | tracks broken each s | passed | counted | error"
            + " % | people apart after 20 min | below zero");
    for (boolean twice : new boolean[] {true, false}) {
      for (double[] how :
          new double[][] {
            {0, 0.05, 0},
            {0.1, 0.1, 0},
            {0.3, 0.1, 0},
            {0.5, 0.1, 0},
            {0.1, 0.1, 0.05},
            {0.3, 0.2, 0.05}
          }) {
        Error e = run(twice, how[0], how[1], how[2], 8, 4, 1200);
        System.out.printf(
            "%d | %.0f %% | %.2f | %.2f | %d | %d | %+.2f | %.2f | %d%n",
            twice ? 2 : 1,
            100 * how[0],
            how[1],
            how[2],
            e.passed(),
            e.counted(),
            100.0 * (e.counted() - e.passed()) / e.passed(),
            e.apart(),
            e.corrections());
      }
    }
  }
}
