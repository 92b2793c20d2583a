package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What the log keeps. */
@OnEachDatabase
class AuditLogTest {
  private static final UUID ANNA = UUID.randomUUID();
  private static final UUID BEN = UUID.randomUUID();

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private TestLog open() {
    return new TestLog(kind.open(folder), folder.resolve("keys"), Clock.systemUTC());
  }

  @Test
  void every_entry_is_kept_in_order_and_can_be_proven() {
    try (TestLog test = open()) {
      AuditLog log = test.log;
      assertThat(log.find(AuditQuery.newest(10)))
          .singleElement()
          .satisfies(
              first -> {
                assertThat(first.event().action()).isEqualTo(AuditAction.LOG);
                assertThat(first.event().detail())
                    .contains("Tree heads are signed by " + log.verifierKey());
              });
      AuditEntry view = log.record(TestLog.view(ANNA));
      AuditEntry export =
          log.record(
              AuditEvent.of(AuditAction.EXPORT, Actor.command())
                  .purpose("STATISTICS")
                  .place("street")
                  .count(12345)
                  .detail("Ünïcode 🙂\nand a second line"));
      TreeHead small = log.treeHead();
      assertThat(small.size()).isEqualTo(3);
      assertThat(log.treeHead()).isEqualTo(small);
      List<AuditEntry> more = test.fill(700);

      List<AuditEntry> newest = log.find(AuditQuery.newest(500));
      assertThat(newest).hasSize(500).first().isEqualTo(more.getLast());
      assertThat(log.entry(1)).isEqualTo(view);
      assertThat(log.entry(2)).isEqualTo(export);
      assertThat(log.find(AuditQuery.about(ANNA, Optional.empty(), 5))).containsExactly(view);
      assertThat(
              log.find(
                  new AuditQuery(
                      Optional.empty(),
                      Optional.of(AuditAction.LOG_IN),
                      Optional.of(view.time()),
                      Optional.of(Instant.now().plusSeconds(60)),
                      Optional.of(20L),
                      100)))
          .isNotEmpty()
          .allSatisfy(
              entry -> {
                assertThat(entry.event().action()).isEqualTo(AuditAction.LOG_IN);
                assertThat(entry.index()).isLessThan(20);
              });

      TreeHead large = log.treeHead();
      assertThat(large.size()).isEqualTo(703);
      assertThat(large.signedBy(log.verifierKey())).isTrue();
      assertThat(log.consistency(3, 703).holds(small.root(), large.root())).isTrue();
      for (long index : new long[] {0, 1, 255, 256, 511, 512, 702}) {
        Hash leaf = log.entry(index).hash();
        assertThat(log.inclusion(index, 703).holds(leaf, large.root())).as("%d", index).isTrue();
      }
      assertThat(log.inclusion(1, 3).holds(view.hash(), small.root())).isTrue();
      assertThatThrownBy(() -> log.inclusion(1, 704)).hasMessageContaining("has 703 entries");
      assertThatThrownBy(() -> log.consistency(1, 704)).isInstanceOf(AuditException.class);
      assertThatThrownBy(() -> log.entry(703)).hasMessageContaining("There is no entry 703");
      Verification verification = test.verify(small);
      assertThat(verification.finding()).isEmpty();
      assertThat(verification.entries()).isEqualTo(703);
      assertThat(verification.root()).isEqualTo(large.root());
    }
  }

