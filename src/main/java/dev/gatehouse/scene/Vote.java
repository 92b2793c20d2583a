package dev.gatehouse.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the pictures of a track say together: each guess counts with its score and a weight (say,
 * the size of the object), and the value with the most wins. A picture that did not tell counts
 * against all. The frames of a track resemble each other, and so do the errors made on them: many
 * that agree make a guess no surer than they are themselves. Not thread-safe.
 */
public final class Vote<T> {
  private final Map<T, Double> sums = new LinkedHashMap<>();
  private double total;

  /**
   * @param weight over 0: how much this picture is worth beside the others
   */
  public void add(Guess<T> guess, double weight) {
    requireWeight(weight);
    sums.merge(guess.value(), guess.score() * weight, Double::sum);
    total += weight;
  }

  /** A picture that was looked at and did not tell. */
  public void addUnknown(double weight) {
    requireWeight(weight);
    total += weight;
  }

  private static void requireWeight(double weight) {
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("A weight is over 0, not " + weight);
    }
  }

  /**
   * The winner with its share of all that was voted; of equals, the one that was voted for first.
   * Empty before the first guess.
   */
  public Optional<Guess<T>> result() {
    Map.Entry<T, Double> best = null;
    for (Map.Entry<T, Double> entry : sums.entrySet()) {
      if (best == null || entry.getValue() > best.getValue()) {
        best = entry;
      }
    }
    return best == null
        ? Optional.empty()
        : Optional.of(new Guess<>(best.getKey(), Math.min(1, best.getValue() / total)));
  }

  /** As {@link #result()}, where it is at least so sure; else unknown. */
  public Optional<Guess<T>> result(double smallestScore) {
    return result().filter(guess -> guess.score() >= smallestScore);
  }
}
