package dev.gatehouse.trail;

import static dev.gatehouse.database.Instants.instant;
import static dev.gatehouse.database.Instants.time;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.MemberSeal;
import dev.gatehouse.member.PersonalData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/**
 * The visits in the database. A row names its member by a keyed hash of their id, of which only the
 * holder of the master key can make another, and where they were lies sealed with the member's own
 * key: what a database keeps of a deleted row says of nobody that they were anywhere. Thread-safe.
 */
public final class VisitStore implements Visits, PersonalData {
  private static final int SUBJECT = 16;
  private static final int AT_ONCE = 500;
  private static final int FORMAT = 1;

  private final JdbcClient database;
  private final MemberSeal seal;

  VisitStore(JdbcClient database, MemberSeal seal) {
    this.database = database;
    this.seal = seal;
  }

  byte[] subject(UUID member) {
    return Arrays.copyOf(seal.hash("trail " + member), SUBJECT);
  }

  @Override
  public long insert(UUID member, Visit visit) {
    var keys = new GeneratedKeyHolder();
    database
        .sql(
            """
            insert into visit (subject, from_at, to_at, sealed) values (:subject, :from, :to, :sealed)
            """)
        .param("subject", subject(member))
        .param("from", time(visit.from()))
        .param("to", time(visit.to()))
        .param("sealed", sealed(member, visit))
        .update(keys, "id");
    Number id = keys.getKey();
    if (id == null) {
      throw new TrailException("The database gave the visit no number");
    }
    return id.longValue();
  }

  @Override
  public void update(UUID member, long id, Visit visit) {
    database
        .sql("update visit set to_at = :to, sealed = :sealed where id = :id and subject = :subject")
        .param("subject", subject(member))
        .param("to", time(visit.to()))
        .param("sealed", sealed(member, visit))
        .param("id", id)
        .update();
  }

  /** For who writes many rows by themselves. */
  byte[] sealed(UUID member, Visit visit) {
    return seal.seal(member, what(visit.from()), bytes(visit))
        .orElseThrow(() -> new TrailException("The member has no key (any more)"));
  }

  /** A sealed text is of one beginning, so that rows cannot be given other times. */
  private static String what(Instant from) {
    return "visit " + ChronoUnit.MICROS.between(Instant.EPOCH, from);
  }

  private static byte[] bytes(Visit visit) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(visit.place());
      out.writeUTF(visit.camera());
      out.writeFloat(visit.score());
      out.writeBoolean(visit.spot().isPresent());
      if (visit.spot().isPresent()) {
        Visit.Spot spot = visit.spot().get();
        out.writeUTF(spot.area());
        write(out, spot.mean());
        write(out, spot.first());
        write(out, spot.last());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Point point) throws IOException {
    out.writeFloat((float) point.x());
    out.writeFloat((float) point.y());
  }

  private static Point point(DataInputStream in) throws IOException {
    return new Point(in.readFloat(), in.readFloat());
  }

  private static Visit visit(byte[] bytes, Instant from, Instant to) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new TrailException("A visit is in the form " + format + ", of a later Gatehouse");
      }
      String place = in.readUTF();
      String camera = in.readUTF();
      float score = in.readFloat();
      Optional<Visit.Spot> spot =
          in.readBoolean()
              ? Optional.of(new Visit.Spot(in.readUTF(), point(in), point(in), point(in)))
              : Optional.empty();
      return new Visit(place, camera, spot, from, to, score);
    } catch (IOException e) {
      throw new UncheckedIOException("A visit is cut off", e);
    }
  }

  @Override
  public List<Visit> between(UUID member, Instant from, Instant to) {
    return database
        .sql(
            """
            select from_at, to_at, sealed from visit
            where subject = :subject and from_at >= :earliest and from_at < :to and to_at >= :from
            order by from_at, id
            """)
        .param("subject", subject(member))
        .param("earliest", time(from.minus(Visit.LONGEST)))
        .param("from", time(from))
        .param("to", time(to))
        .query((row, _) -> visit(member, row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Visit> visit(UUID member, ResultSet row) throws SQLException {
    Instant from = instant(row, "from_at");
    Instant to = instant(row, "to_at");
    return seal.open(member, what(from), row.getBytes("sealed")).map(text -> visit(text, from, to));
  }

  /** When the visits of a member began, oldest first, since an instant. */
  public List<Instant> beginnings(UUID member, Instant since) {
    return database
        .sql("select from_at from visit where subject = ? and from_at >= ? order by from_at")
        .params(subject(member), time(since))
        .query((row, _) -> instant(row, "from_at"))
        .list();
  }

  /** The last visit of each of these members that began since an instant, where there is one. */
  public Map<UUID, Visit> last(Collection<UUID> members, Instant since) {
    Map<UUID, Visit> last = new HashMap<>();
    List<UUID> all = List.copyOf(members);
    for (int start = 0; start < all.size(); start += AT_ONCE) {
      Map<ByteBuffer, UUID> subjects = new HashMap<>();
      all.subList(start, Math.min(all.size(), start + AT_ONCE))
          .forEach(member -> subjects.put(ByteBuffer.wrap(subject(member)), member));
      List<byte[]> keys = new ArrayList<>();
      subjects.keySet().forEach(key -> keys.add(key.array()));
      database
          .sql(
              """
              select v.subject, v.from_at, v.to_at, v.sealed from visit v join (
                select subject, max(from_at) as newest from visit
                where subject in (:subjects) and from_at >= :since group by subject) n
              on v.subject = n.subject and v.from_at = n.newest
              """)
          .param("subjects", keys)
          .param("since", time(since))
          .query(
              row -> {
                UUID member = subjects.get(ByteBuffer.wrap(row.getBytes("subject")));
                if (member != null) {
                  visit(member, row).ifPresent(visit -> last.put(member, visit));
                }
              });
    }
    return last;
  }

  @Override
  public String store() {
    return "visits";
  }

  @Override
  public int count(UUID member) {
    return database
        .sql("select count(*) from visit where subject = ?")
        .param(subject(member))
        .query(Integer.class)
        .single();
  }

  @Override
  public void erase(UUID member) {
    forget(member);
  }

  /** Deletes all visits of a member, who stays one; says how many those were. */
  public int forget(UUID member) {
    return database.sql("delete from visit where subject = ?").param(subject(member)).update();
  }

  int deleteBefore(Instant before) {
    return database.sql("delete from visit where to_at < ?").param(time(before)).update();
  }
}
