package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.face.FaceException;
import dev.gatehouse.liveness.LivenessChallenge.Action;
import dev.gatehouse.liveness.LivenessChallenge.Prompt;
import dev.gatehouse.liveness.LivenessChallenge.State;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** People, photos and films before a challenge; what they do is known, since they are made. */
class LivenessChallengeProperties {
  private static final double FRAME = 0.08; // seconds

  /** Somebody who does what is asked, after a moment; or who does something else. */
  private static final class Actor {
    final Random random;
    double now = 100;

    Actor(long seed) {
      this.random = new Random(seed);
    }

    void show(LivenessChallenge challenge, SyntheticHead head) {
      now += FRAME;
      challenge.see(SyntheticHead.noisy(head.seen(), 0.15, random), now);
    }

    void straight(LivenessChallenge challenge, double seconds) {
      for (double end = now + seconds; now < end; ) {
        show(challenge, SyntheticHead.STRAIGHT.turned(3 * Math.sin(now)));
      }
    }

    void perform(LivenessChallenge challenge, Prompt prompt) {
      for (int i = 0; i < prompt.times(); i++) {
        for (int step = 1; step <= 8; step++) {
          double part = Math.sin(Math.PI / 2 * step / 8);
          SyntheticHead head = SyntheticHead.STRAIGHT;
          show(
              challenge,
              switch (prompt.action()) {
                case TURN_LEFT -> head.turned(35 * part);
                case TURN_RIGHT -> head.turned(-35 * part);
                case BLINK -> head.withLids(step >= 3 && step <= 5 ? 0.45 : 1);
                case COME_CLOSER -> head.at(12 - 4 * part);
              });
        }
      }
      for (int step = 7; step >= 0; step--) {
        SyntheticHead head = SyntheticHead.STRAIGHT;
        show(
            challenge,
            switch (prompt.action()) {
              case TURN_LEFT -> head.turned(35.0 * step / 8);
              case TURN_RIGHT -> head.turned(-35.0 * step / 8);
              case BLINK -> head;
              case COME_CLOSER -> head.at(12 - 4.0 * step / 8);
            });
      }
    }
  }

