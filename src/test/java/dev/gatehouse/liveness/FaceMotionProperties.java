package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.FaceShape;
import java.util.Random;
import java.util.function.DoubleFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** Heads and pictures of heads that are made, so that it is known how they move. */
class FaceMotionProperties {
  private static final double FRAME = 0.08; // seconds

  private static FaceMotion seen(int frames, DoubleFunction<FaceShape> at) {
    var motion = new FaceMotion();
    for (int i = 0; i < frames; i++) {
      motion.see(at.apply(i * FRAME), 1000 + i * FRAME);
    }
    return motion;
  }

  private static SyntheticHead held(double t, double pan, double pace) {
    return SyntheticHead.STRAIGHT
        .turned(pan * Math.sin(pace * t))
        .nodding(0.6 * pan * Math.cos(0.8 * pace * t))
        .at(12 - 3 * Math.sin(0.9 * pace * t));
  }

  @Property(tries = 1000)
  void a_flat_picture_is_not_live_however_it_is_held(
      @ForAll @DoubleRange(min = 0, max = 40) double pan,
      @ForAll @DoubleRange(min = 0.3, max = 5) double pace,
      @ForAll long seed) {
    var random = new Random(seed);
    var motion = seen(40, t -> SyntheticHead.noisy(held(t, pan, pace).seenFlat(), 0.2, random));
    assertThat(motion.score().orElseThrow()).isLessThan(0.5);
  }

  @Property(tries = 1000)
  void a_head_that_turns_as_far_is_live(
      @ForAll @DoubleRange(min = 10, max = 40) double pan,
      @ForAll @DoubleRange(min = 2, max = 5) double pace,
      @ForAll long seed) {
    var random = new Random(seed);
    var motion = seen(40, t -> SyntheticHead.noisy(held(t, pan, pace).seen(), 0.2, random));
    assertThat(motion.score().orElseThrow()).isGreaterThanOrEqualTo(0.5);
  }

  @Example
  void a_face_that_speaks_or_blinks_is_live() {
    var speaks = seen(20, t -> SyntheticHead.STRAIGHT.withLips(1 + 0.6 * Math.sin(12 * t)).seen());
    assertThat(speaks.score().orElseThrow()).isGreaterThanOrEqualTo(0.5);
    var blinks =
        seen(15, t -> SyntheticHead.STRAIGHT.withLids(t > 0.4 && t < 0.8 ? 0.1 : 1).seen());
    assertThat(blinks.score().orElseThrow()).isGreaterThanOrEqualTo(0.5);
  }

  @Example
  void what_was_seen_too_little_has_no_score() {
    assertThat(seen(4, t -> SyntheticHead.STRAIGHT.turned(200 * t).seen()).score()).isEmpty();
    var brief = new FaceMotion();
    for (int i = 0; i < 20; i++) {
      brief.see(SyntheticHead.STRAIGHT.turned(i).seen(), 0.01 * i);
    }
    assertThat(brief.score()).isEmpty();
  }
}
