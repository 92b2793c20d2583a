package dev.gatehouse.scene;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Decides what several looks at one plate say. Each look proposes texts; those that break a
 * country's format by characters that look alike propose their repaired forms too; and every
 * proposal is scored by all looks, with the probability that they give it, times how much it is
 * expected on a plate. Immutable.
 */
final class PlateDecoder {
  private static final int BEAM = 10;
  private static final double LEAST = 1e-7;
  private static final double WORTH_HOLDING = 0.01;

  private final PlateFormats formats;

  PlateDecoder(PlateFormats formats) {
    this.formats = formats;
  }

  /**
   * A text that may stand on a plate.
   *
   * @param seen mean of the probabilities that the looks give it, 0 to 1
   * @param score {@code seen} times how much it is expected
   */
  record Proposal(String text, double seen, double score) {}

  /** What is known of one plate so far; grows look by look. */
  final class Evidence {
    private final List<CtcMatrix> looks = new ArrayList<>();
    private final List<CtcMatrix> tolerant = new ArrayList<>();
    private final Map<String, Double> expected = new LinkedHashMap<>();

    /**
     * Adds a look; what all looks so far say, best first; empty where nothing of a plate's length.
     */
    List<Proposal> add(CtcMatrix look) {
      looks.add(look);
      tolerant.add(look.tolerant());
      for (CtcMatrix.Hypothesis h : look.best(BEAM)) {
        String text = h.text();
        propose(text);
        if (text.length() > 5 && !formats.matches(text)) {
          // A badge or a bolt before the first or behind the last character reads as one more.
          propose(text.substring(1));
          propose(text.substring(0, text.length() - 1));
        }
      }
      List<Proposal> proposals = new ArrayList<>();
      expected.forEach(
          (text, prior) -> {
            double seen = seen(text, tolerant);
            proposals.add(new Proposal(text, seen, seen * prior));
          });
      proposals.sort(Comparator.comparingDouble(p -> -p.score()));
      return proposals;
    }

    private void propose(String text) {
      if (PlateFormats.plausibleLength(text) && !expected.containsKey(text)) {
        expected.put(text, formats.expected(text));
        for (String repaired : formats.repairs(text)) {
          expected.computeIfAbsent(repaired, formats::expected);
        }
      }
    }

    List<CtcMatrix> looks() {
      return looks;
    }
  }

  Evidence evidence() {
    return new Evidence();
  }

  /**
   * A text place by place: how probable each other character is there, were the rest right.
   *
   * @param most alternatives a place
   */
  PlateReading reading(Proposal proposal, List<CtcMatrix> looks, int most) {
    List<CtcMatrix> tolerant = looks.stream().map(CtcMatrix::tolerant).toList();
    String text = proposal.text();
    List<PlateReading.Place> places = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      List<CtcMatrix.Hypothesis> here = new ArrayList<>();
      double sum = 0;
      for (char c : characters(text.charAt(i), looks)) {
        String other = text.substring(0, i) + c + text.substring(i + 1);
        double p = seen(other, c == text.charAt(i) ? tolerant : looks);
        sum += p;
        here.add(new CtcMatrix.Hypothesis(String.valueOf(c), p));
      }
      here.sort(Comparator.comparingDouble(h -> -h.probability()));
      double all = sum;
      List<CtcMatrix.Hypothesis> kept = here.subList(0, Math.min(most, here.size()));
      places.add(
          new PlateReading.Place(
              kept.stream().map(CtcMatrix.Hypothesis::text).collect(Collectors.joining()),
              kept.stream().map(h -> h.probability() / all).toList()));
    }
    return new PlateReading(places, Math.min(1, proposal.seen()));
  }

  private char[] characters(char chosen, List<CtcMatrix> looks) {
    PlateAlphabet alphabet = formats.alphabet();
    var found = new StringBuilder().append(chosen);
    for (int k = 1; k < alphabet.size(); k++) {
      char c = alphabet.character(k);
      if (c != chosen && occurs(k, looks)) {
        found.append(c);
      }
    }
    return found.toString().toCharArray();
  }

  private static boolean occurs(int number, List<CtcMatrix> looks) {
    for (CtcMatrix look : looks) {
      for (int t = 0; t < look.steps(); t++) {
        if (look.at(t, number) > WORTH_HOLDING) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Mean of the probabilities over the looks. For a text with a character that a reader does not
   * know, its looks do not count.
   */
  private static double seen(String text, List<CtcMatrix> looks) {
    double sum = 0;
    int able = 0;
    for (CtcMatrix look : looks) {
      if (look.canBe(text)) {
        sum += look.probability(text);
        able++;
      }
    }
    return able == 0 ? LEAST : Math.clamp(sum / able, LEAST, 1);
  }
}
