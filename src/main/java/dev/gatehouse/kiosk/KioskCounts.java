package dev.gatehouse.kiosk;

import static dev.gatehouse.database.Instants.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many people stood before a kiosk, by age band and hour: the only thing that a kiosk stores.
 * Numbers under {@link #FEWEST} are not told, nor is an hour that is not over, in which one could
 * see a number grow by one person. Thread-safe.
 */
public final class KioskCounts {
  /** A group of fewer people is not shown. */
  public static final int FEWEST = 5;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(400);

  private final JdbcClient database;
  private final Clock clock;

  KioskCounts(JdbcClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * An hour in which somebody was counted.
   *
   * @param from its first instant
   * @param bands how many of each band; empty where there were some, but fewer than {@link
   *     #FEWEST}; a band without anybody is missing
   */
  public record Hour(Instant from, Map<AgeBand, OptionalLong> bands) {}

  /** Adds one person to the hour that runs. */
  void add(String kiosk, AgeBand band) {
    OffsetDateTime hour = time(clock.instant().truncatedTo(ChronoUnit.HOURS));
    if (increase(kiosk, hour, band) == 0) {
      try {
        database
            .sql("insert into kiosk_hour (kiosk, at, band, amount) values (?, ?, ?, 1)")
            .params(kiosk, hour, band.name())
            .update();
      } catch (DuplicateKeyException e) { // another node, in the same moment
        increase(kiosk, hour, band);
      }
    }
  }

  private int increase(String kiosk, OffsetDateTime hour, AgeBand band) {
    return database
        .sql("update kiosk_hour set amount = amount + 1 where kiosk = ? and at = ? and band = ?")
        .params(kiosk, hour, band.name())
        .update();
  }

  /**
   * The hours of a time that are over, oldest first; those in which nobody was counted are missing.
   *
   * @throws KioskException if the time ends before it begins, or is longer than 400 days
   */
  public List<Hour> hours(String kiosk, Instant from, Instant to) {
    if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new KioskException(
          "Counts are told for at most %d days, from %s to %s is not such a time"
              .formatted(LONGEST.toDays(), from, to));
    }
    Instant over = clock.instant().truncatedTo(ChronoUnit.HOURS);
    Map<Instant, Map<AgeBand, OptionalLong>> hours = new TreeMap<>();
    database
        .sql(
            """
            select at, band, amount from kiosk_hour
            where kiosk = ? and at >= ? and at < ? and at < ? order by at
            """)
        .params(kiosk, time(from), time(to), time(over))
        .query(
            row -> {
              long amount = row.getLong("amount");
              hours
                  .computeIfAbsent(
                      row.getObject("at", OffsetDateTime.class).toInstant(),
                      _ -> new EnumMap<>(AgeBand.class))
                  .put(
                      AgeBand.valueOf(row.getString("band")),
                      amount < FEWEST ? OptionalLong.empty() : OptionalLong.of(amount));
            });
    List<Hour> list = new ArrayList<>(hours.size());
    hours.forEach((at, bands) -> list.add(new Hour(at, bands)));
    return list;
  }

  /** Deletes the hours that were over before then. */
  int deleteBefore(Instant before) {
    return database
        .sql("delete from kiosk_hour where at < ?")
        .params(time(before.minus(HOUR)))
        .update();
  }
}
