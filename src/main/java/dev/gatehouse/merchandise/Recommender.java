package dev.gatehouse.merchandise;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Picks goods for those who stand before a screen, and learns from what they touch. Thread-safe but
 * for the generator of random numbers, which must be.
 *
 * <p>A contextual bandit by Thompson sampling (W. R. Thompson, "On the likelihood that one unknown
 * probability exceeds another", Biometrika 25, 1933; O. Chapelle and L. Li, "An empirical
 * evaluation of Thompson sampling", NIPS 2011): of each item a rate of touches is drawn from what
 * is known of it in the context, see {@link LogisticModel}; those with the highest weight times
 * rate are shown. What is little known is drawn high now and then, and so gets its chance.
 *
 * <p>A small share of slates is drawn evenly from all that may be shown there at all. A coin
 * decides before anybody is looked at, so that those slates tell how chance does with the same
 * people: what the lift is measured against. On a slate the order is random too, so that no item
 * gains by its place.
 */
final class Recommender {
  /** What is expected of a catalogue of which nothing was touched yet. */
  private static final double EXPECTED = 0.03;

  /** In shows: how long it takes until the catalogue's own rate replaces {@link #EXPECTED}. */
  private static final double EXPECTED_WEIGHT = 100;

  private final double exploration;
  private final RandomGenerator random;
  private final Map<UUID, LogisticModel> models = new ConcurrentHashMap<>();
  private final LongAdder shows = new LongAdder();
  private final LongAdder touches = new LongAdder();

  /**
   * @param exploration share of slates that are drawn evenly, 0 to 1
   */
  Recommender(double exploration, RandomGenerator random) {
    this.exploration = exploration;
    this.random = random;
  }

  /**
   * @param explored whether chance alone picked
   * @param items in the order in which they are shown
   */
  record Choice(boolean explored, List<AgeGate.Allowed> items) {}

  /**
   * @param at in the time zone of the kiosk
   * @param own what is known of the member who stands there; of nobody it is {@link OwnCounts#NONE}
   * @param n at most so many
   */
  Choice choose(
      Collection<Item> catalogue,
      Shopper shopper,
      Context context,
      ZonedDateTime at,
      OwnCounts own,
      int n) {
    boolean explored = random.nextDouble() < exploration;
    List<AgeGate.Allowed> allowed = new ArrayList<>();
    for (Item item : catalogue) {
      if (item.available() && item.target().suits(context, at)) {
        AgeGate.pass(item, shopper.ages()).ifPresent(allowed::add);
      }
    }
    Function<Item, Double> value =
        explored
            ? _ -> random.nextDouble()
            : item -> item.weight() * own.sample(item.id(), sample(item, context), random);
    record Valued(AgeGate.Allowed allowed, double value) {}
    List<AgeGate.Allowed> best =
        new ArrayList<>(
            allowed.stream()
                .map(one -> new Valued(one, value.apply(one.item())))
                .sorted(Comparator.comparingDouble(Valued::value).reversed())
                .limit(n)
                .map(Valued::allowed)
                .toList());
    for (int i = best.size() - 1; i > 0; i--) {
      Collections.swap(best, i, random.nextInt(i + 1));
    }
    return new Choice(explored, List.copyOf(best));
  }

  private double sample(Item item, Context context) {
    double prior = (EXPECTED * EXPECTED_WEIGHT + touches.sum()) / (EXPECTED_WEIGHT + shows.sum());
    return of(item.id()).sample(context, Math.clamp(prior, 1e-4, 0.9), random);
  }

  private LogisticModel of(UUID item) {
    return models.computeIfAbsent(item, _ -> new LogisticModel());
  }

  void learn(UUID item, Context context, long shown, long touched) {
    of(item).add(context, shown, touched);
    shows.add(shown);
    touches.add(touched);
  }

  long shows(UUID item) {
    return of(item).shows();
  }

  long touches(UUID item) {
    return of(item).touches();
  }
}
