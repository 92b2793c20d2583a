package dev.gatehouse.merchandise;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What one member was shown and touched. Their own rate is drawn from a beta distribution whose
 * mean is the rate of people like them: where little was seen those speak, where much was seen the
 * member does (shrinkage: A. Gelman et al., "Bayesian Data Analysis", 3rd ed., 2013, chapter 5).
 *
 * @param items by their ids
 */
record OwnCounts(Map<UUID, OwnCounts.Own> items) {
  static final OwnCounts NONE = new OwnCounts(Map.of());

  /** In shows, how much a person's own history is shrunk towards those like them. */
  private static final double SHRINKAGE = 15;

  record Own(int shows, int touches) {}

  OwnCounts {
    items = Map.copyOf(items);
  }

  double sample(UUID item, double rate, RandomGenerator random) {
    Own own = items.get(item);
    if (own == null) {
      return rate;
    }
    double r = Math.clamp(rate, 1e-6, 1 - 1e-6);
    return BetaSampler.sample(
        SHRINKAGE * r + own.touches(),
        SHRINKAGE * (1 - r) + Math.max(0, own.shows() - own.touches()),
        random);
  }

  OwnCounts plus(UUID item, int shown, int touched) {
    Map<UUID, Own> more = new HashMap<>(items);
    more.merge(
        item,
        new Own(shown, touched),
        (a, b) -> new Own(a.shows() + b.shows(), a.touches() + b.touches()));
    return new OwnCounts(more);
  }
}
