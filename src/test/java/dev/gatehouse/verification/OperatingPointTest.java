package dev.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.face.FaceModels;
import dev.gatehouse.inference.ModelManifest;
import org.junit.jupiter.api.Test;

class OperatingPointTest {
  @Test
  void the_rates_are_of_the_embedder_that_comes_with_gatehouse() {
    try (var models = FaceModels.load(ModelManifest.bundled(), 1)) {
      assertThat(models.embedder().fingerprint()).isEqualTo(OperatingPoint.MODEL);
    }
  }

  @Test
  void a_lower_rate_needs_a_higher_threshold() {
    float before = 0;
    for (double rate : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
      float threshold = OperatingPoint.at(rate, OperatingPoint.MODEL).threshold();
      assertThat(threshold).isGreaterThan(before);
      before = threshold;
    }
  }

  @Test
  void what_was_not_measured_is_not_claimed() {
    assertThatThrownBy(() -> OperatingPoint.at(1e-6, OperatingPoint.MODEL))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("1.0E-5");
    assertThatThrownBy(() -> OperatingPoint.at(1e-4, "own:1"))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("does not know");
  }
}
