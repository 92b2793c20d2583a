package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What a holder is shown before they can agree to a card.
 *
 * @param version changes with every change of the text
 * @param language of the text, as BCP 47 names it
 * @param text plain, its paragraphs separated by an empty line
 */
public record CardNotice(String version, String language, String text) {

  /** The current one. */
  public static CardNotice current() {
    try (InputStream in = CardNotice.class.getResourceAsStream("/notices/card.en.txt")) {
      if (in == null) {
        throw new IllegalStateException("The notice for cards is missing in this build");
      }
      String[] parts = new String(in.readAllBytes(), UTF_8).strip().split("\\R", 2);
      return new CardNotice(parts[0].replace("version:", "").strip(), "en", parts[1].strip());
    } catch (IOException e) {
      throw new UncheckedIOException("The notice for cards cannot be read", e);
    }
  }
}
