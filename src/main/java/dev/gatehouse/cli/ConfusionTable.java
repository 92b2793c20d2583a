package dev.gatehouse.cli;

import java.util.Map;
import java.util.TreeSet;

/** Shows how often each truth (a row) was given each name (a column). */
final class ConfusionTable {
  private ConfusionTable() {}

  /**
   * @param confusion counts by truth, then by name given
   * @param recall of each truth, 0 to 1
   */
  static String of(Map<String, Map<String, Integer>> confusion, Map<String, Double> recall) {
    var names = new TreeSet<String>(confusion.keySet());
    confusion.values().forEach(row -> names.addAll(row.keySet()));
    var text = new StringBuilder("%-12s".formatted("is \\ called"));
    names.forEach(n -> text.append("%11s".formatted(n)));
    text.append("%10s%n".formatted("recall"));
    confusion.forEach(
        (truth, row) -> {
          text.append("%-12s".formatted(truth));
          names.forEach(n -> text.append("%11d".formatted(row.getOrDefault(n, 0))));
          text.append("%8.1f %%%n".formatted(100 * recall.getOrDefault(truth, 0.0)));
        });
    return text.toString();
  }
}