  @Test
  void an_erasure_takes_the_personal_part_and_leaves_the_tree() {
    try (TestLog test = open()) {
      AuditLog log = test.log;
      AuditEntry anna = log.record(TestLog.view(ANNA));
      AuditEntry ben = log.record(TestLog.view(BEN));
      TreeHead before = log.treeHead();
      AuditEntry erased = log.recordErasure(ANNA, TestLog.EVE);
      assertThat(erased.event().count().orElse(0)).isPositive();
      assertThat(erased.event().subject()).contains(ANNA);

      AuditEntry left = log.entry(anna.index());
      assertThat(left.forgotten()).isTrue();
      assertThat(left.event().subject()).isEmpty();
      assertThat(left.event().reason()).isEmpty();
      assertThat(left.event().actor()).isEqualTo(TestLog.EVE);
      assertThat(left.hash()).isEqualTo(anna.hash());
      assertThat(log.entry(ben.index())).isEqualTo(ben);
      assertThat(log.find(AuditQuery.about(ANNA, Optional.empty(), 10))).containsExactly(erased);
      assertThat(test.finding(before)).isEqualTo("intact");
      assertThat(log.recordErasure(ANNA, TestLog.EVE).event().count()).hasValue(0);
      assertThat(log.entry(erased.index())).isEqualTo(erased);

      long decisions = test.fill(9).stream().filter(e -> e.event().personal()).count();
      assertThat(log.forgetBefore(AuditAction.DECISION, Instant.now().plusSeconds(5)))
          .isGreaterThanOrEqualTo(decisions);
      long size = log.treeHead().size();
      assertThat(log.forgetBefore(AuditAction.GRANT, Instant.now())).isZero();
      assertThat(log.treeHead().size()).isEqualTo(size);
      assertThat(log.find(AuditQuery.newest(1)).getFirst().event().action())
          .isEqualTo(AuditAction.RETENTION);
      assertThat(test.finding(before)).isEqualTo("intact");
      assertThat(test.verify().forgotten()).isGreaterThanOrEqualTo(decisions + 1);
      assertThatThrownBy(() -> log.forgetBefore(AuditAction.ERASE, Instant.now()))
          .hasMessageContaining("are kept");
    }
  }

  @Test
  void a_member_is_told_that_somebody_looked() {
    try (TestLog test = open()) {
      AuditLog log = test.log;
      UUID member = UUID.randomUUID();
      assertThat(log.unread(member)).isZero();
      log.record(AuditEvent.of(AuditAction.ENROL, TestLog.EVE).subject(member));
      AuditEntry first = log.record(TestLog.view(member));
      log.record(TestLog.view(member));
      log.record(AuditEvent.of(AuditAction.VIEW, Actor.member(member)).subject(member));
      assertThat(log.unread(member)).isEqualTo(2);
      log.markRead(member, first.index());
      assertThat(log.unread(member)).isEqualTo(1);
      log.markRead(member, 0);
      assertThat(log.unread(member)).isEqualTo(1);
      log.recordErasure(member, TestLog.EVE);
      assertThat(test.sql.sql("select count(*) from audit_read").query(Long.class).single())
          .isZero();
    }
  }

