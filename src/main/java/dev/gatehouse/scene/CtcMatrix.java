package dev.gatehouse.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader saw in a line of text: for each step from left to right the probability of each
 * character of an alphabet, or of none, as a network trained by connectionist temporal
 * classification gives it (Graves et al., ICML 2006). What is missing to 1 in a step went to
 * characters that are on no plate, so a line of other text makes every plate improbable.
 */
final class CtcMatrix {
  private static final float NEGLIGIBLE = 1e-4f;
  private static final float CERTAIN = 0.9995f;
  private static final float END = 0.12f;
  private static final float BOLT = 0.03f;

  private final PlateAlphabet alphabet;
  private final boolean[] known;
  private final int steps;
  private final float[] values;

  /**
   * @param known by number, the characters that the reader can give
   * @param values {@code steps} rows of {@code alphabet.size()} probabilities; kept, not copied
   */
  CtcMatrix(PlateAlphabet alphabet, boolean[] known, int steps, float[] values) {
    this.alphabet = alphabet;
    this.known = known;
    this.steps = steps;
    this.values = values;
  }

  /** A text with its probability given the picture, summed over the ways it can be spread. */
  record Hypothesis(String text, double probability) {}

  private static final class Prefix {
    final String text;
    double blank;
    double character;
    double nextBlank;
    double nextCharacter;

    Prefix(String text) {
      this.text = text;
    }

    double total() {
      return blank + character;
    }
  }

  /**
   * The most probable texts, by prefix beam search (Hannun et al., 2014), best first.
   *
   * @param width of the beam: how many beginnings are followed; and at most so many results
   */
  List<Hypothesis> best(int width) {
    Map<String, Prefix> prefixes = new HashMap<>();
    Prefix empty = new Prefix("");
    empty.blank = 1;
    List<Prefix> beam = List.of(empty);
    int size = alphabet.size();
    for (int t = 0; t < steps; t++) {
      prefixes.clear();
      beam.forEach(p -> prefixes.put(p.text, p));
      int row = t * size;
      if (values[row] > CERTAIN) {
        for (Prefix prefix : beam) {
          prefix.blank = prefix.total() * values[row];
          prefix.character = 0;
        }
        continue;
      }
      for (Prefix prefix : beam) {
        double total = prefix.total();
        prefix.nextBlank += total * values[row];
        int last = prefix.text.isEmpty() ? -1 : alphabet.number(lastOf(prefix.text));
        for (int k = 1; k < size; k++) {
          double p = values[row + k];
          if (p < NEGLIGIBLE) {
            continue;
          }
          if (k == last) {
            prefix.nextCharacter += prefix.character * p;
            if (prefix.blank * p > 0) {
              next(prefixes, prefix.text, k).nextCharacter += prefix.blank * p;
            }
          } else {
            next(prefixes, prefix.text, k).nextCharacter += total * p;
          }
        }
      }
      List<Prefix> all = new ArrayList<>(prefixes.values());
      for (Prefix p : all) {
        p.blank = p.nextBlank;
        p.character = p.nextCharacter;
        p.nextBlank = 0;
        p.nextCharacter = 0;
      }
      all.sort(Comparator.comparingDouble(p -> -p.total()));
      beam = all.subList(0, Math.min(width, all.size()));
    }
    return beam.stream().map(p -> new Hypothesis(p.text, p.total())).toList();
  }

  private static char lastOf(String text) {
    return text.charAt(text.length() - 1);
  }

  private Prefix next(Map<String, Prefix> prefixes, String text, int k) {
    return prefixes.computeIfAbsent(text + alphabet.character(k), Prefix::new);
  }

  /**
   * The probability of a text given the picture, by the forward algorithm: exact, for any text.
   *
   * @return 0 to 1; 0 where it has a character that is not in the alphabet
   */
  double probability(String text) {
    int n = text.length();
    int[] numbers = new int[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = alphabet.number(text.charAt(i));
      if (numbers[i] < 1) {
        return 0;
      }
    }
    // States: none, first character, none, second character, ..., none.
    int states = 2 * n + 1;
    double[] now = new double[states];
    double[] then = new double[states];
    int size = alphabet.size();
    for (int t = 0; t < steps; t++) {
      int row = t * size;
      for (int s = 0; s < states; s++) {
        double before = t == 0 ? (s < 2 ? 1 : 0) : now[s];
        if (t > 0 && s > 0) {
          before += now[s - 1];
        }
        boolean character = (s & 1) == 1;
        if (t > 0 && character && s > 1 && numbers[s / 2] != numbers[s / 2 - 1]) {
          before += now[s - 2];
        }
        then[s] = before * values[row + (character ? numbers[s / 2] : 0)];
      }
      double[] swap = now;
      now = then;
      then = swap;
    }
    return steps == 0 ? 0 : now[states - 1] + (n > 0 ? now[states - 2] : 0);
  }

  /**
   * As a reader would have put it who knows what characters are taken for each other: a character
   * is at least as probable as its lookalike times the rate of that mistake; and near both ends a
   * character may be none, since badges and bolts are read as characters there.
   */
  CtcMatrix tolerant() {
    int size = alphabet.size();
    float[] changed = values.clone();
    int ends = Math.round(steps * END);
    for (int t = 0; t < steps; t++) {
      int row = t * size;
      boolean end = t < ends || t >= steps - ends;
      for (int seen = 1; seen < size; seen++) {
        float p = values[row + seen];
        if (p < NEGLIGIBLE) {
          continue;
        }
        if (end) {
          changed[row] = Math.max(changed[row], p * BOLT);
        }
        char c = alphabet.character(seen);
        String alike = Lookalikes.of(c);
        for (int i = 0; i < alike.length(); i++) {
          char other = alike.charAt(i);
          int there = row + alphabet.number(other);
          changed[there] = Math.max(changed[there], p * Lookalikes.rate(other, c));
        }
      }
    }
    return new CtcMatrix(alphabet, known, steps, changed);
  }

  /** This line followed by another: two lines of one plate. */
  CtcMatrix then(CtcMatrix next) {
    float[] both = Arrays.copyOf(values, values.length + next.values.length);
    System.arraycopy(next.values, 0, both, values.length, next.values.length);
    return new CtcMatrix(alphabet, known, steps + next.steps, both);
  }

  /** Whether the reader knows all characters of a text. */
  boolean canBe(String text) {
    for (int i = 0; i < text.length(); i++) {
      int number = alphabet.number(text.charAt(i));
      if (number < 1 || !known[number]) {
        return false;
      }
    }
    return true;
  }

  int steps() {
    return steps;
  }

  /** Probability of a character's number at a step; number 0 is none. */
  float at(int step, int number) {
    return values[step * alphabet.size() + number];
  }
}
