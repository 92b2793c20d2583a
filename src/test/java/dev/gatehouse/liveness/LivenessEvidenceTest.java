package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.liveness.PresentationAttackDetector.Score;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class LivenessEvidenceTest {
  private static final double FRAME = 0.08; // seconds

  private static LivenessEvidence seen(DoubleFunction<FaceShape> at, double... networks) {
    var evidence = new LivenessEvidence();
    var random = new Random(3);
    for (int i = 0; i < 30; i++) {
      double t = i * FRAME;
      evidence.see(SyntheticHead.noisy(at.apply(t), 0.2, random), t);
    }
    for (double logOdds : networks) {
      evidence.add(new Score(logOdds, logOdds, logOdds));
    }
    return evidence;
  }

  private static FaceShape turning(double t) {
    return SyntheticHead.STRAIGHT.turned(15 * Math.sin(3 * t)).seen();
  }

  private static FaceShape tilted(double t) {
    return SyntheticHead.STRAIGHT
        .turned(25 * Math.sin(3 * t))
        .nodding(15 * Math.sin(2 * t))
        .seenFlat();
  }

  @Test
  void a_head_that_turns_and_that_the_networks_take_for_live_is_live() {
    try (var evidence = seen(LivenessEvidenceTest::turning, 2, 3, 1)) {
      assertThat(evidence.live()).isTrue();
      assertThat(evidence.networks()).hasValue(2);
      assertThat(evidence.score().orElseThrow()).isBetween(0.5, 1.0);
    }
  }

  @Test
  void a_flat_picture_is_not_live_however_sure_the_networks_are() {
    try (var evidence = seen(LivenessEvidenceTest::tilted, 10, 10, 10)) {
      assertThat(evidence.motion().orElseThrow()).isLessThan(0.5);
      assertThat(evidence.live()).isFalse();
    }
  }

  @Test
  void a_film_of_a_face_that_moves_is_not_live_if_the_networks_see_the_screen() {
    try (var evidence = seen(LivenessEvidenceTest::turning, -3, -2, 1)) {
      assertThat(evidence.motion().orElseThrow()).isGreaterThan(0.5);
      assertThat(evidence.live()).isFalse();
      assertThat(evidence.score().orElseThrow()).isLessThan(0.5);
    }
  }

  @Test
  void one_frame_that_the_networks_take_for_an_attack_does_not_decide() {
    try (var evidence = seen(LivenessEvidenceTest::turning, 2, -12, 2, 3, 2)) {
      assertThat(evidence.live()).isTrue();
    }
  }

  @Test
  void a_blink_helps_a_little_and_not_against_networks_that_are_sure() {
    DoubleFunction<FaceShape> blinking =
        t ->
            SyntheticHead.STRAIGHT
                .turned(15 * Math.sin(3 * t))
                .withLids(t > 1.2 && t < 1.4 ? 0.4 : 1)
                .seen();
    try (var doubtful = seen(blinking, -0.5, -0.5);
        var sure = seen(blinking, -4, -4)) {
      assertThat(doubtful.blinks()).isEqualTo(1);
      assertThat(doubtful.live()).isTrue();
      assertThat(sure.live()).isFalse();
    }
  }

  @Test
  void what_was_seen_too_little_has_no_score_and_is_not_live() {
    try (var withoutNetworks = seen(LivenessEvidenceTest::turning);
        var oneFrame = seen(LivenessEvidenceTest::turning, 5);
        var nothing = new LivenessEvidence()) {
      assertThat(withoutNetworks.score()).isEmpty();
      assertThat(withoutNetworks.live()).isFalse();
      assertThat(oneFrame.score()).isEmpty();
      assertThat(nothing.live()).isFalse();
    }
  }
}
