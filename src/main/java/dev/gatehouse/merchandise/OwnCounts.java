package dev.gatehouse.merchandise;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What one member was shown and touched: the level below all contexts of {@link ItemCounts}.
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
    return own == null
        ? rate
        : ItemCounts.draw(rate, SHRINKAGE, own.shows(), own.touches(), random);
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
