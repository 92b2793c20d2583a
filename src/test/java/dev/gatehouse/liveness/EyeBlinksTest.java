package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.FaceShape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EyeBlinksTest {
  private static final double FRAME = 0.04; // seconds

  private static EyeBlinks looking(double seconds, java.util.function.DoubleUnaryOperator lids) {
    var blinks = new EyeBlinks();
    var random = new Random(4);
    for (double t = 0; t < seconds; t += FRAME) {
      FaceShape shape = SyntheticHead.STRAIGHT.withLids(lids.applyAsDouble(t)).seen();
      blinks.see(SyntheticHead.noisy(shape, 0.2, random), t);
    }
    return blinks;
  }

  @Test
  void each_blink_counts_once() {
    assertThat(looking(10, t -> t % 2 > 1 && t % 2 < 1.25 ? 0.5 : 1).count()).isEqualTo(5);
  }

  @Test
  void open_eyes_and_narrowed_ones_are_no_blink() {
    assertThat(looking(10, t -> 1).count()).isZero();
    assertThat(looking(10, t -> 0.9 + 0.1 * Math.sin(3 * t)).count()).isZero();
  }

  @Test
  void eyes_that_stay_shut_are_no_blink() {
    assertThat(looking(10, t -> t > 2 && t < 4 ? 0.5 : 1).count()).isZero();
  }

  @Test
  void the_ratio_is_that_of_height_and_width() {
    assertThat(EyeBlinks.aspectRatio(SyntheticHead.STRAIGHT.seen())).isBetween(0.35, 0.5);
    assertThat(EyeBlinks.aspectRatio(SyntheticHead.STRAIGHT.withLids(0).seen())).isLessThan(0.01);
  }
}
