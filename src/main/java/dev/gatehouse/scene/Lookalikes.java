package dev.gatehouse.scene;

/**
 * Letters and digits that plates' typefaces make alike, and how often a reader takes one for the
 * other: some plates have the very same shape for O and 0 and for I and 1, the rest are told apart
 * by little where characters are a dozen pixels high.
 */
final class Lookalikes {
  private static final String[] SAME = {"O0", "I1"};
  private static final String[] CLOSE = {
    "Q0", "D0", "8B", "5S", "2Z", "6G", "1L", "1T", "7T", "4A", "QO", "DO", "1J", "3J"
  };
  private static final float SAME_RATE = 0.5f;
  private static final float CLOSE_RATE = 0.1f;

  private static final float[][] RATES = new float[128][128];

  static {
    fill(SAME, SAME_RATE);
    fill(CLOSE, CLOSE_RATE);
  }

  private Lookalikes() {}

  private static void fill(String[] pairs, float rate) {
    for (String pair : pairs) {
      RATES[pair.charAt(0)][pair.charAt(1)] = rate;
      RATES[pair.charAt(1)][pair.charAt(0)] = rate;
    }
  }

  /** How probable a reader's {@code seen} is where {@code there} stands, beside seeing it right. */
  static float rate(char there, char seen) {
    return there < 128 && seen < 128 ? RATES[there][seen] : 0;
  }

  /** The characters that look like each other one, none for most. */
  private static final String[] ALIKE = new String[128];

  static {
    for (char seen = 0; seen < 128; seen++) {
      var alike = new StringBuilder();
      for (char there = 0; there < 128; there++) {
        if (RATES[there][seen] > 0) {
          alike.append(there);
        }
      }
      ALIKE[seen] = alike.toString();
    }
  }

  /** What {@code seen} may be instead; empty for most. */
  static String of(char seen) {
    return seen < 128 ? ALIKE[seen] : "";
  }

  /** The same, of what a pattern allows at a place. */
  static String of(char seen, PlatePattern pattern, int place) {
    var found = new StringBuilder();
    String alike = of(seen);
    for (int i = 0; i < alike.length(); i++) {
      if (pattern.allows(place, alike.charAt(i))) {
        found.append(alike.charAt(i));
      }
    }
    return found.toString();
  }

  static boolean any(char seen, PlatePattern pattern, int place) {
    String alike = of(seen);
    for (int i = 0; i < alike.length(); i++) {
      if (pattern.allows(place, alike.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
