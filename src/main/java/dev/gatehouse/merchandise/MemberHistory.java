package dev.gatehouse.merchandise;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.MemberSeal;
import dev.gatehouse.member.PersonalData;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What members were shown and touched, each sealed with the member's own key. Written and read only
 * while the member has a {@code KIOSK} grant there; deleted when the last one ended. Thread-safe.
 */
final class MemberHistory implements PersonalData {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String WHAT = "merchandise";

  private final JdbcClient database;
  private final MemberSeal seal;

  /** Held while a history is read, added to and written. */
  private final ReentrantLock writing = new ReentrantLock();

  MemberHistory(JdbcClient database, MemberSeal seal) {
    this.database = database;
    this.seal = seal;
  }

  /** Whether the member agreed to be known at a kiosk of that place, now. */
  static boolean agreed(Member member, String place, Instant at) {
    return member.grants().stream()
        .anyMatch(
            grant ->
                holds(grant, at) && (grant.places().isEmpty() || grant.places().contains(place)));
  }

  private static boolean holds(ConsentGrant grant, Instant at) {
    return grant.purpose() == Purpose.KIOSK
        && grant.withdrawnAt().isEmpty()
        && !at.isBefore(grant.from())
        && grant.to().map(at::isBefore).orElse(true);
  }

  OwnCounts read(UUID member) {
    return database
        .sql("select sealed from merchandise_history where member = ?")
        .param(member)
        .query((row, _) -> row.getBytes("sealed"))
        .optional()
        .flatMap(bytes -> seal.open(member, WHAT, bytes))
        .map(MemberHistory::parse)
        .orElse(OwnCounts.NONE);
  }

  /** Changes a history; of a member who has no key (any more) nothing is written. */
  void change(UUID member, Instant at, UnaryOperator<OwnCounts> change) {
    writing.lock();
    try {
      byte[] text = JSON.writeValueAsBytes(lines(change.apply(read(member))));
      Optional<byte[]> sealed = seal.seal(member, WHAT, text);
      if (sealed.isEmpty()) {
        return;
      }
      int changed =
          database
              .sql("update merchandise_history set sealed = ?, changed_at = ? where member = ?")
              .params(sealed.get(), at.atOffset(ZoneOffset.UTC), member)
              .update();
      if (changed == 0) {
        database
            .sql(
                """
                insert into merchandise_history (member, sealed, changed_at)
                select id, cast(:sealed as bytea), cast(:at as timestamp with time zone)
                from member where id = :member
                """)
            .param("sealed", sealed.get(), Types.VARBINARY)
            .param("at", at.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("member", member)
            .update();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Items with shows and touches, as they are sealed. */
  private static Map<UUID, List<Integer>> lines(OwnCounts counts) {
    Map<UUID, List<Integer>> lines = new HashMap<>();
    counts.items().forEach((item, own) -> lines.put(item, List.of(own.shows(), own.touches())));
    return lines;
  }

  private static OwnCounts parse(byte[] text) {
    try {
      Map<UUID, OwnCounts.Own> items = new HashMap<>();
      JSON.readValue(text, new TypeReference<Map<UUID, List<Integer>>>() {})
          .forEach(
              (item, counts) -> items.put(item, new OwnCounts.Own(counts.get(0), counts.get(1))));
      return new OwnCounts(items);
    } catch (JacksonException e) {
      return OwnCounts.NONE;
    }
  }

  /** Deletes what was not added to since then. */
  int deleteBefore(Instant before) {
    return database
        .sql("delete from merchandise_history where changed_at < ?")
        .param(before.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Deletes the histories of members who have no grant for a kiosk any more. */
  int deleteUngranted(Function<UUID, Optional<Member>> members, Instant now) {
    int deleted = 0;
    for (UUID id :
        database.sql("select member from merchandise_history").query(UUID.class).list()) {
      Optional<Member> member = members.apply(id);
      if (member.isEmpty()
          || member.get().grants().stream().noneMatch(grant -> holds(grant, now))) {
        deleted += delete(id);
      }
    }
    return deleted;
  }

  private int delete(UUID member) {
    writing.lock();
    try {
      return database
          .sql("delete from merchandise_history where member = ?")
          .param(member)
          .update();
    } finally {
      writing.unlock();
    }
  }

  /** When something was added last; absent if there is none. */
  Optional<Instant> changedAt(UUID member) {
    return database
        .sql("select changed_at from merchandise_history where member = ?")
        .param(member)
        .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  @Override
  public String store() {
    return "merchandise";
  }

  @Override
  public int count(UUID member) {
    return database
        .sql("select count(*) from merchandise_history where member = ?")
        .param(member)
        .query(Integer.class)
        .single();
  }

  @Override
  public void erase(UUID member) {
    database.sql("delete from merchandise_history where member = ?").param(member).update();
  }
}
