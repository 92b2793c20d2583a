package dev.gatehouse.statistics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What owners set: sites that are published, days that are no example. Thread-safe. */
final class StatisticsStore {
  private final JdbcClient database;
  private final TransactionOperations transaction;

  StatisticsStore(JdbcClient database, TransactionOperations transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  Optional<Instant> published(String site) {
    return database
        .sql("select published_at from statistics_publication where site = :site")
        .param("site", site)
        .query((row, _) -> row.getObject("published_at", OffsetDateTime.class).toInstant())
        .optional();
  }

  void publish(String site, Instant now, String by) {
    transaction.executeWithoutResult(
        _ -> {
          withdraw(site);
          database
              .sql(
                  "insert into statistics_publication (site, published_at, published_by)"
                      + " values (:site, :now, :by)")
              .param("site", site)
              .param("now", now.atOffset(ZoneOffset.UTC))
              .param("by", by)
              .update();
        });
  }

  void withdraw(String site) {
    database
        .sql("delete from statistics_publication where site = :site")
        .param("site", site)
        .update();
  }

  Map<LocalDate, String> excluded(String site) {
    Map<LocalDate, String> days = new TreeMap<>();
    database
        .sql("select local_day, note from statistics_excluded_day where site = :site")
        .param("site", site)
        .query(
            row -> {
              days.put(LocalDate.parse(row.getString("local_day")), row.getString("note"));
            });
    return days;
  }

  void exclude(String site, LocalDate day, String note) {
    transaction.executeWithoutResult(
        _ -> {
          include(site, day);
          database
              .sql(
                  "insert into statistics_excluded_day (site, local_day, note)"
                      + " values (:site, :day, :note)")
              .param("site", site)
              .param("day", day.toString())
              .param("note", note)
              .update();
        });
  }

  int include(String site, LocalDate day) {
    return database
        .sql("delete from statistics_excluded_day where site = :site and local_day = :day")
        .param("site", site)
        .param("day", day.toString())
        .update();
  }
}