  @Test
  void many_threads_write_one_log_without_gaps() throws Exception {
    try (TestLog test = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AuditEntry>> writing =
          IntStream.range(0, 2000)
              .mapToObj(i -> threads.submit(() -> test.log.record(TestLog.search(i))))
              .toList();
      List<Long> indexes = new ArrayList<>();
      for (Future<AuditEntry> one : writing) {
        indexes.add(one.get().index());
      }
      assertThat(indexes)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 2000).boxed().toList());
      assertThat(test.finding()).isEqualTo("intact");
    }
  }

  @Test
  void two_programs_write_one_log() throws Exception {
    TestDatabase database = kind.open(folder);
    Path keys = folder.resolve("keys");
    try (var one = new TestLog(database, keys, Clock.systemUTC());
        var two = new TestLog(database, keys, Clock.systemUTC())) {
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> two.fill(100));
      one.fill(100);
      other.get();
      assertThat(one.finding()).isEqualTo("intact");
      assertThat(one.verify().entries()).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void a_log_that_is_opened_again_goes_on() throws Exception {
    TreeHead head;
    AuditEntry last;
    try (TestLog test = open()) {
      last = test.fill(300).getLast();
      head = test.log.treeHead();
    }
    assertThat(Files.readString(folder.resolve("keys/audit.head"))).isEqualTo(head.note());
    try (TestLog test = open()) {
      assertThat(test.log.problem()).isEmpty();
      assertThat(test.log.entry(last.index())).isEqualTo(last);
      assertThat(test.log.treeHead()).isEqualTo(head);
      test.fill(1);
      assertThat(test.log.treeHead().size()).isEqualTo(head.size() + 1);
      assertThat(test.finding(head)).isEqualTo("intact");
    }
  }

  @Test
  void a_log_that_does_not_fit_its_head_is_told_when_it_is_opened() throws Exception {
    TreeHead head;
    try (TestLog test = open()) {
      test.fill(20);
      head = test.log.treeHead();
    }
    kind.open(folder).client().sql("delete from audit_entry where entry > 15").update();
    kind.open(folder).client().sql("delete from audit_tree_head").update();
    try (TestLog test = open()) {
      assertThat(test.log.problem().orElseThrow())
          .contains("the head of 21 entries")
          .contains("which has 16");
      assertThat(test.log.find(AuditQuery.newest(1)).getFirst().event().detail())
          .isEqualTo(test.log.problem());
      assertThat(folder.resolve("keys/audit-21.head")).hasContent(head.note());
      test.fill(20);
      assertThat(test.finding()).isEqualTo("intact");
      assertThat(test.finding(head)).startsWith("Something from entry ");
    }
  }

  @Test
  void heads_are_thinned_out_to_one_a_day() {
    var clock = new TickingClock(Instant.parse("2026-03-01T08:00:00Z"));
    try (var test = new TestLog(kind.open(folder), folder.resolve("keys"), clock)) {
      for (int hour = 0; hour < 60; hour++) {
        test.fill(1);
        test.log.treeHead();
        clock.now = clock.now.plus(Duration.ofHours(1));
      }
      List<TreeHead> heads = test.store.heads();
      assertThat(heads.getFirst().time()).isEqualTo("2026-03-01T23:00:00Z");
      assertThat(heads.get(1).time()).isEqualTo("2026-03-02T23:00:00Z");
      assertThat(heads).hasSizeBetween(2 + 20, 2 + 21);
      assertThat(test.finding()).isEqualTo("intact");
    }
  }

  private static final class TickingClock extends Clock {
    private volatile Instant now;

    TickingClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @Test
  void what_cannot_be_written_down_is_told() {
    try (TestLog test = open()) {
      test.sql.sql("alter table audit_entry rename to audit_gone").update();
      assertThatThrownBy(() -> test.log.record(TestLog.view(ANNA)))
          .isInstanceOf(AuditException.class)
          .hasMessageStartingWith("The audit log cannot be written");
      test.sql.sql("alter table audit_gone rename to audit_entry").update();
      assertThat(test.log.record(TestLog.view(ANNA)).index()).isEqualTo(1);
      test.log.close();
      assertThatThrownBy(() -> test.log.record(TestLog.view(ANNA)))
          .hasMessageContaining("is closed");
    }
  }

  @Test
  void an_event_says_what_cannot_be_kept() {
    AuditEvent event = AuditEvent.of(AuditAction.VIEW, TestLog.EVE);
    for (String reason : List.of("", "  ", "x".repeat(501), "a\u0000b", "\uD83D")) {
      assertThatThrownBy(() -> event.reason(reason))
          .as(reason)
          .isInstanceOf(AuditException.class)
          .hasMessageStartingWith("A reason has ");
    }
    assertThat(event.detail("x".repeat(600)).detail().orElseThrow()).hasSize(500);
    assertThatThrownBy(() -> Actor.user("")).hasMessageContaining("The name of an actor");
    assertThat(Actor.parse("door:a:b")).isEqualTo(Actor.door("a:b"));
    assertThatThrownBy(() -> Actor.parse("nobody")).isInstanceOf(AuditException.class);
  }
}
