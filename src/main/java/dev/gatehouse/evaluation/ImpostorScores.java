package dev.gatehouse.evaluation;

/**
 * How often each similarity occurs between different people, counted in steps of 1e-5, so that any
 * number of pairs takes the same memory.
 */
final class ImpostorScores {
  private static final int STEPS_PER_ONE = 100_000;

  /** How many false matches a level needs in expectation for its threshold to mean something. */
  private static final int ENOUGH = 10;

  private final long[] counts = new long[2 * STEPS_PER_ONE + 1];
  private long total;

  void add(float score) {
    counts[step(score)]++;
    total++;
  }

  void addAll(ImpostorScores other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  private static int step(float score) {
    return Math.clamp(Math.round((score + 1.0) * STEPS_PER_ONE), 0, 2 * STEPS_PER_ONE);
  }

  long total() {
    return total;
  }

  /** Whether that rate of false matches can be told from this number of pairs. */
  boolean supports(double rate) {
    return total * rate >= ENOUGH - 1e-9;
  }

  /** The lowest threshold at which at most {@code rate} of the pairs score as high or higher. */
  double threshold(double rate) {
    long allowed = (long) Math.floor(total * rate + 1e-9);
    long above = 0;
    for (int i = counts.length - 1; i >= 0; i--) {
      above += counts[i];
      if (above > allowed) {
        return (i + 1.0) / STEPS_PER_ONE - 1 - 0.5 / STEPS_PER_ONE;
      }
    }
    return -1;
  }
}
