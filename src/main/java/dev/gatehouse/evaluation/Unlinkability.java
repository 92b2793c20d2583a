package dev.gatehouse.evaluation;

/**
 * How far templates of one person under two secrets can be told from templates of two persons.
 *
 * <p>After M. Gomez-Barrero, J. Galbally, C. Rathgeb and C. Busch, "General Framework to Evaluate
 * Unlinkability in Biometric Template Protection Systems", IEEE Transactions on Information
 * Forensics and Security 13(6), 2018. With LR(s) the ratio of the densities of mated and non-mated
 * scores and omega the ratio of their prior probabilities, the local measure is
 *
 * <pre>D(s) = 2 LR(s) omega / (1 + LR(s) omega) - 1   where LR(s) omega > 1, else 0,</pre>
 *
 * and the global one, D_sys, its mean over mated scores: 0 for templates that cannot be linked, 1
 * for those that always can. Densities are histograms of 100 equal steps between the least and the
 * greatest score, fewer where there would not be ten mated scores a step.
 */
public final class Unlinkability {
  private static final int MOST_STEPS = 100;
  private static final int SCORES_A_STEP = 10;

  private Unlinkability() {}

  /**
   * D_sys with omega = 1.
   *
   * @param mated scores of templates of one person
   * @param nonMated scores of templates of different persons
   * @return 0 to 1. Chance lifts it: with few scores it is above 0 even where the two are the same
   * @throws EvaluationException if there are too few mated or no other scores
   */
  public static double system(float[] mated, float[] nonMated) {
    if (mated.length < SCORES_A_STEP || nonMated.length == 0) {
      throw new EvaluationException(
          "Unlinkability needs ten mated scores and some others, not "
              + mated.length
              + " and "
              + nonMated.length);
    }
    int steps = Math.clamp(mated.length / SCORES_A_STEP, 1, MOST_STEPS);
    float least = Math.min(least(mated), least(nonMated));
    float greatest = Math.max(greatest(mated), greatest(nonMated));
    double[] ofMated = density(mated, least, greatest, steps);
    double[] ofOthers = density(nonMated, least, greatest, steps);
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += ofMated[i] * local(ofMated[i], ofOthers[i]);
    }
    return Math.min(1, sum); // shares add up to 1 but for rounding
  }

  private static double local(double mated, double other) {
    if (mated <= other) {
      return 0;
    }
    double ratio = mated / other; // infinite where no other score lies
    return Double.isInfinite(ratio) ? 1 : 2 * ratio / (1 + ratio) - 1;
  }

  /** Shares of the scores by step. */
  private static double[] density(float[] scores, float least, float greatest, int steps) {
    double[] shares = new double[steps];
    double width = Math.max(1e-12, (double) greatest - least) / steps;
    for (float score : scores) {
      shares[Math.clamp((int) ((score - least) / width), 0, steps - 1)] += 1.0 / scores.length;
    }
    return shares;
  }

  private static float least(float[] scores) {
    float least = Float.POSITIVE_INFINITY;
    for (float score : scores) {
      least = Math.min(least, score);
    }
    return least;
  }

  private static float greatest(float[] scores) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      greatest = Math.max(greatest, score);
    }
    return greatest;
  }
}
