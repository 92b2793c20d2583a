package dev.gatehouse.evaluation;

import java.util.List;

/** The middle of measured times. */
final class Median {
  private Median() {}

  /** The upper one of two in the middle; 0 of none. */
  static double of(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
  }
}
