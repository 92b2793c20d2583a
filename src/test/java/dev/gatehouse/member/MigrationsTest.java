package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.Purpose;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.dao.DataIntegrityViolationException;

/** The same migrations and the same statements on both databases. */
@OnEachDatabase
class MigrationsTest {
  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  @Test
  void members_and_decisions_are_kept() {
    TestDatabase database = kind.open(folder);
    var sql = database.client();
    var store = new MemberStore(sql);
    assertThat(store.hasMembers()).isFalse();
    Instant now = Instant.parse("2026-03-01T08:00:00.123456Z");
    var member = new MemberStore.MemberRow(UUID.randomUUID(), new byte[] {1, 2, 3}, now);
    var notice = ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow();
    var open =
        new ConsentGrant(
            UUID.randomUUID(),
            Purpose.DOOR,
            List.of(),
            now,
            Optional.empty(),
            notice.version(),
            Optional.empty());
    var limited =
        new ConsentGrant(
            UUID.randomUUID(),
            Purpose.DOOR,
            List.of("back", "front"),
            now,
            Optional.of(now.plusSeconds(60)),
            notice.version(),
            Optional.empty());
    var template =
        new MemberStore.TemplateRow(
            UUID.randomUUID(), member.id(), "model:1", new byte[] {4, 5, 6}, now);
    database
        .transaction()
        .executeWithoutResult(
            _ -> {
              store.insert(member);
              store.insert(
                  member.id(), open, new MemberStore.ConsentRecord(notice, "page", "admin", now));
              store.insert(
                  member.id(),
                  limited,
                  new MemberStore.ConsentRecord(notice, "page", "admin", now.plusSeconds(1)));
              store.insert(template);
            });
    store.withdraw(open.id(), now.plusSeconds(5), "admin");

    assertThat(store.hasMembers()).isTrue();
    assertThat(store.members()).usingRecursiveComparison().isEqualTo(List.of(member));
    assertThat(store.templates()).usingRecursiveComparison().isEqualTo(List.of(template));
    assertThat(store.templateCounts(Optional.empty())).containsEntry(member.id(), 1);
    assertThat(store.grants().get(member.id()))
        .containsExactly(
            new ConsentGrant(
                open.id(),
                Purpose.DOOR,
                List.of(),
                now,
                Optional.empty(),
                notice.version(),
                Optional.of(now.plusSeconds(5))),
            limited);
    assertThatThrownBy(() -> store.withdraw(open.id(), now, "admin"))
        .isInstanceOf(DataIntegrityViolationException.class);

    long first = decide(database, member.id());
    assertThat(decide(database, UUID.randomUUID())).isGreaterThan(first);

    var receipt =
        new ErasureReceipt(
            member.id(), now, new TreeMap<>(Map.of("templates", 1, "grants", 2)), "signed");
    store.insert(receipt);
    assertThat(store.members()).isEmpty();
    assertThat(store.halfErased()).containsExactly(member.id());
    store.delete(member.id());
    assertThat(store.halfErased()).isEmpty();
    assertThat(store.erasure(member.id())).contains(receipt);
    assertThat(store.grants()).isEmpty();
    assertThat(store.templates()).isEmpty();
    for (String table : List.of("consent_grant_place", "consent_withdrawal")) {
      assertThat(sql.sql("select count(*) from " + table).query(Integer.class).single()).isZero();
    }
    assertThat(
            sql.sql("select count(*) from decision where member is null")
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  /** As the door does it: a member who was erased meanwhile is left out instead of refused. */
  private static long decide(TestDatabase database, UUID member) {
    database
        .client()
        .sql(
            """
            insert into decision (at, door, outcome, member, reason, score, threshold, frames_seen,
              frames_agreeing, quality, liveness, latency_ms)
            values (now(), 'front', 'OPEN', (select id from member where id = ?), 'agreed', 0.71,
              0.4, 5, 3, 0.9, null, 23.5)
            """)
        .param(member)
        .update();
    return database.client().sql("select max(id) from decision").query(Long.class).single();
  }
}
