package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CtcMatrixTest {
  private final PlateAlphabet alphabet = new PlateAlphabet(Set.of());

  /** Random probabilities of none and a few characters, the rest on no plate. */
  private CtcMatrix random(int steps, String characters, long seed) {
    var random = new Random(seed);
    float[] values = new float[steps * alphabet.size()];
    for (int t = 0; t < steps; t++) {
      float left = 0.95f;
      for (int i = 0; i <= characters.length(); i++) {
        int number = i == 0 ? 0 : alphabet.number(characters.charAt(i - 1));
        float p = left * random.nextFloat();
        values[t * alphabet.size() + number] = p;
        left -= p;
      }
    }
    return new CtcMatrix(alphabet, all(), steps, values);
  }

  private boolean[] all() {
    boolean[] known = new boolean[alphabet.size()];
    java.util.Arrays.fill(known, true);
    return known;
  }

  /** The definition: every way through the steps, repeats joined, none left out. */
  private Map<String, Double> everyWay(CtcMatrix matrix, String characters) {
    Map<String, Double> sums = new HashMap<>();
    int choices = characters.length() + 1;
    for (int way = 0; way < Math.pow(choices, matrix.steps()); way++) {
      double p = 1;
      var text = new StringBuilder();
      int last = -1;
      int rest = way;
      for (int t = 0; t < matrix.steps(); t++) {
        int choice = rest % choices;
        rest /= choices;
        p *= matrix.at(t, choice == 0 ? 0 : alphabet.number(characters.charAt(choice - 1)));
        if (choice != 0 && choice != last) {
          text.append(characters.charAt(choice - 1));
        }
        last = choice;
      }
      sums.merge(text.toString(), p, Double::sum);
    }
    return sums;
  }

  @Test
  void theProbabilityOfATextIsTheSumOverAllWaysToWriteIt() {
    for (long seed = 0; seed < 20; seed++) {
      CtcMatrix matrix = random(6, "AB8", seed);
      Map<String, Double> truth = everyWay(matrix, "AB8");
      truth.forEach(
          (text, p) -> assertThat(matrix.probability(text)).as(text).isCloseTo(p, within(1e-7)));
      assertThat(matrix.probability("AAAAA")).as("does not fit").isZero();
    }
  }

  @Test
  void aWideBeamFindsTheMostProbableTexts() {
    for (long seed = 0; seed < 20; seed++) {
      CtcMatrix matrix = random(6, "AB8", seed);
      Map<String, Double> truth = everyWay(matrix, "AB8");
      List<CtcMatrix.Hypothesis> found = matrix.best(200);
      double most = truth.values().stream().max(Double::compare).orElseThrow();
      assertThat(truth.get(found.getFirst().text())).isCloseTo(most, within(1e-7));
      assertThat(found.getFirst().probability()).isCloseTo(most, within(1e-6));
    }
  }

  @Test
  void twoLinesAreOneTextAfterTheOther() {
    CtcMatrix upper = random(4, "AB", 1);
    CtcMatrix lower = random(4, "78", 2);
    CtcMatrix both = upper.then(lower);
    assertThat(both.steps()).isEqualTo(8);
    assertThat(both.probability("AB78"))
        .isCloseTo(upper.probability("AB") * lower.probability("78"), within(1e-7));
  }

  @Test
  void aTolerantLookGivesLookalikesAShareAndTakesNothingAway() {
    CtcMatrix matrix = random(8, "OB", 3);
    CtcMatrix tolerant = matrix.tolerant();
    assertThat(matrix.probability("B0")).isZero();
    assertThat(tolerant.probability("B0")).isPositive().isLessThan(tolerant.probability("BO"));
    assertThat(tolerant.probability("BO")).isGreaterThanOrEqualTo(matrix.probability("BO"));
  }

  @Test
  void aCharacterThatAReaderDoesNotKnowIsToldApartFromOneItDidNotSee() {
    var chinese = new PlateAlphabet(Set.of('京'));
    boolean[] latin = new boolean[chinese.size()];
    for (char c = 'A'; c <= 'Z'; c++) {
      latin[chinese.number(c)] = true;
    }
    var matrix = new CtcMatrix(chinese, latin, 2, new float[2 * chinese.size()]);
    assertThat(matrix.canBe("AB")).isTrue();
    assertThat(matrix.canBe("京A")).isFalse();
  }
}
