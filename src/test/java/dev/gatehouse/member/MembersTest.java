package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.simple.JdbcClient;

@OnEachDatabase
class MembersTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final String NOTICE =
      ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().version();

  @Parameter DatabaseKind kind;
  @TempDir Path data;
  private Instant now = START;
  private PaintedFaces faces = new PaintedFaces();
  private TestDatabase database;
  private JdbcClient sql;
  private TestMembers world;
  private Gallery gallery;
  private Members members;

  @BeforeEach
  void start() {
    database = kind.open(data);
    sql = database.client();
    var store = new MemberStore(sql);
    world =
        new TestMembers(
            database,
            MemberKeys.open(data.resolve("keys"), store::hasMembers),
            faces,
            now,
            List.of());
    gallery = world.gallery;
    members = world.members;
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void restart() {
    stop();
    TestDatabase.release();
    start();
  }

  private void setClock(Instant instant) {
    now = instant;
    world.setClock(instant);
  }

  private static Consent consent(Set<String> places, Optional<Instant> from, Optional<Instant> to) {
    return new Consent(true, Purpose.DOOR, places, from, to, NOTICE, "test", "admin");
  }

  private static Consent everywhere() {
    return consent(Set.of(), Optional.empty(), Optional.empty());
  }

  private Member enrol(String name, int person, Consent consent) {
    Enrolment enrolment =
        members.enrol(
            name,
            consent,
            List.of(PaintedFaces.photo("1.png", person), PaintedFaces.photo("2.png", person)));
    return ((Enrolment.Enrolled) enrolment).member();
  }

  private Optional<UUID> recognised(int person, String place) {
    return world.recognised(person, Purpose.DOOR, place);
  }

  private int rows(String table) {
    return sql.sql("select count(*) from " + table).query(Integer.class).single();
  }

  @Test
  void an_enrolled_member_is_recognised_at_once_and_after_a_restart() {
    Member anna = enrol("  Anna Müller ", 1, everywhere());
    assertThat(anna.name()).isEqualTo("Anna Müller");
    assertThat(anna.templates()).isEqualTo(1);
    assertThat(anna.enrolledAt()).isEqualTo(START);
    assertThat(members.list()).containsExactly(anna);
    assertThat(recognised(1, "front")).contains(anna.id());
    assertThat(recognised(2, "front")).isEmpty();
    assertThat(members.name(anna.id())).contains("Anna Müller");

    restart();
    assertThat(members.list()).containsExactly(anna);
    assertThat(recognised(1, "front")).contains(anna.id());
    assertThat(members.name(anna.id())).contains("Anna Müller");
  }

  @Test
  void a_grant_holds_at_its_places_in_its_time() {
    Member anna =
        enrol(
            "Anna",
            1,
            consent(
                Set.of("front", "back"),
                Optional.of(START.plusSeconds(60)),
                Optional.of(START.plusSeconds(120))));
    assertThat(anna.grants().getFirst().places()).containsExactly("back", "front");
    assertThat(recognised(1, "front")).isEmpty();
    setClock(START.plusSeconds(60));
    restart();
    assertThat(recognised(1, "front")).contains(anna.id());
    assertThat(recognised(1, "cellar")).isEmpty();
    setClock(START.plusSeconds(120));
    assertThat(recognised(1, "front")).isEmpty();
  }

  @Test
  void a_withdrawn_grant_ends_at_once_and_for_good() {
    Member anna = enrol("Anna", 1, everywhere());
    UUID grant = anna.grants().getFirst().id();
    setClock(START.plusSeconds(10));
    Member after = members.withdraw(anna.id(), grant, "admin");
    assertThat(after.grants().getFirst().withdrawnAt()).contains(now);
    assertThat(recognised(1, "front")).isEmpty();

    setClock(START.plusSeconds(20));
    assertThat(members.withdraw(anna.id(), grant, "admin")).isEqualTo(after);
    restart();
    assertThat(recognised(1, "front")).isEmpty();
    assertThat(members.list()).containsExactly(after);
    assertThat(rows("consent_withdrawal")).isEqualTo(1);
  }

  @Test
  void a_grant_withdrawn_before_it_began_never_holds() {
    Member anna =
        enrol("Anna", 1, consent(Set.of(), Optional.of(START.plusSeconds(60)), Optional.empty()));
    members.withdraw(anna.id(), anna.grants().getFirst().id(), "admin");
    setClock(START.plusSeconds(90));
    assertThat(recognised(1, "front")).isEmpty();
    restart();
    assertThat(recognised(1, "front")).isEmpty();
  }

  @Test
  void an_erased_member_leaves_no_key_and_no_row() throws IOException {
    Member anna = enrol("Anna", 1, consent(Set.of("front"), Optional.empty(), Optional.empty()));
    Member ben = enrol("Ben", 3, everywhere());
    sql.sql(
            """
            insert into decision (at, door, outcome, member, reason, threshold, frames_seen,
              frames_agreeing, quality, latency_ms)
            values (current_timestamp, 'front', 'OPEN', ?, 'x', 0.4, 3, 3, 0.9, 20)
            """)
        .param(anna.id())
        .update();
    setClock(START.plusSeconds(5));
    ErasureReceipt receipt = members.erase(anna.id());
    assertThat(receipt.erased()).isEqualTo(anna.id());
    assertThat(receipt.at()).isEqualTo(now);
    assertThat(receipt.counts())
        .containsOnly(
            Map.entry("keys", 1),
            Map.entry("names", 1),
            Map.entry("templates", 1),
            Map.entry("grants", 1));
    assertThat(members.receipt(anna.id())).contains(receipt);
    assertThat(members.verifies(receipt)).isTrue();
    var forged = new TreeMap<>(receipt.counts());
    forged.put("templates", 2);
    assertThat(
            members.verifies(
                new ErasureReceipt(receipt.erased(), receipt.at(), forged, receipt.signature())))
        .isFalse();

    assertThat(recognised(1, "front")).isEmpty();
    assertThat(members.name(anna.id())).isEmpty();
    assertThat(members.list()).containsExactly(ben);
    assertThat(data.resolve("keys/members")).isDirectoryNotContaining("glob:**" + anna.id() + "*");
    for (String table : List.of("member", "template", "consent_grant")) {
      assertThat(rows(table)).as(table).isEqualTo(1);
    }
    assertThat(rows("consent_grant_place")).isZero();
    assertThat(rows("decision")).isEqualTo(1);
    assertThat(rows("decision where member is not null")).isZero();
    assertThatThrownBy(() -> members.erase(anna.id())).isInstanceOf(NoSuchMemberException.class);

    restart();
    assertThat(members.list()).containsExactly(ben);
    assertThat(recognised(3, "front")).contains(ben.id());
  }

  @Test
  void an_erasure_that_was_interrupted_is_finished_at_the_next_start() {
    Member anna = enrol("Anna", 1, everywhere());
    sql.sql("insert into erasure (member, erased_at, signature) values (?, now(), 'x')")
        .param(anna.id())
        .update();
    restart();
    assertThat(rows("member")).isZero();
    assertThat(data.resolve("keys/members")).isEmptyDirectory();
    assertThat(recognised(1, "front")).isEmpty();
  }

  @Test
  void the_disk_has_neither_name_nor_template_in_the_clear() throws IOException {
    enrol("Xaverius Quintenbaum", 1, everywhere());
    database.flush();
    for (Path folder : database.files()) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
              .as(file.toString())
              .doesNotContain("Quintenbaum");
        }
      }
    }
    byte[] sealed = sql.sql("select sealed from template").query(byte[].class).single();
    assertThat(sealed.length).isEqualTo(1 + 12 + 13 + 512 * 4 + 16);
  }

  @Test
  void a_template_moved_to_another_member_is_noticed_and_opens_nothing() {
    Member anna = enrol("Anna", 1, everywhere());
    Member ben = enrol("Ben", 3, everywhere());
    sql.sql("update template set member = ? where member = ?").params(anna.id(), ben.id()).update();
    restart();
    assertThat(recognised(3, "front")).isEmpty();
    assertThat(members.find(anna.id()).orElseThrow().problem()).isPresent();
  }

  @Test
  void a_member_whose_key_is_missing_is_reported_and_kept() throws IOException {
    Member anna = enrol("Anna", 1, everywhere());
    Path key = data.resolve("keys/members/" + anna.id() + ".key");
    byte[] saved = Files.readAllBytes(key);
    Files.delete(key);
    restart();
    Member unreadable = members.list().getFirst();
    assertThat(unreadable.name()).isEqualTo("(cannot be read)");
    assertThat(unreadable.problem().orElseThrow()).contains("is missing").contains("backup");
    assertThat(recognised(1, "front")).isEmpty();

    Files.write(key, saved);
    restart();
    assertThat(members.list()).containsExactly(anna);
    Files.delete(key);
    restart();
    assertThat(members.erase(anna.id()).counts()).containsEntry("templates", 1);
    assertThat(members.list()).isEmpty();
  }

  @Test
  void a_template_of_another_model_is_kept_and_reported() {
    Member anna = enrol("Anna", 1, everywhere());
    faces = new PaintedFaces("painted:2");
    restart();
    Member old = members.list().getFirst();
    assertThat(old.templates()).isEqualTo(1);
    assertThat(old.problem().orElseThrow()).contains("painted:1", "painted:2", "enrol again");
    assertThat(recognised(1, "front")).isEmpty();
    faces = new PaintedFaces();
    restart();
    assertThat(recognised(1, "front")).contains(anna.id());
  }

  @Test
  void a_refused_enrolment_keeps_nothing() {
    Enrolment refused =
        members.enrol("Anna", everywhere(), List.of(PaintedFaces.photo("x.png", 2, 1, false)));
    assertThat(refused).isInstanceOf(Enrolment.Refused.class);
    assertThat(rows("member")).isZero();
    assertThat(data.resolve("keys/members")).isEmptyDirectory();
    assertThat(gallery.size()).isZero();
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void an_enrolment_whose_rows_cannot_be_written_keeps_no_key_and_no_template() {
    sql.sql("alter table template add constraint full_disk check (model = 'nothing')").update();
    assertThatThrownBy(() -> enrol("Anna", 1, everywhere())).isNotNull();
    assertThat(rows("member")).isZero();
    assertThat(rows("consent_grant")).isZero();
    assertThat(data.resolve("keys/members")).isEmptyDirectory();
    assertThat(gallery.size()).isZero();
    assertThat(faces.allErased()).isTrue();
  }

  @Test
  void nobody_is_enrolled_without_consent_to_the_current_notice() {
    assertThatThrownBy(
            () ->
                new Consent(
                    false,
                    Purpose.DOOR,
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    NOTICE,
                    "",
                    ""))
        .hasMessageContaining("Without the member's consent");
    var old =
        new Consent(
            true, Purpose.DOOR, Set.of(), Optional.empty(), Optional.empty(), "1999", "test", "me");
    assertThatThrownBy(() -> enrol("Anna", 1, old)).hasMessageContaining("in force are [" + NOTICE);
    var past = consent(Set.of(), Optional.empty(), Optional.of(START.minus(Duration.ofDays(1))));
    assertThatThrownBy(() -> enrol("Anna", 1, past)).hasMessageContaining("in the past");
    assertThatThrownBy(
            () -> consent(Set.of(), Optional.of(START.plusSeconds(1)), Optional.of(START)))
        .hasMessageContaining("before it begins");
    assertThat(rows("member")).isZero();
  }

  @Test
  void the_record_says_what_was_shown_by_whom() {
    enrol("Anna", 1, everywhere());
    var record = sql.sql("select * from consent_grant").query().singleRow();
    assertThat(String.valueOf(record.get("notice_text"))).isNotBlank();
    assertThat(record)
        .containsEntry("recorded_by", "admin")
        .containsEntry("given_how", "test")
        .containsEntry("notice_version", NOTICE)
        .containsEntry("notice_language", "en");
  }

  @Test
  void names_are_checked_but_need_not_be_unique() {
    for (String wrong : List.of("", "   ", "x".repeat(201), "Anna\nMüller")) {
      assertThatThrownBy(() -> enrol(wrong, 1, everywhere())).isInstanceOf(MemberException.class);
    }
    enrol("Anna", 1, everywhere());
    enrol("Anna", 3, everywhere());
    assertThat(members.list()).hasSize(2);
  }

  @Test
  void unknown_ids_are_told() {
    Member anna = enrol("Anna", 1, everywhere());
    UUID nobody = UUID.randomUUID();
    assertThatThrownBy(() -> members.withdraw(anna.id(), nobody, "x"))
        .isInstanceOf(NoSuchMemberException.class);
    assertThatThrownBy(() -> members.withdraw(nobody, nobody, "x"))
        .isInstanceOf(NoSuchMemberException.class);
    assertThat(members.find(nobody)).isEmpty();
    assertThat(members.name(nobody)).isEmpty();
  }
}
