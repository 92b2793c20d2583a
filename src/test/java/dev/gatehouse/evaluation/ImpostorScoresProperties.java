package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class ImpostorScoresProperties {
  private static final double STEP = 1e-5;

  private static ImpostorScores of(List<Float> scores) {
    var counted = new ImpostorScores();
    scores.forEach(counted::add);
    return counted;
  }

  private static long atLeast(List<Float> scores, double threshold) {
    return scores.stream().filter(s -> s >= threshold).count();
  }

  @Property(tries = 300)
  void at_the_threshold_no_more_match_than_the_rate_allows_and_just_below_it_too_many(
      @ForAll @Size(min = 1, max = 200) List<@FloatRange(min = -1, max = 1) Float> scores,
      @ForAll @DoubleRange(min = 0, max = 0.99) double rate) {
    double threshold = of(scores).threshold(rate);
    double allowed = Math.floor(scores.size() * rate + 1e-9);
    // The counting rounds each score to a step, so the threshold is exact to within one.
    assertThat(atLeast(scores, threshold + STEP)).isLessThanOrEqualTo((long) allowed);
    assertThat(atLeast(scores, threshold - 1.5 * STEP)).isGreaterThan((long) allowed);
  }

  @Property(tries = 100)
  void the_threshold_is_that_of_sorting(
      @ForAll @Size(min = 10, max = 100) List<@FloatRange(min = -1, max = 1) Float> scores) {
    List<Float> sorted = scores.stream().sorted((a, b) -> Float.compare(b, a)).toList();
    for (int allowed = 0; allowed < scores.size(); allowed++) {
      double rate = (allowed + 0.5) / scores.size();
      assertThat(of(scores).threshold(rate)).isCloseTo(sorted.get(allowed), within(1.5 * STEP));
    }
  }

  @Property(tries = 100)
  void counts_of_two_threads_add_up(
      @ForAll @Size(max = 50) List<@FloatRange(min = -1, max = 1) Float> a,
      @ForAll @Size(min = 1, max = 50) List<@FloatRange(min = -1, max = 1) Float> b) {
    ImpostorScores sum = of(a);
    sum.addAll(of(b));
    List<Float> all = new java.util.ArrayList<>(a);
    all.addAll(b);
    assertThat(sum.total()).isEqualTo(all.size());
    assertThat(sum.threshold(0.1)).isEqualTo(of(all).threshold(0.1));
  }

  @Example
  void a_rate_needs_ten_expected_matches_to_be_stated() {
    var scores = new ImpostorScores();
    for (int i = 0; i < 999; i++) {
      scores.add(0);
    }
    assertThat(scores.supports(1e-2)).isFalse();
    scores.add(0);
    assertThat(scores.supports(1e-2)).isTrue();
    assertThat(scores.supports(1e-3)).isFalse();
  }

  @Example
  void a_score_a_little_beyond_1_is_counted_as_1() {
    var scores = new ImpostorScores();
    scores.add(1.0000002f);
    scores.add(-1.0000002f);
    assertThat(scores.total()).isEqualTo(2);
    assertThat(scores.threshold(0)).isCloseTo(1, within(1.5 * STEP));
  }
}
