package dev.gatehouse.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaceFollowerTest {
  private final FaceFollower follower = new FaceFollower();
  private final Crowd crowd = new Crowd();
  private double time;

  private void update(boolean detect, double seconds) {
    time += seconds;
    follower.update(crowd, detect ? Optional.of(List.copyOf(crowd.faces)) : Optional.empty(), time);
  }

  private List<Long> seen() {
    return follower.tracks().stream()
        .filter(FaceFollower.Track::seen)
        .map(FaceFollower.Track::id)
        .toList();
  }

  @Test
  void a_face_keeps_its_id_while_it_moves_and_no_detector_is_needed() {
    crowd.faces.add(Crowd.face(100, 100, 120));
    update(true, 0.04);
    for (int i = 0; i < 40; i++) {
      crowd.faces.set(0, crowd.faces.getFirst().shifted(8, 3));
      update(i % 10 == 0, 0.04);
      assertThat(seen()).containsExactly(1L);
    }
    assertThat(follower.tracks().getFirst().box().x0()).isBetween(419.0, 421.0);
    assertThat(follower.ended()).isEmpty();
  }

  @Test
  void a_face_that_is_lost_for_a_moment_is_the_same_and_one_that_was_away_is_not() {
    Box face = Crowd.face(100, 100, 120);
    crowd.faces.add(face);
    update(true, 0.04);
    crowd.faces.clear();
    update(true, 0.2);
    assertThat(seen()).isEmpty();
    assertThat(follower.tracks()).hasSize(1);
    crowd.faces.add(face.shifted(20, 0));
    update(true, 0.2);
    assertThat(seen()).containsExactly(1L);

    crowd.faces.clear();
    update(true, 0.3);
    update(true, 0.3);
    assertThat(follower.ended()).extracting(FaceFollower.Track::id).containsExactly(1L);
    crowd.faces.add(face);
    update(true, 0.04);
    assertThat(seen()).containsExactly(2L);
  }

  @Test
  void of_twenty_faces_the_six_largest_are_followed() {
    for (int i = 0; i < 20; i++) {
      crowd.faces.add(Crowd.face(i % 5 * 120, i / 5 * 120, 40 + 2 * i));
    }
    for (int i = 0; i < 8; i++) {
      update(true, 0.1);
      assertThat(follower.tracks().size()).isLessThanOrEqualTo(FaceFollower.MOST);
    }
    assertThat(seen()).hasSize(6);
    assertThat(follower.tracks())
        .extracting(track -> Math.round(track.box().width()))
        .containsExactly(78L, 76L, 74L, 72L, 70L, 68L);
    assertThat(follower.others()).isEqualTo(14);

    // Who comes nearer takes the place of the smallest.
    crowd.faces.add(Crowd.face(700, 100, 160));
    update(true, 0.1);
    assertThat(follower.tracks()).hasSize(6);
    assertThat(follower.tracks().getFirst().box().width()).isGreaterThan(150);
    assertThat(follower.ended()).hasSize(1);
  }

  @Test
  void of_two_meshes_on_one_face_the_older_stays() {
    crowd.faces.add(Crowd.face(100, 100, 120));
    crowd.faces.add(Crowd.face(300, 100, 120));
    update(true, 0.04);
    assertThat(seen()).hasSize(2);
    // The second goes away behind the first, and its mesh jumps over.
    crowd.faces.set(0, Crowd.face(200, 100, 120));
    crowd.faces.set(1, Crowd.face(300, 100, 120));
    update(false, 0.04);
    crowd.faces.remove(1);
    crowd.faces.set(0, Crowd.face(250, 100, 120));
    update(false, 0.04);
    update(false, 0.6);
    assertThat(follower.tracks()).hasSize(1);
  }

  @Test
  void what_no_detector_takes_for_a_face_ends() {
    crowd.faces.add(Crowd.face(100, 100, 120));
    update(true, 0.04);
    for (int i = 0; i < 30; i++) {
      time += 0.1;
      follower.update(crowd, Optional.of(List.of()), time);
    }
    assertThat(follower.tracks()).isEmpty();
  }

  @Test
  void time_that_runs_back_ends_everybody() {
    crowd.faces.add(Crowd.face(100, 100, 120));
    update(true, 5);
    time = 1;
    update(true, 0);
    assertThat(follower.ended()).extracting(FaceFollower.Track::id).containsExactly(1L);
    assertThat(seen()).containsExactly(2L);
  }
}