  @Property(tries = 1000)
  void who_does_what_is_asked_passes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int n) {
    var actor = new Actor(seed);
    var challenge = LivenessChallenge.random(new Random(seed), n, actor.now);
    assertThat(challenge.actions()).isEqualTo(n);
    for (int i = 0; i < n; i++) {
      assertThat(challenge.done()).isEqualTo(i);
      Prompt prompt = challenge.prompt().orElseThrow();
      actor.straight(challenge, 0.5 + 0.5 * actor.random.nextDouble());
      actor.perform(challenge, prompt);
    }
    assertThat(challenge.state()).as(challenge.failure()).isEqualTo(State.PASSED);
    assertThat(challenge.prompt()).isEmpty();
    // Passed is passed: it says nothing about whoever comes next.
    actor.perform(challenge, new Prompt(Action.TURN_LEFT, 1));
    assertThat(challenge.done()).isEqualTo(n);
  }

  /** A photo, however it is held, tilted and brought closer, turns no head and shuts no eye. */
  @Property(tries = 1000)
  void a_photo_that_is_moved_about_never_passes(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int n) {
    var random = new Random(seed);
    var challenge = LivenessChallenge.random(new Random(seed), n, 0);
    double pan = random.nextDouble(10, 50);
    double pace = random.nextDouble(0.5, 4);
    for (double t = 0; t < 40; t += FRAME) {
      var held =
          SyntheticHead.STRAIGHT
              .turned(pan * Math.sin(pace * t))
              .nodding(20 * Math.sin(1.7 * pace * t))
              .at(12 - 4 * Math.sin(0.7 * t));
      challenge.see(SyntheticHead.noisy(held.seenFlat(), 0.15, random), t);
    }
    assertThat(challenge.state()).isEqualTo(State.FAILED);
    assertThat(challenge.failure()).isNotBlank();
  }

  /** A film of another challenge: it passes only where the draw happens to be the same. */
  @Property(tries = 1000)
  void a_film_of_an_earlier_challenge_passes_only_another_like_it(@ForAll long seed) {
    var random = new Random(seed);
    var filmed = LivenessChallenge.random(new Random(random.nextLong()), 3, 0);
    var actor = new Actor(seed);
    var challenge = LivenessChallenge.random(new Random(random.nextLong()), 3, actor.now);
    var script = new java.util.ArrayList<Prompt>();
    var asked = new java.util.ArrayList<Prompt>();
    for (int i = 0; i < 3; i++) {
      script.add(promptOf(filmed, i));
      asked.add(promptOf(challenge, i));
    }
    for (Prompt prompt : script) {
      actor.straight(challenge, 0.6);
      actor.perform(challenge, prompt);
    }
    boolean passed = challenge.state() == State.PASSED;
    // More blinks than were asked for are blinks enough.
    boolean alike = true;
    for (int i = 0; i < 3; i++) {
      alike &=
          script.get(i).action() == asked.get(i).action()
              && script.get(i).times() >= asked.get(i).times();
    }
    assertThat(passed).isEqualTo(alike);
  }

  private static Prompt promptOf(LivenessChallenge challenge, int index) {
    return challenge.prompts().get(index);
  }

  @Example
  void every_order_is_drawn_and_each_has_a_turn() {
    Set<List<Action>> orders = new HashSet<>();
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      List<Action> actions =
          LivenessChallenge.random(random, 3, 0).prompts().stream().map(Prompt::action).toList();
      assertThat(actions).doesNotHaveDuplicates();
      assertThat(actions).containsAnyOf(Action.TURN_LEFT, Action.TURN_RIGHT);
      orders.add(actions);
    }
    assertThat(orders).as("4 * 3 * 2, all with a turn").hasSize(24);
  }

  @Example
  void turning_the_wrong_way_fails() {
    var actor = new Actor(1);
    var challenge = LivenessChallenge.of(List.of(new Prompt(Action.TURN_LEFT, 1)), actor.now);
    actor.straight(challenge, 0.5);
    actor.perform(challenge, new Prompt(Action.TURN_RIGHT, 1));
    assertThat(challenge.state()).isEqualTo(State.FAILED);
    assertThat(challenge.failure()).contains("not asked for");
  }

  @Example
  void who_takes_too_long_fails() {
    var actor = new Actor(1);
    var challenge = LivenessChallenge.of(List.of(new Prompt(Action.BLINK, 2)), actor.now);
    actor.straight(challenge, LivenessChallenge.SECONDS_EACH + 0.2);
    assertThat(challenge.state()).isEqualTo(State.FAILED);
    assertThat(challenge.failure()).contains("longer than 8 seconds");
    assertThat(LivenessChallenge.of(List.of(new Prompt(Action.BLINK, 2)), 0).see(9))
        .as("nobody came")
        .isEqualTo(State.FAILED);
  }

  @Example
  void who_leaves_or_is_replaced_fails() {
    var actor = new Actor(1);
    var left = LivenessChallenge.of(List.of(new Prompt(Action.TURN_LEFT, 1)), actor.now);
    actor.straight(left, 0.5);
    assertThat(left.see(actor.now + 0.9)).isEqualTo(State.RUNNING);
    assertThat(left.see(actor.now + 1.1)).isEqualTo(State.FAILED);
    assertThat(left.failure()).contains("out of sight");

    var replaced = LivenessChallenge.of(List.of(new Prompt(Action.TURN_LEFT, 1)), actor.now);
    actor.straight(replaced, 0.5);
    actor.show(replaced, SyntheticHead.STRAIGHT.at(5));
    assertThat(replaced.failure()).contains("the face changed");
  }

  @Example
  void what_was_under_way_at_the_prompt_does_not_count() {
    var actor = new Actor(1);
    var challenge = LivenessChallenge.of(List.of(new Prompt(Action.TURN_LEFT, 1)), actor.now);
    for (int i = 0; i < 20; i++) {
      actor.show(challenge, SyntheticHead.STRAIGHT.turned(35));
    }
    assertThat(challenge.state()).as("no straight look yet").isEqualTo(State.RUNNING);
    assertThat(challenge.done()).isZero();
  }

  @Example
  void what_comes_before_anybody_could_react_fails() {
    var challenge = LivenessChallenge.of(List.of(new Prompt(Action.TURN_LEFT, 1)), 0);
    challenge.see(SyntheticHead.STRAIGHT.seen(), 0.03);
    challenge.see(SyntheticHead.STRAIGHT.seen(), 0.06);
    challenge.see(SyntheticHead.STRAIGHT.turned(35).seen(), 0.09);
    assertThat(challenge.state()).isEqualTo(State.FAILED);
    assertThat(challenge.failure()).contains("before anybody could have read");
  }

  @Example
  void challenges_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> LivenessChallenge.random(new Random(1), 0, 0))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("1 to 4 actions, not 0");
    assertThatThrownBy(() -> new Prompt(Action.TURN_LEFT, 2))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("TURN_LEFT 2 times");
  }
}
