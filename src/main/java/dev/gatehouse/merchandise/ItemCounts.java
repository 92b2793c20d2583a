package dev.gatehouse.merchandise;

import java.util.random.RandomGenerator;

/**
 * How often one item was shown and touched, in all, by age, by age and sex, and by age, sex and
 * part of the day; and what rate of touches that lets one expect. Thread-safe.
 *
 * <p>The four levels are one tree. Each level's rate is drawn from a beta distribution whose mean is
 * the rate that was drawn for the level above: {@code Beta(k r + touches, k (1 - r) + misses)}.
 * Where little was seen the level above speaks, where much was seen the context itself does
 * (shrinkage: A. Gelman et al., "Bayesian Data Analysis", 3rd ed., 2013, chapter 5). What a level
 * has of its own is left out of the level above, so that nothing counts twice.
 */
final class ItemCounts {
  private static final int LEVELS = 4;

  private final long[][] shows = levels();
  private final long[][] touches = levels();

  private static long[][] levels() {
    return new long[][] {
      new long[1],
      new long[Context.AGES],
      new long[Context.AGES * Context.SEXES],
      new long[Context.AGES * Context.SEXES * Context.PARTS]
    };
  }

  private static int index(int level, Context context) {
    int age = context.ageIndex();
    return switch (level) {
      case 0 -> 0;
      case 1 -> age;
      case 2 -> age * Context.SEXES + context.sexIndex();
      default ->
          (age * Context.SEXES + context.sexIndex()) * Context.PARTS + context.part().ordinal();
    };
  }

  synchronized void add(Context context, long shown, long touched) {
    for (int level = 0; level < LEVELS; level++) {
      int at = index(level, context);
      shows[level][at] += shown;
      touches[level][at] += touched;
    }
  }

  synchronized long shows() {
    return shows[0][0];
  }

  synchronized long touches() {
    return touches[0][0];
  }

  /**
   * Draws a rate of touches that is likely in that context, given what was seen: Thompson sampling.
   *
   * @param prior the rate to expect of an item of which nothing is known, above 0 and below 1
   */
  synchronized double sample(
      Context context, double prior, Shrinkage shrinkage, RandomGenerator random) {
    double rate = prior;
    for (int level = 0; level < LEVELS; level++) {
      int at = index(level, context);
      long shown = shows[level][at];
      long touched = touches[level][at];
      boolean leaf = level + 1 == LEVELS || level == shrinkage.levels();
      if (!leaf) { // what is known of the context alone is left to the next level
        int next = index(level + 1, context);
        shown -= shows[level + 1][next];
        touched -= touches[level + 1][next];
      }
      double k = level == 0 ? shrinkage.item() : shrinkage.context();
      rate = draw(rate, k, shown, touched, random);
      if (leaf) {
        break;
      }
    }
    return rate;
  }

  static double draw(double mean, double k, long shown, long touched, RandomGenerator random) {
    double r = Math.clamp(mean, 1e-6, 1 - 1e-6);
    return BetaSampler.sample(k * r + touched, k * (1 - r) + (shown - touched), random);
  }
}
