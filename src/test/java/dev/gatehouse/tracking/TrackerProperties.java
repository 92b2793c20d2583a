package dev.gatehouse.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TrackerProperties {
  private static final TrackerSettings SETTINGS = TrackerSettings.defaults();

  private static String state(Tracker tracker) {
    var state = new StringBuilder();
    for (Track track : tracker.tracks()) {
      state
          .append(track.id())
          .append(track.confirmed() ? " counts " : " ")
          .append(track.seen())
          .append(track.box())
          .append('\n');
    }
    return state.toString();
  }

  @Property(tries = 50)
  void anIdIsNeverUsedAgainAndNothingIsLost(@ForAll Random random) {
    var tracker = new Tracker(SETTINGS);
    var boxes = new Detections();
    Set<Long> over = new HashSet<>();
    Set<Long> living = new HashSet<>();
    double time = 0;
    for (int frame = 0; frame < 150; frame++) {
      Scene.fillWildly(boxes, random, 15);
      time += random.nextInt(40) == 0 ? 3 : 0.04;
      tracker.update(boxes, time);
      Set<Long> before = new HashSet<>(living);
      for (Track track : tracker.ended()) {
        assertThat(over.add(track.id())).as("ended once").isTrue();
        assertThat(before.remove(track.id())).as("lived before").isTrue();
      }
      living.clear();
      Set<Integer> used = new HashSet<>();
      for (Track track : tracker.tracks()) {
        assertThat(living.add(track.id())).as("once in a frame").isTrue();
        assertThat(over).doesNotContain(track.id());
        if (track.seen()) {
          assertThat(used.add(track.detection())).as("a box has one track").isTrue();
        }
      }
      assertThat(living).as("whoever did not end lives on").containsAll(before);
    }
  }

  @Property(tries = 30)
  void theSameBoxesGiveTheSameTracks(@ForAll long seed) {
    assertThat(wild(seed)).isEqualTo(wild(seed));
  }

  private static List<String> wild(long seed) {
    var random = new Random(seed);
    var tracker = new Tracker(SETTINGS);
    var boxes = new Detections();
    List<String> states = new ArrayList<>();
    for (int frame = 0; frame < 100; frame++) {
      Scene.fillWildly(boxes, random, 12);
      tracker.update(boxes, frame * 0.05);
      states.add(state(tracker));
    }
    return states;
  }

  @Property(tries = 50)
  void theOrderOfTheBoxesDoesNotMatter(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 20) int objects) {
    var scene = new Scene(random, objects);
    var one = new Tracker(SETTINGS);
    var other = new Tracker(SETTINGS);
    var boxes = new Detections();
    for (int frame = 0; frame < 40; frame++) {
      double time = frame * 0.04;
      List<Integer> order = scene.shuffled(random);
      List<Integer> missing = order.subList(0, random.nextInt(objects + 1));
      scene.fill(boxes, time, missing);
      one.update(boxes, time);
      List<Integer> again = new ArrayList<>(missing);
      Collections.shuffle(again, random);
      scene.fill(boxes, time, again);
      other.update(boxes, time);
      assertThat(state(other)).isEqualTo(state(one));
    }
  }

  @Property(tries = 50)
  void halfTheFramesGiveTheSameTracksOfEvenMotion(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 20) int objects) {
    var scene = new Scene(random, objects);
    var all = new Tracker(SETTINGS);
    var half = new Tracker(SETTINGS);
    var boxes = new Detections();
    for (int frame = 0; frame <= 50; frame++) {
      double time = frame * 0.04;
      scene.fill(boxes, time);
      all.update(boxes, time);
      if (frame % 2 == 0) {
        half.update(boxes, time);
      }
    }
    assertThat(half.size()).isEqualTo(objects);
    assertThat(all.size()).isEqualTo(objects);
    for (int i = 0; i < objects; i++) {
      Track a = all.track(i);
      Track h = half.track(i);
      assertThat(h.id()).isEqualTo(a.id());
      assertThat(h.detection()).isEqualTo(a.detection());
      assertThat(h.x0()).isCloseTo(a.x0(), within(3.0));
      assertThat(h.velocityX()).isCloseTo(a.velocityX(), within(10.0));
    }
  }

  @Property(tries = 50)
  void nonsenseMakesNoNonsense(@ForAll Random random) {
    var tracker = new Tracker(SETTINGS);
    var boxes = new Detections();
    double[] steps = {0, 0.04, 0.04, 0.04, 1e-12, 0.5, 1e9, -1, -1e12};
    double time = 0;
    for (int frame = 0; frame < 200; frame++) {
      Scene.fillWildly(boxes, random, 30);
      time += steps[random.nextInt(steps.length)];
      tracker.update(boxes, time);
      for (Track track : tracker.tracks()) {
        assertThat(track.box().area()).isFinite();
        assertThat(track.velocityX()).isFinite();
        assertThat(track.velocityY()).isFinite();
        assertThat(track.score()).isBetween(0.0, 1.0);
      }
    }
  }

  @Property(tries = 30)
  void whoWalksEvenlyKeepsAnIdThroughGapsOfLessThanThePatience(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 10) int objects) {
    var scene = new Scene(random, objects);
    var tracker = new Tracker(SETTINGS);
    var boxes = new Detections();
    double time = 0;
    for (int frame = 0; frame < 25; frame++) {
      scene.fill(boxes, time);
      tracker.update(boxes, time);
      time += 0.04;
    }
    Map<Integer, Long> ids = byDetection(tracker);
    boxes.clear();
    if (random.nextBoolean()) { // frames without boxes, or no frames at all
      tracker.update(boxes, time);
    }
    time += 0.5;
    scene.fill(boxes, time);
    tracker.update(boxes, time);
    assertThat(byDetection(tracker)).isEqualTo(ids);
  }

  private static Map<Integer, Long> byDetection(Tracker tracker) {
    Map<Integer, Long> ids = new HashMap<>();
    for (Track track : tracker.tracks()) {
      ids.put(track.detection(), track.id());
    }
    return ids;
  }
}
