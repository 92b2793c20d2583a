package dev.gatehouse.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxTrackerTest {
  private final BoxTracker tracker = new BoxTracker(0.8);

  private static Box face(double x, double y) {
    return new Box(x, y, x + 80, y + 100);
  }

  private long id(Box box, double seconds) {
    return tracker.update(List.of(box), seconds).tracks().getFirst().id();
  }

  @Test
  void a_moving_box_keeps_its_number_across_a_gap_shorter_than_the_patience() {
    for (int frame = 0; frame < 10; frame++) {
      assertThat(id(face(frame * 10, 50), frame * 0.04)).isEqualTo(1);
    }
    for (double at = 0.4; at < 0.5; at += 0.04) {
      assertThat(tracker.update(List.of(), at).tracks()).isEmpty();
    }
    // 0.16 s unseen at 250 px/s; without the prediction the overlap would be 40 of 80 pixels.
    assertThat(id(face(130, 50), 0.52)).isEqualTo(1);
  }

  @Test
  void a_box_that_moved_on_by_more_than_its_width_is_found_by_its_velocity() {
    for (int frame = 0; frame < 12; frame++) {
      id(face(frame * 16, 0), frame * 0.04);
    }
    // 400 px/s for 0.24 s: 96 px on, no overlap with where it was seen last.
    assertThat(face(11 * 16, 0).iou(face(11 * 16 + 96, 0))).isZero();
    assertThat(id(face(11 * 16 + 96, 0), 0.44 + 0.24)).isEqualTo(1);
  }

  @Test
  void a_track_ends_once_when_its_patience_is_over() {
    id(face(0, 0), 10);
    assertThat(tracker.update(List.of(), 10.79).ended()).isEmpty();
    var ended = tracker.update(List.of(), 10.81).ended();
    assertThat(ended).extracting(BoxTracker.Track::id).containsExactly(1L);
    assertThat(tracker.update(List.of(), 10.9).ended()).isEmpty();
  }

  @Test
  void who_comes_back_after_the_patience_is_somebody_new() {
    id(face(0, 0), 0);
    assertThat(id(face(0, 0), 0.81)).isEqualTo(2);
  }

  @Test
  void two_who_pass_each_other_keep_their_numbers() {
    for (int frame = 0; frame <= 40; frame++) {
      Box left = face(frame * 10, 0);
      Box right = face(400 - frame * 10, 60);
      // The order in which a detector lists them changes.
      boolean swapped = frame % 2 == 1;
      var tracks =
          tracker
              .update(swapped ? List.of(right, left) : List.of(left, right), frame * 0.04)
              .tracks();
      assertThat(tracks.get(swapped ? 1 : 0).id()).as("left at %d", frame).isEqualTo(1);
      assertThat(tracks.get(swapped ? 0 : 1).id()).as("right at %d", frame).isEqualTo(2);
    }
  }

  @Test
  void a_box_far_from_all_tracks_is_a_new_one() {
    id(face(0, 0), 0);
    var tracks = tracker.update(List.of(face(300, 0), face(2, 0)), 0.04).tracks();
    assertThat(tracks).extracting(BoxTracker.Track::id).containsExactly(2L, 1L);
  }

  @Test
  void two_boxes_on_one_track_are_two_tracks() {
    id(face(0, 0), 0);
    var tracks = tracker.update(List.of(face(20, 0), face(3, 0)), 0.04).tracks();
    assertThat(tracks).extracting(BoxTracker.Track::id).containsExactly(2L, 1L);
  }

  @Test
  void a_changing_frame_rate_does_no_harm() {
    var random = new Random(7);
    double at = 0;
    for (int frame = 0; frame < 200; frame++) {
      double x = 300 + 250 * Math.sin(at);
      assertThat(id(face(x, 40), at)).as("at %.2f s", at).isEqualTo(1);
      at += random.nextBoolean() ? 0.02 : 0.02 + random.nextDouble() * 0.18;
    }
  }

  @Test
  void a_clock_that_steps_back_starts_anew() {
    id(face(0, 0), 100);
    var update = tracker.update(List.of(face(0, 0)), 5);
    assertThat(update.ended()).extracting(BoxTracker.Track::id).containsExactly(1L);
    assertThat(update.tracks()).extracting(BoxTracker.Track::id).containsExactly(2L);
  }

  @Test
  void the_same_boxes_give_the_same_tracks() {
    assertThat(numbers(3)).isEqualTo(numbers(3)).isNotEqualTo(numbers(4));
  }

  private static List<List<Long>> numbers(long seed) {
    var tracker = new BoxTracker(0.3);
    var random = new Random(seed);
    List<List<Long>> all = new ArrayList<>();
    for (int frame = 0; frame < 100; frame++) {
      List<Box> boxes = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        boxes.add(face(random.nextInt(300), random.nextInt(200)));
      }
      var tracks = tracker.update(boxes, frame * 0.05).tracks();
      assertThat(tracks).extracting(BoxTracker.Track::id).doesNotHaveDuplicates();
      all.add(tracks.stream().map(BoxTracker.Track::id).toList());
    }
    return all;
  }

  @Test
  void ending_all_tracks_ends_each_once_and_their_numbers_are_not_used_again() {
    tracker.update(List.of(face(0, 0), face(300, 0)), 0);
    assertThat(tracker.endAll()).extracting(BoxTracker.Track::id).containsExactly(1L, 2L);
    assertThat(tracker.endAll()).isEmpty();
    assertThat(id(face(0, 0), 0.04)).isEqualTo(3);
  }
}
