package dev.gatehouse.retention;

import static dev.gatehouse.database.Instants.time;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The schedule of what is kept for how long, and the job that keeps to it, once a minute. What it
 * deleted is written down, by kind. Thread-safe.
 */
public final class Retention implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Retention.class.getName());

  /** How long the record of deletions is kept. */
  private static final Duration RECORD = Duration.ofDays(400);

  private final List<Kept> schedule;
  private final JdbcClient database;
  private final Clock clock;
  private final ReentrantLock running = new ReentrantLock();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("retention").factory());
  private volatile Optional<Run> lastRun = Optional.empty();

  Retention(List<Kept> schedule, JdbcClient database, Clock clock) {
    this.schedule = List.copyOf(schedule);
    this.database = database;
    this.clock = clock;
    if (schedule.stream().map(Kept::kind).distinct().count() < schedule.size()) {
      throw new IllegalArgumentException("Two kinds of data have the same name: " + schedule);
    }
  }

  /**
   * What the job did.
   *
   * @param deleted pieces by kind, with those of which there was nothing to delete
   * @param failures by kind, for people; what failed is tried again a minute later
   */
  public record Run(Instant at, Map<String, Integer> deleted, Map<String, String> failures) {}

  /** Every kind of data, and how long it is kept. */
  public List<Kept> schedule() {
    return schedule;
  }

  /** Empty until a minute after the start at most. */
  public Optional<Run> lastRun() {
    return lastRun;
  }

  /**
   * What was deleted of a kind.
   *
   * @param last when something was
   */
  public record Deleted(long pieces, Optional<Instant> last) {
    static final Deleted NOTHING = new Deleted(0, Optional.empty());
  }

  /** What was deleted of each kind in a time; of every kind there is an entry. */
  public Map<String, Deleted> deleted(Instant from, Instant to) {
    Map<String, Deleted> deleted = new LinkedHashMap<>();
    schedule.forEach(kept -> deleted.put(kept.kind(), Deleted.NOTHING));
    database
        .sql(
            """
            select kind, sum(deleted) as deleted, max(at) as last_at from retention_run
            where at >= ? and at < ? group by kind
            """)
        .params(time(from), time(to))
        .query(
            row -> {
              Instant last = row.getObject("last_at", OffsetDateTime.class).toInstant();
              deleted.put(
                  row.getString("kind"), new Deleted(row.getLong("deleted"), Optional.of(last)));
            });
    return deleted;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::enforce, 0, 1, TimeUnit.MINUTES);
  }

  /** Deletes everything whose time is over. One kind that fails does not keep the others. */
  public Run enforce() {
    running.lock();
    try {
      Instant now = clock.instant();
      Map<String, Integer> deleted = new LinkedHashMap<>();
      Map<String, String> failures = new LinkedHashMap<>();
      for (Kept kept : schedule) {
        try {
          int count = kept.delete().applyAsInt(now.minus(kept.time()));
          deleted.put(kept.kind(), count);
          if (count > 0) {
            write(now, kept.kind(), count);
          }
        } catch (RuntimeException e) { // the database may be back in a minute
          LOG.log(Level.ERROR, "What is too old of " + kept.kind() + " was not deleted", e);
          failures.put(kept.kind(), String.valueOf(e.getMessage()));
        }
      }
      var run = new Run(now, Map.copyOf(deleted), Map.copyOf(failures));
      lastRun = Optional.of(run);
      return run;
    } finally {
      running.unlock();
    }
  }

  private void write(Instant at, String kind, int count) {
    database
        .sql("insert into retention_run (at, kind, deleted) values (?, ?, ?)")
        .params(time(at), kind, count)
        .update();
  }

  /** The record of deletions is itself a kind of data. */
  static Kept record(JdbcClient database) {
    return new Kept(
        "retention-record",
        "How many pieces of data were deleted, and when; about nobody",
        RECORD,
        before ->
            database.sql("delete from retention_run where at < ?").param(time(before)).update());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
