package dev.gatehouse.door;

import dev.gatehouse.member.PersonalData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** The decisions of all doors, in the database. Thread-safe. */
public final class DecisionLog implements PersonalData {
  private final JdbcClient database;

  DecisionLog(JdbcClient database) {
    this.database = database;
  }

  /** A decision with its number, newer ones having larger numbers. */
  public record Entry(long id, Decision decision) {}

  /** Writes a decision down and numbers it. */
  public Entry write(Decision d) {
    var keys = new GeneratedKeyHolder();
    database
        .sql(
            """
            insert into decision (at, door, outcome, member, card, reason, score, threshold, frames_seen,
              frames_agreeing, quality, liveness, latency_ms)
            values (:at, :door, :outcome,
              (select id from member where id = :member), :card, :reason, :score, :threshold, :seen,
              :agreeing, :quality, :liveness, :latency)
            """)
        .param("at", d.at().atOffset(ZoneOffset.UTC)) // as local time one hour a year comes twice
        .param("door", d.door())
        .param("outcome", d.outcome().name())
        .param("member", d.member().orElse(null), Types.OTHER)
        .param("card", d.card().orElse(null), Types.OTHER)
        .param("reason", d.reason())
        .param("score", number(d.score()), Types.REAL)
        .param("threshold", d.threshold())
        .param("seen", d.framesSeen())
        .param("agreeing", d.framesAgreeing())
        .param("quality", d.quality())
        .param("liveness", number(d.liveness()), Types.REAL)
        .param("latency", d.latencyMillis())
        .update(keys, "id");
    Number id = keys.getKey();
    if (id == null) {
      throw new DoorException("The database gave the decision no number");
    }
    return new Entry(id.longValue(), d);
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  @Override
  public String store() {
    return "decisions";
  }

  @Override
  public int count(UUID member) {
    return database
        .sql("select count(*) from decision where member = ?")
        .param(member)
        .query(Integer.class)
        .single();
  }

  /** The decisions stay, and name nobody. */
  @Override
  public void erase(UUID member) {
    database.sql("update decision set member = null where member = ?").param(member).update();
  }

  /** Deletes the decisions that were made before then. */
  int deleteBefore(Instant before) {
    return database
        .sql("delete from decision where at < ?")
        .param(before.atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * The newest decisions first.
   *
   * @param limit at most so many, 1 to 500
   * @param before only those with a smaller number
   */
  public List<Entry> latest(int limit, Optional<Long> before) {
    return database
        .sql("select * from decision where id < :before order by id desc limit :limit")
        .param("before", before.orElse(Long.MAX_VALUE))
        .param("limit", Math.clamp(limit, 1, 500))
        .query((row, n) -> entry(row))
        .list();
  }

  /**
   * The newest decisions of some doors first.
   *
   * @param limit at most so many, 1 to 500
   * @param before only those with a smaller number
   * @param doors their ids
   */
  public List<Entry> latest(int limit, Optional<Long> before, Collection<String> doors) {
    if (doors.isEmpty()) {
      return List.of();
    }
    return database
        .sql(
            """
            select * from decision where id < :before and door in (:doors)
            order by id desc limit :limit
            """)
        .param("before", before.orElse(Long.MAX_VALUE))
        .param("doors", doors)
        .param("limit", Math.clamp(limit, 1, 500))
        .query((row, n) -> entry(row))
        .list();
  }

  /**
   * The newest decisions about a member first.
   *
   * @param limit at most so many, 1 to 500
   * @param before only those with a smaller number
   */
  public List<Entry> ofMember(UUID member, int limit, Optional<Long> before) {
    return database
        .sql(
            """
            select * from decision where id < :before and member = :member
            order by id desc limit :limit
            """)
        .param("before", before.orElse(Long.MAX_VALUE))
        .param("member", member)
        .param("limit", Math.clamp(limit, 1, 500))
        .query((row, n) -> entry(row))
        .list();
  }

  /**
   * What the doors decided about a member, oldest first.
   *
   * @param to the first instant that is not in it
   */
  public List<Entry> ofMember(UUID member, Instant from, Instant to) {
    return database
        .sql(
            """
            select * from decision where member = :member and at >= :from and at < :to
            order by id
            """)
        .param("member", member)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("to", to.atOffset(ZoneOffset.UTC))
        .query((row, n) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    Outcome outcome = Outcome.valueOf(row.getString("outcome"));
    Optional<UUID> member = Optional.ofNullable(row.getObject("member", UUID.class));
    Optional<UUID> card = Optional.ofNullable(row.getObject("card", UUID.class));
    return new Entry(
        row.getLong("id"),
        outcome == Outcome.OPEN && member.isEmpty() && card.isEmpty()
            ? decision(row, outcome, Optional.of(ERASED), card)
            : decision(row, outcome, member, card));
  }

  /** Stands for a member who was erased since: the door opened, and nobody can say for whom. */
  public static final UUID ERASED = new UUID(0, 0);

  private static Decision decision(
      ResultSet row, Outcome outcome, Optional<UUID> member, Optional<UUID> card)
      throws SQLException {
    return new Decision(
        row.getString("door"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        outcome,
        member,
        card,
        row.getString("reason"),
        number(row, "score"),
        row.getFloat("threshold"),
        row.getInt("frames_seen"),
        row.getInt("frames_agreeing"),
        row.getDouble("quality"),
        number(row, "liveness"),
        row.getDouble("latency_ms"));
  }

  private static OptionalDouble number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
