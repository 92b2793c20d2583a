package dev.gatehouse.trail;

import static dev.gatehouse.database.Instants.instant;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Sites;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lists, on an alarm, of who was last seen where. They come from what was written, so that they are
 * there when cameras are not. Of a muster that ended, counts are kept and no names. Thread-safe.
 */
public final class Musters {
  /** Who was not seen for longer is not looked for. */
  public static final Duration LOOK_BACK = Duration.ofHours(24);

  private static final Duration LATELY = Duration.ofMinutes(30);

  private final JdbcClient database;
  private final VisitStore visits;
  private final Members members;
  private final Sites sites;
  private final UnknownInside unknown;
  private final Clock clock;

  Musters(
      JdbcClient database,
      VisitStore visits,
      Members members,
      Sites sites,
      UnknownInside unknown,
      Clock clock) {
    this.database = database;
    this.visits = visits;
    this.members = members;
    this.sites = sites;
    this.unknown = unknown;
    this.clock = clock;
  }

  /**
   * Begins one; where one goes on for that site, it is that one.
   *
   * @throws TrailException if there is no such site
   */
  public synchronized Muster start(Optional<String> site, boolean drill, String by) {
    site.ifPresent(
        id -> {
          if (sites.site(id).isEmpty()) {
            throw new TrailException("There is no site '" + id + "'");
          }
        });
    Optional<Muster> running =
        latest(50).stream()
            .filter(one -> one.endedAt().isEmpty() && one.site().equals(site))
            .findFirst();
    if (running.isPresent()) {
      return running.get();
    }
    UUID id = UUID.randomUUID();
    database
        .sql(
            """
            insert into muster (id, site, drill, started_at, started_by)
            values (:id, :site, :drill, :at, :by)
            """)
        .param("id", id)
        .param("site", site.orElse(null))
        .param("drill", drill)
        .param("at", time(clock.instant()))
        .param("by", by)
        .update();
    return find(id).orElseThrow();
  }

  /** The newest first. */
  public List<Muster> latest(int most) {
    return database
        .sql("select * from muster order by started_at desc limit ?")
        .param(most)
        .query((row, _) -> muster(row))
        .list();
  }

  public Optional<Muster> find(UUID id) {
    return database
        .sql("select * from muster where id = ?")
        .param(id)
        .query((row, _) -> muster(row))
        .optional();
  }

  /** Who is to be looked for now: by area, then those first who were seen last. */
  public Muster.Roll roll(Muster muster) {
    Instant now = clock.instant();
    Map<UUID, Member> agreed = new HashMap<>();
    for (Member member : members.list()) {
      if (member.grants().stream().anyMatch(grant -> holds(grant, now))) {
        agreed.put(member.id(), member);
      }
    }
    Map<UUID, Visit> last = visits.last(agreed.keySet(), now.minus(LOOK_BACK));
    Map<UUID, Muster.Mark> marks = marks(muster.id());
    List<Muster.Person> people = new ArrayList<>();
    last.forEach(
        (member, visit) -> {
          if (concerns(muster, visit)) {
            people.add(
                new Muster.Person(
                    member,
                    Optional.ofNullable(agreed.get(member)).map(Member::name).orElse(""),
                    visit,
                    Optional.ofNullable(marks.get(member))));
          }
        });
    people.sort(
        Comparator.comparing((Muster.Person person) -> where(person.last()))
            .thenComparing(person -> person.last().to(), Comparator.reverseOrder())
            .thenComparing(Muster.Person::name));
    return new Muster.Roll(
        List.copyOf(people),
        agreed.size() - last.size(),
        unknown.count(muster.site(), known(people, now)));
  }

  /**
   * How many of them are taken to be inside: who was seen lately and is not ticked off. Rather too
   * few, so that rather too many are looked for.
   */
  private static int known(List<Muster.Person> people, Instant now) {
    return (int)
        people.stream()
            .filter(person -> person.mark().isEmpty())
            .filter(person -> person.last().to().isAfter(now.minus(LATELY)))
            .count();
  }

  /** Whether it is an agreement to a day map that is in force, somewhere. */
  public static boolean holds(ConsentGrant grant, Instant at) {
    return grant.purpose() == Purpose.TRAIL
        && grant.withdrawnAt().isEmpty()
        && !at.isBefore(grant.from())
        && grant.to().map(at::isBefore).orElse(true);
  }

  /** Whoever was seen by a camera on no plan may be anywhere, so on each list. */
  private boolean concerns(Muster muster, Visit visit) {
    Optional<String> site = visit.spot().map(Visit.Spot::area).flatMap(sites::area).map(Area::site);
    return muster.site().isEmpty() || site.isEmpty() || site.equals(muster.site());
  }

  private static String where(Visit visit) {
    return visit.spot().map(Visit.Spot::area).orElse("") + " " + visit.place();
  }

  private Map<UUID, Muster.Mark> marks(UUID muster) {
    Map<UUID, Muster.Mark> marks = new HashMap<>();
    database
        .sql("select member, at, by_user from muster_mark where muster = ?")
        .param(muster)
        .query(
            row -> {
              marks.put(
                  row.getObject("member", UUID.class),
                  new Muster.Mark(instant(row, "at"), row.getString("by_user")));
            });
    return marks;
  }

  /**
   * Ticks somebody off, or takes it back.
   *
   * @throws TrailException if it has ended, or there is no such member
   */
  public synchronized void mark(Muster muster, UUID member, boolean safe, String by) {
    if (find(muster.id()).filter(one -> one.endedAt().isEmpty()).isEmpty()) {
      throw new TrailException("This muster has ended");
    }
    database
        .sql("delete from muster_mark where muster = ? and member = ?")
        .params(muster.id(), member)
        .update();
    if (safe) {
      try {
        database
            .sql("insert into muster_mark (muster, member, at, by_user) values (?, ?, ?, ?)")
            .params(muster.id(), member, time(clock.instant()), by)
            .update();
      } catch (DataIntegrityViolationException e) {
        throw new TrailException("There is no member with the id " + member);
      }
    }
  }

  /** Ends it: the counts stay, who was on the list is forgotten. Twice changes nothing. */
  public synchronized Muster end(Muster muster, String by) {
    Muster now = find(muster.id()).orElse(muster);
    if (now.endedAt().isPresent()) {
      return now;
    }
    Muster.Roll roll = roll(now);
    int accounted =
        (int) roll.people().stream().filter(person -> person.mark().isPresent()).count();
    database
        .sql(
            """
            update muster set ended_at = :at, ended_by = :by, listed = :listed,
              accounted = :accounted, unknown_inside = :unknown where id = :id
            """)
        .param("at", time(clock.instant()))
        .param("by", by)
        .param("listed", roll.people().size())
        .param("accounted", accounted)
        .param(
            "unknown",
            roll.unknownInside().isPresent() ? roll.unknownInside().getAsInt() : null,
            java.sql.Types.INTEGER)
        .param("id", now.id())
        .update();
    database.sql("delete from muster_mark where muster = ?").param(now.id()).update();
    return find(now.id()).orElseThrow();
  }

  int deleteBefore(Instant before) {
    return database.sql("delete from muster where started_at < ?").param(time(before)).update();
  }

  private static Muster muster(ResultSet row) throws SQLException {
    return new Muster(
        row.getObject("id", UUID.class),
        Optional.ofNullable(row.getString("site")),
        row.getBoolean("drill"),
        instant(row, "started_at"),
        row.getString("started_by"),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("ended_by")),
        number(row, "listed"),
        number(row, "accounted"),
        number(row, "unknown_inside"));
  }

  private static OptionalInt number(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
