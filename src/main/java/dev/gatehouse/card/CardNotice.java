package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/**
 * What a holder is shown before they can agree to a card.
 *
 * @param version changes with every change of the text, of all languages together
 * @param language of the text, as BCP 47 names it
 * @param text plain, its paragraphs separated by an empty line
 */
public record CardNotice(String version, String language, String text) {
  private static final Set<String> LANGUAGES = Set.of("en", "de");

  /** The current one in English. */
  public static CardNotice current() {
    return in("en")
        .orElseThrow(() -> new IllegalStateException("This build lacks the notice for cards"));
  }

  /** The current one in a language; absent for one that it was not written in. */
  public static Optional<CardNotice> in(String language) {
    if (!LANGUAGES.contains(language)) {
      return Optional.empty();
    }
    String name = "/notices/card." + language + ".txt";
    try (InputStream in = CardNotice.class.getResourceAsStream(name)) {
      if (in == null) {
        return Optional.empty();
      }
      String[] parts = new String(in.readAllBytes(), UTF_8).strip().split("\\R", 2);
      String version = parts[0].replace("version:", "").strip();
      return Optional.of(new CardNotice(version, language, parts[1].strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
