package dev.gatehouse.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way in which plates of a country are written, of one length: the characters that may stand at
 * each place, and how common it is in its country, over 0 to 1. Immutable.
 */
final class PlatePattern {
  private static final Set<Character> LETTERS = range('A', 'Z');
  private static final Set<Character> DIGITS = range('0', '9');

  /** Without those that are as good as digits: many countries leave them out. */
  private static final Set<Character> CLEAR_LETTERS =
      LETTERS.stream().filter(c -> "IOQ".indexOf(c) < 0).collect(Collectors.toUnmodifiableSet());

  private static final Set<Character> EITHER = union(LETTERS, DIGITS);
  private static final int LONGEST = 12;

  private final List<Set<Character>> allowed;
  private final double weight;

  /** The allowed ones of '0' to 'Z' at each place, a bit each: matching must be quick. */
  private final long[] latin;

  private PlatePattern(List<Set<Character>> allowed, double weight) {
    if (!(weight > 0 && weight <= 1)) {
      throw new SceneException("the weight of a pattern is over 0 to 1, not " + weight);
    }
    this.allowed = List.copyOf(allowed);
    this.weight = weight;
    this.latin = new long[allowed.size()];
    for (int i = 0; i < latin.length; i++) {
      for (char c : allowed.get(i)) {
        if (c >= '0' && c <= 'Z') {
          latin[i] |= 1L << (c - '0');
        }
      }
    }
  }

  /**
   * All patterns that a line of {@code plate-formats.yaml} stands for: one a length.
   *
   * @param line such as {@code "L{1,2}DDDD[EH] 0.2"}
   * @throws SceneException if it is not of that form; the message shows it
   */
  static List<PlatePattern> parse(String line) {
    String[] parts = line.strip().split("\\s+");
    try {
      double weight = parts.length > 1 ? Double.parseDouble(parts[1]) : 1;
      if (parts.length > 2 || parts[0].isEmpty()) {
        throw new SceneException("too many parts, or none");
      }
      List<List<Set<Character>>> all = List.of(List.of());
      int i = 0;
      while (i < parts[0].length()) {
        int end = parts[0].charAt(i) == '[' ? parts[0].indexOf(']', i) + 1 : i + 1;
        if (end == 0) {
          throw new SceneException("no ]");
        }
        Set<Character> set = set(parts[0].substring(i, end));
        i = end;
        int least = 1;
        int most = 1;
        if (i < parts[0].length() && parts[0].charAt(i) == '{') {
          int close = parts[0].indexOf('}', i);
          if (close < 0) {
            throw new SceneException("no }");
          }
          String[] times = parts[0].substring(i + 1, close).split(",");
          least = Integer.parseInt(times[0].strip());
          most = Integer.parseInt(times[times.length - 1].strip());
          i = close + 1;
        }
        if (least < 0 || most < least || most > LONGEST) {
          throw new SceneException("{m,n} needs 0 <= m <= n <= " + LONGEST);
        }
        all = repeated(all, set, least, most);
      }
      return all.stream().map(a -> new PlatePattern(a, weight)).toList();
    } catch (SceneException | NumberFormatException e) {
      throw new SceneException(
          "The plate pattern '" + line + "' is wrong (" + e.getMessage() + "); write as LLDDDD 0.5",
          e);
    }
  }

  private static List<List<Set<Character>>> repeated(
      List<List<Set<Character>>> all, Set<Character> set, int least, int most) {
    List<List<Set<Character>>> longer = new ArrayList<>();
    for (List<Set<Character>> one : all) {
      for (int times = least; times <= most; times++) {
        List<Set<Character>> next = new ArrayList<>(one);
        for (int i = 0; i < times; i++) {
          next.add(set);
        }
        if (next.size() > LONGEST) {
          throw new SceneException("over " + LONGEST + " characters");
        }
        longer.add(next);
      }
    }
    return longer;
  }

  private static Set<Character> set(String symbol) {
    if (symbol.startsWith("[")) {
      Set<Character> set = new TreeSet<>();
      for (int i = 1; i < symbol.length() - 1; i++) {
        char first = symbol.charAt(i);
        boolean range = i + 2 < symbol.length() - 1 && symbol.charAt(i + 1) == '-';
        set.addAll(range(first, range ? symbol.charAt(i + 2) : first));
        i += range ? 2 : 0;
      }
      if (set.isEmpty()) {
        throw new SceneException("[] is empty");
      }
      return Set.copyOf(set);
    }
    return switch (symbol.charAt(0)) {
      case 'L' -> LETTERS;
      case 'K' -> CLEAR_LETTERS;
      case 'D' -> DIGITS;
      case 'A' -> EITHER;
      default -> Set.of(symbol.charAt(0));
    };
  }

  int length() {
    return latin.length;
  }

  double weight() {
    return weight;
  }

  /** The characters that may stand at a place. */
  Set<Character> allowed(int place) {
    return allowed.get(place);
  }

  boolean allows(int place, char c) {
    return c >= '0' && c <= 'Z'
        ? (latin[place] >> (c - '0') & 1) == 1
        : allowed.get(place).contains(c);
  }

  boolean matches(String text) {
    if (text.length() != latin.length) {
      return false;
    }
    for (int i = 0; i < latin.length; i++) {
      if (!allows(i, text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Set<Character> range(char first, char last) {
    Set<Character> set = new TreeSet<>();
    for (char c = first; c <= last; c++) {
      set.add(c);
    }
    return Set.copyOf(set);
  }

  private static Set<Character> union(Set<Character> a, Set<Character> b) {
    return Stream.concat(a.stream(), b.stream()).collect(Collectors.toUnmodifiableSet());
  }
}
