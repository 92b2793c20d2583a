package dev.gatehouse.merchandise;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What rate of touches one item has in each context: a logistic regression on age band, sex and
 * part of the day, whose weights have a normal prior around what the whole catalogue does. What is
 * learned of an item from women in the morning helps to guess what they do in the evening. Kept as
 * counts by context, which is all it needs; the same counts give the same model, in whatever order
 * they came. Thread-safe.
 *
 * <p>The posterior is approximated by a normal distribution around its mode (Laplace): O. Chapelle
 * and L. Li, "An empirical evaluation of Thompson sampling", NIPS 2011, but with all covariances.
 */
final class LogisticModel {
  /** Standard deviations of the prior, in logits: of items, and of what a context changes. */
  private static final double ITEM = 1.0;

  private static final double AGE = 0.6;
  private static final double SEX = 0.5;
  private static final double PART = 0.4;

  private static final int SEX_AT = 1 + Context.AGES;
  private static final int PART_AT = SEX_AT + Context.SEXES;
  private static final int N = PART_AT + Context.PARTS;
  private static final int CELLS = Context.AGES * Context.SEXES * Context.PARTS;
  private static final double[] PRECISION = precision();

  /** A change of the prior by less is not worth a new fit. */
  private static final double SAME_PRIOR = 0.02;

  private final long[] shows = new long[CELLS];
  private final long[] touches = new long[CELLS];
  private long allShows;
  private long allTouches;

  private final double[] mode = new double[N];
  private final double[][] factor = new double[N][N]; // Cholesky's, of the precision
  private double fittedPrior = Double.NaN;
  private boolean changed = true;

  private static double[] precision() {
    double[] precision = new double[N];
    Arrays.fill(precision, 0, 1, 1 / (ITEM * ITEM));
    Arrays.fill(precision, 1, SEX_AT, 1 / (AGE * AGE));
    Arrays.fill(precision, SEX_AT, PART_AT, 1 / (SEX * SEX));
    Arrays.fill(precision, PART_AT, N, 1 / (PART * PART));
    return precision;
  }

  private static int cell(Context context) {
    return (context.ageIndex() * Context.SEXES + context.sexIndex()) * Context.PARTS
        + context.part().ordinal();
  }

  /** The four weights that a context uses. */
  private static int[] features(int cell) {
    int part = cell % Context.PARTS;
    int sex = cell / Context.PARTS % Context.SEXES;
    int age = cell / Context.PARTS / Context.SEXES;
    return new int[] {0, 1 + age, SEX_AT + sex, PART_AT + part};
  }

  private static final int[][] FEATURES = new int[CELLS][];

  static {
    for (int cell = 0; cell < CELLS; cell++) {
      FEATURES[cell] = features(cell);
    }
  }

  synchronized void add(Context context, long shown, long touched) {
    int cell = cell(context);
    shows[cell] += shown;
    touches[cell] += touched;
    allShows += shown;
    allTouches += touched;
    changed = true;
  }

  synchronized long shows() {
    return allShows;
  }

  synchronized long touches() {
    return allTouches;
  }

  /**
   * Draws a rate of touches that is likely in that context, given what was seen: Thompson sampling.
   *
   * @param prior the rate to expect of an item of which nothing is known, above 0 and below 1
   */
  synchronized double sample(Context context, double prior, RandomGenerator random) {
    double logit = Math.log(prior / (1 - prior));
    if (changed || Math.abs(logit - fittedPrior) > SAME_PRIOR) {
      fit(logit);
    }
    int[] features = FEATURES[cell(context)];
    double mean = 0;
    double[] z = new double[N];
    for (int feature : features) {
      mean += mode[feature];
      z[feature] = 1;
    }
    // x' P^-1 x = |L^-1 x|².
    double variance = 0;
    for (int i = 0; i < N; i++) {
      double sum = z[i];
      for (int j = 0; j < i; j++) {
        sum -= factor[i][j] * z[j];
      }
      z[i] = sum / factor[i][i];
      variance += z[i] * z[i];
    }
    return sigmoid(mean + Math.sqrt(variance) * random.nextGaussian());
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Newton's method from where the last fit ended; the posterior has one mode. */
  private void fit(double prior) {
    if (Double.isNaN(fittedPrior)) {
      mode[0] = prior;
    }
    for (int step = 0; step < 25; step++) {
      double[] gradient = new double[N];
      for (double[] row : factor) {
        Arrays.fill(row, 0);
      }
      for (int i = 0; i < N; i++) {
        gradient[i] = -PRECISION[i] * (mode[i] - (i == 0 ? prior : 0));
        factor[i][i] = PRECISION[i];
      }
      for (int cell = 0; cell < CELLS; cell++) {
        if (shows[cell] > 0) {
          int[] features = FEATURES[cell];
          double rate =
              sigmoid(
                  mode[features[0]] + mode[features[1]] + mode[features[2]] + mode[features[3]]);
          double miss = touches[cell] - shows[cell] * rate;
          double weight = shows[cell] * rate * (1 - rate);
          for (int a = 0; a < 4; a++) {
            gradient[features[a]] += miss;
            for (int b = 0; b <= a; b++) { // features ascend: the lower triangle
              factor[features[a]][features[b]] += weight;
            }
          }
        }
      }
      decompose();
      solve(gradient);
      double longest = 0;
      for (double change : gradient) {
        longest = Math.max(longest, Math.abs(change));
      }
      double scale = longest > 1 ? 1 / longest : 1; // a step of one logit is far enough
      for (int i = 0; i < N; i++) {
        mode[i] += scale * gradient[i];
      }
      if (longest < 1e-4) {
        break;
      }
    }
    fittedPrior = prior;
    changed = false;
  }

  private void decompose() {
    for (int i = 0; i < N; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = factor[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
    }
  }

  /** In place. */
  private void solve(double[] vector) {
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < i; j++) {
        vector[i] -= factor[i][j] * vector[j];
      }
      vector[i] /= factor[i][i];
    }
    for (int i = N - 1; i >= 0; i--) {
      for (int j = i + 1; j < N; j++) {
        vector[i] -= factor[j][i] * vector[j];
      }
      vector[i] /= factor[i][i];
    }
  }
}
