package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UnlinkabilityTest {
  private static float[] normal(long seed, int count, double mean) {
    var random = new Random(seed);
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (float) (mean + random.nextGaussian());
    }
    return scores;
  }

  @Test
  void scores_of_one_distribution_link_nothing() {
    assertThat(Unlinkability.system(normal(1, 100_000, 0), normal(2, 400_000, 0))).isLessThan(0.02);
  }

  @Test
  void scores_that_never_meet_link_everything() {
    assertThat(Unlinkability.system(normal(1, 1_000, 20), normal(2, 1_000, -20))).isEqualTo(1);
  }

  /** Of N(m, 1) and N(0, 1) the local measure is tanh of half the log ratio; integrated by hand. */
  @Test
  void it_is_the_mean_of_the_local_measure() {
    double shift = 1.5;
    double expected = 0;
    double step = 1e-3;
    for (double s = -8; s < 10; s += step) {
      double density = Math.exp(-(s - shift) * (s - shift) / 2) / Math.sqrt(2 * Math.PI);
      double logRatio = shift * s - shift * shift / 2;
      expected += density * Math.max(0, Math.tanh(logRatio / 2)) * step;
    }
    assertThat(Unlinkability.system(normal(1, 400_000, shift), normal(2, 400_000, 0)))
        .isEqualTo(expected, offset(0.01));
  }

  @Test
  void too_few_scores_are_refused_with_their_number() {
    assertThatThrownBy(() -> Unlinkability.system(new float[3], new float[100]))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("not 3 and 100");
  }
}
