package dev.gatehouse.trail;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Fills a database with visits, to measure how quickly one member's day is found among them: 50 a
 * day of each member, of 100 days, in the order of time as they come in. One member's are real,
 * sealed, and go through the rooms of a campus; those of the others are as long and random, as they
 * look to whoever lacks their keys.
 */
public final class TrailBenchmark {
  private static final int DAYS = 100;
  private static final int A_DAY = 50;
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final LocalDate FIRST = LocalDate.now(ZoneOffset.UTC).minusDays(DAYS);

  private TrailBenchmark() {}

  /**
   * Fills it.
   *
   * @param postgres whether it is PostgreSQL, not H2
   * @param member enrolled, and without visits so far
   * @param visits of all members together, about
   * @param progress told how many there are
   * @return the days on which there are visits
   */
  public static List<LocalDate> fill(
      JdbcClient database,
      boolean postgres,
      TransactionOperations transaction,
      VisitStore store,
      Sites sites,
      UUID member,
      long visits,
      BiConsumer<Integer, Integer> progress) {
    Campus campus = Campus.build(sites, 50);
    List<Campus.Room> rooms = campus.rooms(Campus.Use.OFFICE);
    rooms = new ArrayList<>(rooms);
    rooms.addAll(campus.rooms(Campus.Use.MEETING));
    rooms.addAll(campus.rooms(Campus.Use.CANTEEN));
    int others = (int) Math.max(0, visits / (DAYS * A_DAY) - 1);
    var random = new Random(1);
    List<LocalDate> days = new ArrayList<>();
    int sealedBytes = store.sealed(member, visit(rooms, random, Instant.now())).length;
    for (int day = 0; day < DAYS; day++) {
      LocalDate date = FIRST.plusDays(day);
      days.add(date);
      List<Campus.Room> all = rooms;
      transaction.executeWithoutResult(
          _ -> {
            Instant start = date.atStartOfDay(ZoneOffset.UTC).toInstant().plus(Duration.ofHours(8));
            for (int i = 0; i < A_DAY; i++) {
              Instant from = start.plus(EVERY.multipliedBy(i));
              if (others > 0) {
                insertOthers(database, postgres, others, from, sealedBytes);
              }
              store.insert(member, visit(all, random, from.plusSeconds(random.nextInt(60))));
            }
          });
      progress.accept((day + 1) * A_DAY * (others + 1), DAYS * A_DAY * (others + 1));
    }
    if (postgres) {
      database.sql("analyze visit").update();
    }
    return days;
  }

  private static Visit visit(List<Campus.Room> rooms, Random random, Instant from) {
    Campus.Room room = rooms.get(random.nextInt(rooms.size()));
    Position position = room.centre();
    return new Visit(
        room.place(),
        "cam-" + room.area() + "-" + room.zone(),
        Optional.of(
            new Visit.Spot(
                position.area(), position.metres(), room.door().metres(), new Point(1, 1))),
        from,
        from.plusSeconds(60 + random.nextInt(300)),
        0.7f);
  }

  /** One visit each of so many members. */
  private static void insertOthers(
      JdbcClient database, boolean postgres, int others, Instant from, int sealedBytes) {
    String sql =
        postgres
            ? """
            insert into visit (subject, from_at, to_at, sealed)
            select decode(md5('member ' || n), 'hex'), :from + n % 60 * interval '1 second',
              :from + (n % 60 + 200) * interval '1 second',
              substr(decode(repeat(md5(:salt || n), 16), 'hex'), 1, :bytes)
            from generate_series(1, :others) n
            """
            : """
            insert into visit (subject, from_at, to_at, sealed)
            select hash('MD5', 'member ' || n),
              dateadd('SECOND', mod(n, 60), cast(:from as timestamp(6) with time zone)),
              dateadd('SECOND', mod(n, 60) + 200, cast(:from as timestamp(6) with time zone)),
              secure_rand(:bytes)
            from (select "X" as n from system_range(1, :others))
            """;
    var statement =
        database
            .sql(sql)
            .param("from", from.atOffset(ZoneOffset.UTC))
            .param("bytes", sealedBytes)
            .param("others", others);
    if (postgres) {
      statement = statement.param("salt", HexFormat.of().toHexDigits(from.toEpochMilli()));
    }
    statement.update();
  }
}
