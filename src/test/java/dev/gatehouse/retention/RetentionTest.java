package dev.gatehouse.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is deleted when its time is over is written down, without what it was. */
@OnEachDatabase
class RetentionTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00.123456Z");

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private Instant now = START;

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  private static Kept kept(String kind, Duration time, List<Instant> asked, int deletes) {
    return new Kept(
        kind,
        "For a test",
        time,
        before -> {
          asked.add(before);
          return deletes;
        });
  }

  @Test
  void each_run_writes_down_how_much_it_deleted_of_each_kind() {
    JdbcClient sql = kind.open(folder).client();
    List<Instant> asked = new ArrayList<>();
    List<Kept> schedule =
        List.of(
            kept("visits", Duration.ofDays(30), asked, 3),
            kept("nothing", Duration.ofDays(7), asked, 0),
            Retention.record(sql));
    try (var retention = new Retention(schedule, sql, clock())) {
      assertThat(retention.lastRun()).isEmpty();
      assertThat(retention.enforce().deleted())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("visits", 3, "nothing", 0, "retention-record", 0));
      assertThat(asked)
          .containsExactly(START.minus(Duration.ofDays(30)), START.minus(Duration.ofDays(7)));
      now = START.plusSeconds(60);
      retention.enforce();
      Retention.Deleted nothing = new Retention.Deleted(0, Optional.empty());
      assertThat(retention.deleted(START, now.plusSeconds(1)))
          .containsExactly(
              Map.entry("visits", new Retention.Deleted(6, Optional.of(now))),
              Map.entry("nothing", nothing),
              Map.entry("retention-record", nothing));
      assertThat(retention.deleted(START, now))
          .containsEntry("visits", new Retention.Deleted(3, Optional.of(START)));

      now = START.plus(Duration.ofDays(400));
      assertThat(retention.enforce().deleted()).containsEntry("retention-record", 0);
      now = now.plusMillis(1);
      assertThat(retention.enforce().deleted()).containsEntry("retention-record", 1);
      assertThat(sql.sql("select count(*) from retention_run").query(Integer.class).single())
          .as("three of visits, one of the record itself")
          .isEqualTo(4);
    }
  }

  @Test
  void one_kind_that_fails_does_not_keep_the_others_and_is_told() {
    JdbcClient sql = kind.open(folder).client();
    List<Instant> asked = new ArrayList<>();
    Kept failing =
        new Kept(
            "broken",
            "For a test",
            Duration.ofDays(1),
            _ -> sql.sql("delete from no_such_table").update());
    List<Kept> schedule = List.of(failing, kept("visits", Duration.ofDays(30), asked, 2));
    try (var retention = new Retention(schedule, sql, clock())) {
      Retention.Run run = retention.enforce();
      assertThat(run.failures()).containsOnlyKeys("broken");
      assertThat(run.deleted()).containsExactly(Map.entry("visits", 2));
      assertThat(retention.lastRun()).contains(run);
      assertThat(retention.deleted(START, START.plusSeconds(1)))
          .containsEntry("visits", new Retention.Deleted(2, Optional.of(START)));
    }
    assertThatThrownBy(() -> new Retention(List.of(failing, failing), sql, clock()))
        .hasMessageContaining("the same name");
  }
}
