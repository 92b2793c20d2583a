package dev.gatehouse.evaluation;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of names given by names that are true. The names are in lower case; {@link #UNKNOWN} for
 * none.
 */
final class Confusion {
  static final String UNKNOWN = "unknown";

  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void add(String truth, String given) {
    counts.computeIfAbsent(truth, t -> new TreeMap<>()).merge(given, 1, Integer::sum);
  }

  int total() {
    return counts.values().stream().mapToInt(Confusion::sum).sum();
  }

  double accuracy() {
    int right =
        counts.entrySet().stream().mapToInt(e -> e.getValue().getOrDefault(e.getKey(), 0)).sum();
    return right / (double) total();
  }

  /** Share of each truth that was given its name. */
  Map<String, Double> recall() {
    var recall = new TreeMap<String, Double>();
    counts.forEach(
        (truth, given) -> recall.put(truth, given.getOrDefault(truth, 0) / (double) sum(given)));
    return recall;
  }

  /** Share of each name given that is true; names never given are left out. */
  Map<String, Double> precision() {
    var given = new TreeMap<String, Integer>();
    counts.values().forEach(row -> row.forEach((name, n) -> given.merge(name, n, Integer::sum)));
    given.remove(UNKNOWN);
    var precision = new TreeMap<String, Double>();
    given.forEach(
        (name, n) ->
            precision.put(
                name, counts.getOrDefault(name, Map.of()).getOrDefault(name, 0) / (double) n));
    return precision;
  }

  /** Mean of the recalls. */
  double balancedAccuracy() {
    return recall().values().stream().mapToDouble(r -> r).average().orElse(0);
  }

  int untold() {
    return counts.values().stream().mapToInt(row -> row.getOrDefault(UNKNOWN, 0)).sum();
  }

  /** By truth, then by name given; a copy. */
  Map<String, Map<String, Integer>> counts() {
    var copy = new TreeMap<String, Map<String, Integer>>();
    counts.forEach((truth, row) -> copy.put(truth, new TreeMap<>(row)));
    return copy;
  }

  private static int sum(Map<String, Integer> row) {
    return row.values().stream().mapToInt(n -> n).sum();
  }
}
