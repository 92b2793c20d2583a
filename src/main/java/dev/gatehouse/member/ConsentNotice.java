package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.gallery.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a member is shown before they can agree.
 *
 * @param purpose that it is about
 * @param version changes with every change of the text; no two texts of a purpose have the same
 * @param language of the text, as BCP 47 names it
 * @param text plain, its paragraphs separated by an empty line
 */
public record ConsentNotice(Purpose purpose, String version, String language, String text) {
  /**
   * Languages of the notices that come with Gatehouse; the first is shown where none is asked for.
   */
  public static final List<String> LANGUAGES = List.of("en", "de");

  /**
   * The notice that comes with Gatehouse; absent for a purpose that nothing in this version serves,
   * and for a language that it was not written in.
   */
  public static Optional<ConsentNotice> bundled(Purpose purpose, String language) {
    if (!LANGUAGES.contains(language)) {
      return Optional.empty();
    }
    String name = "/notices/" + purpose.name().toLowerCase(Locale.ROOT) + "." + language + ".txt";
    try (InputStream in = ConsentNotice.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(parse(purpose, language, new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  private static ConsentNotice parse(Purpose purpose, String language, String file) {
    String[] parts = file.strip().split("\\R", 2);
    if (parts.length != 2 || !parts[0].startsWith("version: ")) {
      throw new IllegalStateException("The notice for " + purpose + " lacks its line 'version: '");
    }
    String version = parts[0].substring("version: ".length()).strip();
    return new ConsentNotice(purpose, version, language, parts[1].strip());
  }
}
