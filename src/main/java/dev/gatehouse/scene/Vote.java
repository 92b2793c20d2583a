package dev.gatehouse.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the pictures of a track say together: each guess counts with its score and a weight (say,
 * the size of the object), and the value with the most wins. Not thread-safe.
 */
public final class Vote<T> {
  private final Map<T, Double> sums = new LinkedHashMap<>();
  private double total;

  /**
   * @param weight over 0: how much this picture is worth beside the others
   */
  public void add(Guess<T> guess, double weight) {
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("A weight is over 0, not " + weight);
    }
    sums.merge(guess.value(), guess.score() * weight, Double::sum);
    total += weight;
  }

  /** The winner with its share of all that was voted; empty before the first vote. */
  public Optional<Guess<T>> result() {
    return sums.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(best -> new Guess<>(best.getKey(), Math.min(1, best.getValue() / total)));
  }

  /** As {@link #result()}, where it is at least so sure; else unknown. */
  public Optional<Guess<T>> result(double smallestScore) {
    return result().filter(guess -> guess.score() >= smallestScore);
  }
}
