package dev.gatehouse.merchandise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.face.Sex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The intervals and the distributions, against what is known of them. */
class StatisticsProperties {

  @Test
  void wilson_s_interval_is_that_of_the_literature() {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20.
    Rate a = Rate.of(81, 263);
    assertThat(a.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(a.high()).isCloseTo(0.3662, within(5e-5));
    Rate b = Rate.of(15, 148);
    assertThat(b.low()).isCloseTo(0.0624, within(5e-5));
    assertThat(b.high()).isCloseTo(0.1605, within(5e-5));
    Rate c = Rate.of(0, 20);
    assertThat(c.low()).isZero();
    assertThat(c.high()).isCloseTo(0.1611, within(5e-5));
  }

  @Property(tries = 2000)
  void a_lift_lies_within_its_interval(
      @ForAll @IntRange(max = 5000) int of1,
      @ForAll @IntRange(max = 5000) int of0,
      @ForAll @IntRange(max = 5000) int hits1,
      @ForAll @IntRange(max = 5000) int hits0) {
    Lift lift = Lift.of(Math.min(hits1, of1), of1, Math.min(hits0, of0), of0);
    lift.ratio()
        .ifPresent(
            ratio -> {
              assertThat(ratio.low()).isBetween(-1.0, ratio.value() + 1e-9);
              assertThat(ratio.high()).isGreaterThanOrEqualTo(ratio.value() - 1e-9).isFinite();
            });
    assertThat(lift.ratio().isPresent()).isEqualTo(of1 > 0 && of0 > 0 && hits0 > 0);
  }

  @Test
  void an_interval_of_95_percent_has_the_truth_in_it_that_often() {
    var random = new Random(1);
    for (double[] truth : new double[][] {{0.05, 0.03}, {0.2, 0.1}, {0.01, 0.01}}) {
      int covered = 0;
      int tries = 4000;
      for (int i = 0; i < tries; i++) {
        int hits1 = binomial(9000, truth[0], random);
        int hits0 = binomial(1000, truth[1], random);
        Lift lift = Lift.of(hits1, 9000, hits0, 1000);
        double wanted = truth[0] / truth[1] - 1;
        covered +=
            lift.ratio().filter(one -> one.low() <= wanted && wanted <= one.high()).isPresent()
                ? 1
                : 0;
      }
      // The standard deviation of what is counted is 0.0035.
      assertThat((double) covered / tries).isBetween(0.935, 0.97);
    }
  }

  private static int binomial(int n, double p, Random random) {
    // By the gaps between hits, which are geometric.
    int hits = 0;
    double at = 0;
    while (true) {
      at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / Math.log(1 - p));
      if (at > n) {
        return hits;
      }
      hits++;
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void draws_from_a_beta_distribution_have_its_mean_and_variance(
      @ForAll @IntRange(min = 1, max = 400) int tenthsA,
      @ForAll @IntRange(min = 1, max = 4000) int tenthsB,
      @ForAll long seed) {
    double a = tenthsA / 10.0;
    double b = tenthsB / 10.0;
    var random = new Random(seed);
    int n = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = BetaSampler.sample(a, b, random);
      assertThat(x).isBetween(0.0, 1.0);
      sum += x;
      squares += x * x;
    }
    double mean = a / (a + b);
    double variance = mean * (1 - mean) / (a + b + 1);
    assertThat(sum / n).isCloseTo(mean, within(6 * Math.sqrt(variance / n)));
    double measured = squares / n - sum / n * (sum / n);
    assertThat(measured).isCloseTo(variance, within(variance * 0.35 + 1e-9));
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void a_model_does_not_depend_on_the_order_in_which_it_learned(@ForAll long seed) {
    var random = new Random(seed);
    record Seen(Context context, int shows, int touches) {}
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int shows = 1 + random.nextInt(20);
      seen.add(new Seen(context(random), shows, random.nextInt(shows + 1)));
    }
    var one = new LogisticModel();
    seen.forEach(s -> one.add(s.context(), s.shows(), s.touches()));
    Collections.shuffle(seen, random);
    var other = new LogisticModel();
    for (Seen s : seen) {
      other.add(s.context(), s.shows(), s.touches());
      other.sample(s.context(), 0.05, random); // fits in between
    }
    Context context = context(random);
    assertThat(one.sample(context, 0.05, new Random(9)))
        .isCloseTo(other.sample(context, 0.05, new Random(9)), within(1e-6));
    // What is taken away again is forgotten.
    seen.forEach(s -> one.add(s.context(), -s.shows(), -s.touches()));
    assertThat(one.sample(context, 0.05, new Random(9)))
        .isCloseTo(new LogisticModel().sample(context, 0.05, new Random(9)), within(1e-6));
  }

  @Test
  void a_model_comes_near_to_the_rates_that_it_saw() {
    var model = new LogisticModel();
    var young = new Context(Optional.of(AgeBand.FROM_18), Optional.of(Sex.MALE), DayPart.EVENING);
    var old = new Context(Optional.of(AgeBand.FROM_60), Optional.of(Sex.FEMALE), DayPart.MORNING);
    model.add(young, 20_000, 4000);
    model.add(old, 20_000, 200);
    var random = new Random(1);
    assertThat(model.sample(young, 0.05, random)).isCloseTo(0.2, within(0.02));
    assertThat(model.sample(old, 0.05, random)).isCloseTo(0.01, within(0.005));
    // All touched, nobody touched: it stays within bounds.
    model.add(young, 1_000_000, 1_000_000);
    assertThat(model.sample(young, 0.05, random)).isBetween(0.9, 1.0);
  }

  private static Context context(Random random) {
    return new Context(
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(AgeBand.values()[random.nextInt(AgeBand.values().length)]),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Sex.values()[random.nextInt(2)]),
        DayPart.values()[random.nextInt(DayPart.values().length)]);
  }

  @Test
  void the_bandit_does_better_than_chance_and_nothing_restricted_gets_through() {
    MerchandiseSimulation.Result result = MerchandiseSimulation.run(2, 6000, 20, 1, (_, _) -> {});
    double random = touched(result, MerchandiseSimulation.Policy.RANDOM);
    double bandit = touched(result, MerchandiseSimulation.Policy.BANDIT);
    double oracle = touched(result, MerchandiseSimulation.Policy.ORACLE);
    assertThat(bandit).isGreaterThan(1.3 * random).isLessThan(oracle);
    // Regret: what is lost against who knows everything, per person, becomes less.
    List<Double> curve =
        result.curve().getOrDefault(MerchandiseSimulation.Policy.BANDIT, List.of());
    assertThat(curve.getLast()).isGreaterThan(curve.getFirst());
    assertThat(oracle - bandit).isLessThan(oracle - random);
    assertThat(result.belowLimit()).isZero();
    assertThat(MerchandiseSimulation.run(2, 6000, 20, 1, (_, _) -> {})).isEqualTo(result);
  }

  private static double touched(
      MerchandiseSimulation.Result result, MerchandiseSimulation.Policy policy) {
    return Objects.requireNonNull(result.touched().get(policy)).median();
  }
}
