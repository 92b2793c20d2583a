package dev.gatehouse.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FaceFollowerProperties {

  /** Faces come, go, wander, hide and stand one before another. */
  private static void stir(Crowd crowd, Random random) {
    crowd.faces.removeIf(_ -> random.nextInt(25) == 0);
    if (random.nextInt(4) == 0 && crowd.faces.size() < 25) {
      crowd.faces.add(
          Crowd.face(random.nextInt(1200), random.nextInt(700), 30 + random.nextInt(200)));
    }
    crowd.faces.replaceAll(
        face -> face.shifted(random.nextGaussian() * 12, random.nextGaussian() * 6));
  }

  @Property(tries = 60)
  void few_are_followed_each_once_and_an_id_is_never_used_again(@ForAll Random random) {
    var follower = new FaceFollower();
    var crowd = new Crowd();
    Set<Long> over = new HashSet<>();
    Set<Long> living = new HashSet<>();
    double time = 0;
    for (int picture = 0; picture < 200; picture++) {
      stir(crowd, random);
      time += random.nextInt(50) == 0 ? 2 : 0.04;
      Optional<List<Box>> detected =
          random.nextInt(5) == 0 ? Optional.of(List.copyOf(crowd.faces)) : Optional.empty();
      follower.update(crowd, detected, time);

      for (FaceFollower.Track track : follower.ended()) {
        assertThat(over.add(track.id())).as("ended once").isTrue();
      }
      Set<Long> now = new HashSet<>();
      List<FaceFollower.Track> seen = new ArrayList<>();
      for (FaceFollower.Track track : follower.tracks()) {
        assertThat(now.add(track.id())).as("followed once").isTrue();
        assertThat(over).doesNotContain(track.id());
        if (track.seen()) {
          for (FaceFollower.Track other : seen) {
            assertThat(other.box().iou(track.box())).as("one mesh a face").isLessThan(0.4);
          }
          seen.add(track);
          assertThat(crowd.faces).as("where a face is").anyMatch(f -> f.iou(track.box()) > 0.9);
        }
      }
      assertThat(now.size()).isLessThanOrEqualTo(FaceFollower.MOST);
      living.removeAll(over);
      assertThat(now).as("whoever did not end lives on").containsAll(living);
      living = now;
      assertThat(follower.others()).isBetween(0, 25);
    }
    crowd.faces.clear();
    follower.update(crowd, Optional.of(List.of()), time + 1);
    assertThat(follower.tracks()).as("nobody is there").isEmpty();
    assertThat(follower.others()).isZero();
  }

  @Property(tries = 20)
  void the_same_pictures_give_the_same_tracks(@ForAll long seed) {
    assertThat(wild(seed)).isEqualTo(wild(seed));
  }

  private static List<String> wild(long seed) {
    var random = new Random(seed);
    var follower = new FaceFollower();
    var crowd = new Crowd();
    List<String> states = new ArrayList<>();
    for (int picture = 0; picture < 60; picture++) {
      stir(crowd, random);
      follower.update(crowd, Optional.of(List.copyOf(crowd.faces)), picture * 0.05);
      follower.tracks().forEach(t -> states.add(t.id() + " " + t.seen() + t.box()));
    }
    return states;
  }
}
