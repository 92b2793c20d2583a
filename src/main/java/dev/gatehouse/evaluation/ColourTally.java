package dev.gatehouse.evaluation;

import dev.gatehouse.scene.Colour;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts colours given against colours that are true. */
final class ColourTally {
  private final Set<Colour> truths;
  private final Confusion confusion = new Confusion();
  private int rightAmongTruths;
  private int rightSilverIsGrey;
  private double scores;

  /**
   * @param truths the names that occur in the data
   */
  ColourTally(Set<Colour> truths) {
    this.truths = EnumSet.copyOf(truths);
  }

  /** The colour that a data set means by a name, in any case; "gray" is grey. */
  static Optional<Colour> colour(String name) {
    String upper = name.toUpperCase(Locale.ROOT).replace("GRAY", "GREY");
    return Arrays.stream(Colour.values()).filter(c -> c.name().equals(upper)).findAny();
  }

  /**
   * @param given scores of all names; empty where nothing could be told
   */
  void add(Colour truth, Map<Colour, Double> given) {
    Optional<Colour> best = best(given, EnumSet.allOf(Colour.class));
    confusion.add(Confusion.name(truth), best.map(Confusion::name).orElse(Confusion.UNKNOWN));
    scores += best.map(given::get).orElse(0.0);
    rightSilverIsGrey += best.filter(c -> asGrey(c) == asGrey(truth)).isPresent() ? 1 : 0;
    rightAmongTruths += best(given, truths).filter(truth::equals).isPresent() ? 1 : 0;
  }

  private static Optional<Colour> best(Map<Colour, Double> scores, Set<Colour> allowed) {
    return scores.entrySet().stream()
        .filter(e -> allowed.contains(e.getKey()))
        .max(Comparator.comparingDouble(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  private static Colour asGrey(Colour colour) {
    return colour == Colour.SILVER ? Colour.GREY : colour;
  }

  Confusion confusion() {
    return confusion;
  }

  double accuracyAmongTruths() {
    return rightAmongTruths / (double) confusion.total();
  }

  double accuracySilverIsGrey() {
    return rightSilverIsGrey / (double) confusion.total();
  }

  double meanScore() {
    return scores / confusion.total();
  }
}
