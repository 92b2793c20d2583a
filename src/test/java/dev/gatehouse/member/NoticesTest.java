package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.Purpose;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@OnEachDatabase
class NoticesTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final String TEXT = "What is stored, what for, who sees it, how long. ".repeat(5);

  @Parameter DatabaseKind kind;
  @TempDir Path data;
  private TestMembers world;
  private Notices notices;

  @BeforeEach
  void start() {
    world = new TestMembers(kind.open(data), data.resolve("keys"), new PaintedFaces(), START);
    notices = world.notices;
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void a_member_is_shown_the_notice_in_a_language_they_read() {
    assertThat(language(Locale.GERMANY)).isEqualTo("de");
    assertThat(language(Locale.FRENCH, Locale.forLanguageTag("de-AT"))).isEqualTo("de");
    assertThat(language(Locale.FRENCH)).isEqualTo("en");
    notices.write(Purpose.DOOR, "fr", TEXT, "admin");
    assertThat(language(Locale.CANADA_FRENCH)).isEqualTo("fr");
  }

  private String language(Locale... wanted) {
    return notices.current(Purpose.DOOR, List.of(wanted)).orElseThrow().language();
  }

  @Test
  void a_new_text_is_a_new_version_and_the_old_ones_stay() {
    ConsentNotice first = notices.write(Purpose.DOOR, "en", TEXT, "admin");
    ConsentNotice second = notices.write(Purpose.DOOR, "en", TEXT + "More.", "admin");
    assertThat(first.version()).isEqualTo("2026-03-01-en");
    assertThat(second.version()).isEqualTo("2026-03-01-en-2");
    assertThat(notices.write(Purpose.DOOR, "en", TEXT + "More.", "admin")).isEqualTo(second);
    assertThat(notices.current(Purpose.DOOR).getFirst()).isEqualTo(second);
    assertThat(notices.history(Purpose.DOOR)).contains(first, second).hasSize(4);
  }

  @Test
  void who_was_shown_an_old_version_has_not_agreed_and_the_ledger_has_the_words_of_the_time() {
    ConsentNotice mine = notices.write(Purpose.DOOR, "de", TEXT, "admin");
    Member anna = enrol(mine.version());
    world.setClock(START.plusSeconds(60));
    ConsentNotice next = notices.write(Purpose.DOOR, "de", TEXT + "Mehr.", "admin");
    assertThatThrownBy(() -> world.members.agree(anna.id(), consent(mine.version())))
        .isInstanceOf(MemberException.class)
        .hasMessageContaining(mine.version())
        .hasMessageContaining(next.version());
    world.members.agree(anna.id(), consent(next.version()));
    world.setClock(START.plusSeconds(120));
    world.members.withdraw(anna.id(), anna.grants().getFirst().id(), "reception");

    List<LedgerEntry> ledger = world.members.ledger(anna.id());
    assertThat(ledger).hasSize(3);
    assertThat(((LedgerEntry.Granted) ledger.get(0)).notice()).isEqualTo(mine);
    assertThat(((LedgerEntry.Granted) ledger.get(1)).notice()).isEqualTo(next);
    assertThat(ledger.get(2))
        .isEqualTo(
            new LedgerEntry.Withdrawn(
                START.plusSeconds(120), anna.grants().getFirst().id(), "reception"));
  }

  private static Consent consent(String version) {
    return new Consent(
        true, Purpose.DOOR, Set.of(), Optional.empty(), Optional.empty(), version, "test", "admin");
  }

  private Member enrol(String version) {
    Enrolment enrolment =
        world.members.enrol("Anna", consent(version), List.of(PaintedFaces.photo("1.png", 1)));
    return ((Enrolment.Enrolled) enrolment).member();
  }

  @Test
  void what_says_too_little_or_is_in_no_language_is_refused() {
    assertThatThrownBy(() -> notices.write(Purpose.DOOR, "en", "Agree.", "admin"))
        .hasMessageContaining("how to withdraw");
    assertThatThrownBy(() -> notices.write(Purpose.DOOR, "../en", TEXT, "admin"))
        .hasMessageContaining("no language");
    assertThatThrownBy(() -> notices.write(Purpose.DOOR, "", TEXT, "admin"))
        .hasMessageContaining("no language");
  }
}
