package dev.gatehouse.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file of pairs in the forms of LFW (Huang et al., 2007): a first line with the number of pairs
 * of each kind in a set ({@code 500}), or of sets and of pairs ({@code 10 300}); then, set by set,
 * lines {@code name i j} for two pictures of one person and {@code name i other j} for two people.
 *
 * @param pairs in the order of the file
 * @param folds number of sets, 1 for a file of one set
 */
record PairsFile(List<Pair> pairs, int folds) {
  private static final int MOST_PAIRS = 100_000_000; // of a kind

  /**
   * @param first picture's name, such as {@code Zoran_Djindjic_0003}
   * @param second picture's name
   * @param mated whether both show one person
   * @param fold from 0
   */
  record Pair(String first, String second, boolean mated, int fold) {}

  static PairsFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (lines.isEmpty()) {
      throw new EvaluationException(file + " is empty");
    }
    String[] head = lines.getFirst().strip().split("\\s+");
    try {
      int folds = head.length > 1 ? Integer.parseInt(head[0]) : 1;
      int ofEachKind = Integer.parseInt(head[head.length - 1]);
      if (folds < 1 || ofEachKind < 1 || (long) folds * ofEachKind > MOST_PAIRS) {
        throw new EvaluationException(
            file
                + " is not a file of pairs in LFW's form: its first line is "
                + String.join(" ", head)
                + "; it says how many sets there are, and how many pairs of each kind in a set");
      }
      List<Pair> pairs = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          pairs.add(pair(lines.get(i), pairs.size() / (2 * ofEachKind)));
        }
      }
      if (pairs.size() != 2L * ofEachKind * folds) {
        throw new EvaluationException(
            file
                + " has "
                + pairs.size()
                + " pairs; its first line promises "
                + 2L * ofEachKind * folds);
      }
      return new PairsFile(List.copyOf(pairs), folds);
    } catch (NumberFormatException e) {
      throw new EvaluationException(
          file + " is not a file of pairs in LFW's form: " + e.getMessage(), e);
    }
  }

  private static Pair pair(String line, int fold) {
    String[] part = line.strip().split("\\s+");
    return switch (part.length) {
      case 3 -> new Pair(name(part[0], part[1]), name(part[0], part[2]), true, fold);
      case 4 ->
          new Pair(name(part[0], part[1]), name(part[2], part[3]), part[0].equals(part[2]), fold);
      default -> throw new NumberFormatException("'" + line + "' has neither 3 nor 4 words");
    };
  }

  private static String name(String person, String number) {
    return String.format(Locale.ROOT, "%s_%04d", person, Integer.parseUnsignedInt(number));
  }
}
