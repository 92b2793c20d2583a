package dev.gatehouse.scene;

import java.util.Optional;

/**
 * A licence plate as it was read.
 *
 * @param text capital letters, digits and, where a country has them, characters of its own script;
 *     no spaces or hyphens
 * @param score 0 to 1
 * @param country ISO 3166 code or "eu", where the format tells
 */
public record PlateRead(String text, double score, Optional<String> country) {
  public PlateRead {
    if (text.isBlank()) {
      throw new IllegalArgumentException("A plate that was read has a text");
    }
  }

  /** Does not show the text: a plate is personal data and this may end up in a log. */
  @Override
  public String toString() {
    return "PlateRead[" + text.length() + " characters, score " + score + "]";
  }
}
