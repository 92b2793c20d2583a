package dev.gatehouse.member;

import dev.gatehouse.gallery.Purpose;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What members are shown before they agree: the notices that come with Gatehouse, and in their
 * place the owner's own, each of which is a new version. No version is ever changed or lost: who
 * agreed to one can be shown it. Thread-safe.
 */
public final class Notices {
  private static final int SHORTEST = 200;
  private static final int LONGEST = 20_000;

  private final JdbcClient database;
  private final Clock clock;
  private final ReentrantLock writing = new ReentrantLock();

  Notices(JdbcClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * The notices of a purpose that are in force, one a language, the default language first. None
   * for a purpose that nothing in this version of Gatehouse serves.
   */
  public List<ConsentNotice> current(Purpose purpose) {
    var byLanguage = new TreeMap<String, ConsentNotice>();
    for (String language : ConsentNotice.LANGUAGES) {
      ConsentNotice.bundled(purpose, language).ifPresent(n -> byLanguage.put(language, n));
    }
    if (byLanguage.isEmpty()) {
      return List.of();
    }
    written(purpose).forEach(notice -> byLanguage.put(notice.language(), notice));
    var current = new ArrayList<ConsentNotice>();
    Optional.ofNullable(byLanguage.remove(ConsentNotice.LANGUAGES.getFirst()))
        .ifPresent(current::add);
    current.addAll(byLanguage.values());
    return List.copyOf(current);
  }

  /**
   * The notice in force in the first of these languages that there is one for, else in the default
   * language.
   *
   * @param languages as BCP 47 names them, the most wanted first; "de-AT" is served by "de"
   */
  public Optional<ConsentNotice> current(Purpose purpose, List<Locale> languages) {
    List<ConsentNotice> current = current(purpose);
    for (Locale wanted : languages) {
      for (ConsentNotice notice : current) {
        if (Locale.forLanguageTag(notice.language()).getLanguage().equals(wanted.getLanguage())) {
          return Optional.of(notice);
        }
      }
    }
    return current.stream().findFirst();
  }

  /** Every version of a purpose there has been, those that came with Gatehouse first. */
  public List<ConsentNotice> history(Purpose purpose) {
    var all = new ArrayList<ConsentNotice>();
    for (String language : ConsentNotice.LANGUAGES) {
      ConsentNotice.bundled(purpose, language).ifPresent(all::add);
    }
    all.addAll(written(purpose));
    return List.copyOf(all);
  }

  /** The owner's own, oldest first. */
  private List<ConsentNotice> written(Purpose purpose) {
    return database
        .sql(
            """
            select version, language, text from consent_notice where purpose = ?
            order by written_at, version
            """)
        .param(purpose.name())
        .query(
            (row, _) ->
                new ConsentNotice(
                    purpose,
                    row.getString("version"),
                    row.getString("language"),
                    row.getString("text")))
        .list();
  }

  /**
   * Puts a text in force. Who agreed to an earlier one stays bound by that.
   *
   * @param language as BCP 47 names it, such as "en" or "pt-BR"
   * @param by who wrote it: the user name
   * @return with the version that it was given
   * @throws MemberException if the text is too short to say what a notice must, too long, in no
   *     language, or for a purpose that nothing serves
   */
  public ConsentNotice write(Purpose purpose, String language, String text, String by) {
    if (current(purpose).isEmpty()) {
      throw new MemberException(
          "Nothing in this version is done for the purpose " + purpose + ", so it has no notice");
    }
    String tag = requireLanguage(language);
    String clean = text.strip().replace("\r\n", "\n");
    if (clean.length() < SHORTEST || clean.length() > LONGEST) {
      throw new MemberException(
          "A notice has "
              + SHORTEST
              + " to "
              + LONGEST
              + " characters, not "
              + clean.length()
              + ": it says what is stored, what for, who sees it, how long, and how to withdraw");
    }
    writing.lock();
    try {
      for (ConsentNotice known : current(purpose)) {
        if (known.language().equals(tag) && known.text().equals(clean)) {
          return known;
        }
      }
      var notice = new ConsentNotice(purpose, version(purpose, tag), tag, clean);
      database
          .sql(
              """
              insert into consent_notice (purpose, version, language, text, written_at, written_by)
              values (?, ?, ?, ?, ?, ?)
              """)
          .params(
              purpose.name(),
              notice.version(),
              tag,
              clean,
              clock.instant().atOffset(ZoneOffset.UTC),
              by)
          .update();
      return notice;
    } finally {
      writing.unlock();
    }
  }

  private static String requireLanguage(String language) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(language).build();
      if (!locale.getLanguage().isEmpty() && language.length() <= 20) {
        return locale.toLanguageTag();
      }
    } catch (IllformedLocaleException e) {
      throw new MemberException("'" + language + "' is no language, such as en or pt-BR", e);
    }
    throw new MemberException("'" + language + "' is no language, such as en or pt-BR");
  }

  /** The day, the language, and a number where that day had one before. */
  private String version(Purpose purpose, String language) {
    List<String> taken = history(purpose).stream().map(ConsentNotice::version).toList();
    String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "-" + language;
    String version = day;
    for (int i = 2; taken.contains(version); i++) {
      version = day + "-" + i;
    }
    return version;
  }
}
