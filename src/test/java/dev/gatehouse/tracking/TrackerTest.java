package dev.gatehouse.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.image.Box;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackerTest {
  private static final double FRAME = 0.04;

  private final Tracker tracker = new Tracker(TrackerSettings.defaults());
  private final Detections boxes = new Detections();
  private double time;

  private static Box person(double x, double y) {
    return new Box(x, y, x + 60, y + 160);
  }

  /** The next frame, with boxes of score 0.9. */
  private void frame(Box... seen) {
    frame(0.9, seen);
  }

  private void frame(double score, Box... seen) {
    boxes.clear();
    for (Box b : seen) {
      boxes.add(b.x0(), b.y0(), b.x1(), b.y1(), score, 0, 0);
    }
    tracker.update(boxes, time);
    time += FRAME;
  }

  /** The id of the track that has the box of that index, -1 for none. */
  private long id(int detection) {
    for (Track track : tracker.tracks()) {
      if (track.detection() == detection) {
        return track.id();
      }
    }
    return -1;
  }

  @Test
  void two_who_cross_keep_their_ids_while_only_the_front_one_is_seen() {
    for (int i = 0; i <= 60; i++) {
      Box right = person(i * 5, 40);
      Box left = person(300 - i * 5, 20);
      if (right.intersection(left) > 0.5 * left.area()) {
        frame(right);
      } else {
        frame(right, left);
      }
      assertThat(id(0)).as("front, frame %d", i).isEqualTo(1);
    }
    assertThat(id(1)).as("the other again").isEqualTo(2);
    assertThat(tracker.size()).isEqualTo(2);
  }

  @Test
  void who_comes_out_from_behind_takes_over_nobodys_track() {
    // One stands, hidden by one who walks past; a weak, half hidden box shows first.
    for (int i = 0; i < 20; i++) {
      frame(person(i * 6, 30), person(200, 20));
    }
    for (int i = 20; i < 46; i++) {
      frame(person(i * 6, 30));
    }
    for (int i = 46; i < 70; i++) {
      frame(person(i * 6, 30), person(200, 20));
      assertThat(id(0)).as("who walks").isEqualTo(1);
      assertThat(id(1)).as("who stands").isEqualTo(2);
    }
  }

  @Test
  void a_track_long_unseen_does_not_push_out_the_one_that_was_just_seen() {
    for (int i = 0; i < 20; i++) {
      frame(person(100, 0), person(115, 0));
    }
    for (int i = 0; i < 25; i++) {
      frame(person(100, 0));
      assertThat(id(0)).isEqualTo(1);
    }
    // By overlaps alone the unseen one, expected at 115, would take the first box, and the other
    // the second: 0.90 + 0.46 against 0.67 + 0.24.
    frame(person(112, 0), person(78, 0));
    assertThat(id(0)).isEqualTo(1);
    assertThat(id(1)).isEqualTo(2);
  }

  @Test
  void weak_boxes_continue_a_track_but_begin_none() {
    frame(0.3, person(0, 0));
    assertThat(tracker.size()).isZero();
    frame(0.6, person(0, 0));
    for (int i = 0; i < 20; i++) {
      frame(0.3, person(2 * i, 0));
      assertThat(id(0)).isEqualTo(1);
    }
    frame(0.1, person(42, 0));
    assertThat(id(0)).as("too weak").isEqualTo(-1);
  }

  @Test
  void a_track_counts_once_it_was_seen_often_enough_or_by_a_sure_box() {
    frame(0.6, person(0, 0));
    assertThat(tracker.track(0).confirmed()).isFalse();
    frame(0.6, person(0, 0));
    assertThat(tracker.track(0).confirmed()).isFalse();
    frame(0.6, person(0, 0));
    assertThat(tracker.track(0).confirmed()).isTrue();
    frame(0.9, person(0, 0), person(300, 0));
    assertThat(tracker.track(1).confirmed()).isTrue();
  }

  @Test
  void a_flash_ends_at_once() {
    frame(0.6, person(0, 0));
    frame();
    assertThat(tracker.size()).isZero();
    assertThat(tracker.ended()).extracting(Track::id).containsExactly(1L);
  }

  @Test
  void a_car_that_is_taken_for_a_truck_stays_one_and_keeps_the_type_of_most_frames() {
    int car = 2;
    int truck = 7;
    for (int i = 0; i < 30; i++) {
      boxes.clear();
      boxes.add(i * 4, 100, i * 4 + 120, 180, 0.8, i % 3 == 1 ? truck : car, 1);
      tracker.update(boxes, i * FRAME);
      assertThat(tracker.size()).isEqualTo(1);
    }
    assertThat(tracker.track(0).id()).isEqualTo(1);
    assertThat(tracker.track(0).type()).isEqualTo(car);
  }

  @Test
  void a_person_and_a_car_at_one_place_are_two() {
    for (int i = 0; i < 5; i++) {
      boxes.clear();
      boxes.add(0, 0, 60, 100, 0.9, 0, 0);
      boxes.add(0, 0, 60, 100, 0.8, 2, 1);
      tracker.update(boxes, i * FRAME);
      assertThat(id(0)).isEqualTo(1);
      assertThat(id(1)).isEqualTo(2);
    }
  }

  @Test
  void the_filter_learns_speed_and_growth_in_seconds() {
    for (int i = 0; i < 100; i++) {
      double t = i * FRAME;
      double h = 100 + 20 * t;
      time = t;
      frame(new Box(50 * t, 100, 50 * t + 50, 100 + h));
    }
    Track track = tracker.track(0);
    assertThat(track.velocityX()).isCloseTo(50, within(2.0));
    assertThat(track.velocityY()).isCloseTo(10, within(2.0));
    assertThat(track.y1() - track.y0()).isCloseTo(100 + 20 * 99 * FRAME, within(3.0));
  }

  @Test
  void a_track_ends_when_its_patience_is_over_even_where_it_was_left() {
    frame(person(0, 0));
    tracker.update(boxes, 2.1);
    assertThat(tracker.ended()).extracting(Track::id).containsExactly(1L);
    assertThat(tracker.track(0).id()).isEqualTo(2);
    assertThat(tracker.track(0).firstSeen()).isEqualTo(2.1);
  }

  @Test
  void time_that_stands_still_does_no_harm() {
    for (int i = 0; i < 20; i++) {
      time = 5;
      frame(person(i, 0));
      assertThat(id(0)).isEqualTo(1);
    }
  }

  @Test
  void time_that_runs_back_ends_all_and_starts_anew() {
    time = 100;
    frame(person(0, 0));
    time = 5;
    frame(person(0, 0));
    assertThat(tracker.ended()).extracting(Track::id).containsExactly(1L);
    assertThat(id(0)).isEqualTo(2);
    frame(person(0, 0));
    assertThat(id(0)).isEqualTo(2);
    assertThatThrownBy(() -> tracker.update(boxes, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not NaN");
  }

  @Test
  void ending_all_tells_each_track_once() {
    frame(person(0, 0), person(300, 0));
    tracker.endAll();
    assertThat(tracker.ended()).extracting(Track::id).containsExactlyInAnyOrder(1L, 2L);
    tracker.endAll();
    assertThat(tracker.ended()).isEmpty();
    frame(person(0, 0));
    assertThat(id(0)).isEqualTo(3);
    assertThat(tracker.ended()).isEmpty();
  }

  @Test
  void two_hundred_objects_are_two_hundred_tracks() {
    for (int i = 0; i < 50; i++) {
      List<Box> crowd = new ArrayList<>();
      for (int p = 0; p < 200; p++) {
        crowd.add(person(90 * (p % 20) + i * (p % 3), 200.0 * (p / 20)));
      }
      frame(crowd.toArray(Box[]::new));
      assertThat(tracker.size()).isEqualTo(200);
    }
    for (int p = 0; p < 200; p++) {
      assertThat(tracker.track(p).hits()).isEqualTo(50);
    }
  }

  @Test
  void looks_hold_together_what_hardly_overlaps() {
    float[] red = {1, 0, 0};
    float[] blue = {0, 0, 1};
    for (int i = 0; i < 10; i++) {
      colours(person(0, 0), red, person(40, 0), blue);
    }
    // Both have jumped to the other's place; only their looks tell.
    colours(person(40, 0), red, person(0, 0), blue);
    assertThat(id(0)).isEqualTo(1);
    assertThat(id(1)).isEqualTo(2);
    colours(person(40, 0), new float[3], person(0, 0), new float[] {Float.NaN, 0, 0});
    assertThat(tracker.size()).as("looks that tell nothing do no harm").isEqualTo(2);
  }

  private void colours(Box first, float[] one, Box second, float[] other) {
    boxes.clear();
    boxes.add(first.x0(), first.y0(), first.x1(), first.y1(), 0.9, 0, 0);
    boxes.add(second.x0(), second.y0(), second.x1(), second.y1(), 0.9, 0, 0);
    boxes.appearance(0, one);
    boxes.appearance(1, other);
    tracker.update(boxes, time);
    time += FRAME;
  }

  @Test
  void nothing_is_allocated_once_it_has_seen_enough() {
    var scene = new MovingBoxes(20, 200);
    for (int i = 0; i < 20_000; i++) {
      scene.next(boxes);
      tracker.update(boxes, i * FRAME);
    }
    long thread = Thread.currentThread().threadId();
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    memory.getThreadAllocatedBytes(thread);
    long before = memory.getThreadAllocatedBytes(thread);
    for (int i = 20_000; i < 25_000; i++) {
      scene.next(boxes);
      tracker.update(boxes, i * FRAME);
    }
    assertThat(memory.getThreadAllocatedBytes(thread) - before).isZero();
    assertThat(tracker.size()).isBetween(15, 40);
  }

  @Test
  void wrong_settings_are_refused() {
    TrackerSettings good = TrackerSettings.defaults();
    assertThatThrownBy(() -> good.withScores(0.5, 0.6, 0.7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 <= low <= high <= new <= 1, not 0.6, 0.5, 0.7");
    assertThatThrownBy(() -> good.withPatience(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withConfirmHits(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_type_that_is_none_is_refused() {
    assertThatThrownBy(() -> boxes.add(0, 0, 1, 1, 0.5, 128, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A type is 0 to 127, not 128");
  }
}
