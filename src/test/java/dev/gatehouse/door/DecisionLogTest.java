package dev.gatehouse.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What the doors decided, as it is kept and read. */
@OnEachDatabase
class DecisionLogTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.654321Z");

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private TestDatabase database;
  private DecisionLog log;
  private UUID anna;

  @BeforeEach
  void open() {
    open(ZoneId.systemDefault());
    anna = member();
  }

  private void open(ZoneId zone) {
    database = kind.open(folder, zone);
    log = new DecisionLog(database.client());
  }

  private UUID member() {
    UUID id = UUID.randomUUID();
    database
        .client()
        .sql("insert into member (id, name, enrolled_at) values (?, ?, ?)")
        .params(id, new byte[] {1}, NOON.atOffset(ZoneOffset.UTC))
        .update();
    return id;
  }

  private static Decision open(Instant at, String door, Optional<UUID> member, UUID card) {
    return new Decision(
        door,
        at,
        Outcome.OPEN,
        member,
        member.isPresent() ? Optional.empty() : Optional.of(card),
        "agreed – \"Ünïcode\"",
        OptionalDouble.of(0.75),
        0.5f,
        5,
        3,
        0.875,
        OptionalDouble.of(0.25),
        20.5);
  }

  private static Decision refused(Instant at, String door) {
    return new Decision(
        door,
        at,
        Outcome.REFUSED,
        Optional.empty(),
        "nobody",
        OptionalDouble.empty(),
        0.5f,
        5,
        0,
        0.875,
        OptionalDouble.empty(),
        20.5);
  }

  @Test
  void a_decision_is_read_as_it_was_written_newest_first() {
    Decision member = open(NOON, "front", Optional.of(anna), UUID.randomUUID());
    Decision card = open(NOON.plusSeconds(1), "back", Optional.empty(), UUID.randomUUID());
    Decision nobody = refused(NOON.plusSeconds(2), "front");
    DecisionLog.Entry first = log.write(member);
    DecisionLog.Entry second = log.write(card);
    DecisionLog.Entry third = log.write(nobody);
    assertThat(third.id()).isGreaterThan(second.id());
    assertThat(log.latest(10, Optional.empty())).containsExactly(third, second, first);
    assertThat(log.latest(1, Optional.of(third.id()))).containsExactly(second);
    assertThat(log.latest(10, Optional.empty(), List.of("front"))).containsExactly(third, first);
    assertThat(log.latest(10, Optional.empty(), List.of())).isEmpty();
    assertThat(log.ofMember(anna, 10, Optional.empty())).containsExactly(first);
    assertThat(log.ofMember(anna, NOON, NOON.plusSeconds(1))).containsExactly(first);
    assertThat(log.ofMember(anna, NOON.minusSeconds(1), NOON)).isEmpty();
  }

  @Test
  void an_erased_members_decisions_stay_and_name_nobody() {
    log.write(open(NOON, "front", Optional.of(anna), UUID.randomUUID()));
    assertThat(log.count(anna)).isEqualTo(1);
    log.erase(anna);
    log.erase(anna);
    assertThat(log.count(anna)).isZero();
    assertThat(log.latest(10, Optional.empty()).getFirst().decision().member())
        .contains(DecisionLog.ERASED);
    database.client().sql("delete from member").update();
    // Somebody who was erased while the door decided is left out.
    log.write(open(NOON, "front", Optional.of(anna), UUID.randomUUID()));
    assertThat(log.count(anna)).isZero();
  }

  @Test
  void what_is_too_old_is_deleted_to_the_microsecond() {
    log.write(refused(NOON, "front"));
    DecisionLog.Entry later = log.write(refused(NOON.plusNanos(1000), "front"));
    assertThat(log.deleteBefore(NOON)).isZero();
    assertThat(log.deleteBefore(NOON.plusNanos(1000))).isEqualTo(1);
    assertThat(log.latest(10, Optional.empty())).containsExactly(later);
  }

  /** At 01:00 UTC of that day clocks in Berlin went back from 03:00 to 02:00. */
  @Test
  void the_hour_that_comes_twice_is_two() {
    open(ZoneId.of("Europe/Berlin"));
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    Instant again = Instant.parse("2026-10-25T01:30:00Z");
    log.write(refused(first, "front"));
    log.write(refused(again, "front"));
    assertThat(log.latest(10, Optional.empty()))
        .extracting(entry -> entry.decision().at())
        .containsExactly(again, first);
    assertThat(log.deleteBefore(again)).isEqualTo(1);
  }
}
