package dev.gatehouse.scene;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The characters that stand on plates, numbered: 0 is none (the blank of a network's output), then
 * the capital letters, the digits, and characters of other scripts. Immutable.
 */
final class PlateAlphabet {
  private static final String LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final String characters;
  private final Map<Character, Integer> numbers = new HashMap<>();

  /** The same for ASCII, without looking it up: 0 where there is none. */
  private final byte[] ascii = new byte[128];

  /**
   * @param others characters beside Latin letters and digits
   */
  PlateAlphabet(Set<Character> others) {
    var all = new StringBuilder(LATIN);
    others.stream().sorted().filter(c -> LATIN.indexOf(c) < 0).forEach(all::append);
    this.characters = all.toString();
    for (int i = 0; i < characters.length(); i++) {
      char c = characters.charAt(i);
      numbers.put(c, i + 1);
      if (c < 128) {
        ascii[c] = (byte) (i + 1);
      }
    }
  }

  /** How many numbers there are, that of none included. */
  int size() {
    return characters.length() + 1;
  }

  char character(int number) {
    return characters.charAt(number - 1);
  }

  /** The number of a character; -1 for one that is on no plate. */
  int number(char character) {
    if (character < 128) {
      return ascii[character] > 0 ? ascii[character] : -1;
    }
    return numbers.getOrDefault(character, -1);
  }

  /**
   * What an entry of a reader's dictionary is on a plate: its number, 0 for a space, hyphen, dot or
   * the like, -1 for a character that is on no plate.
   */
  int number(String entry) {
    String capital = entry.toUpperCase(Locale.ROOT);
    if (capital.length() == 1) {
      char c = capital.charAt(0);
      int number = number(c);
      return number < 0 && !Character.isLetterOrDigit(c) ? 0 : number;
    }
    return capital.isBlank() ? 0 : -1;
  }
}
