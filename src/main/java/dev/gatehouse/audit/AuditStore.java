package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the log, as they lie in the database. Thread-safe. */
final class AuditStore implements MerkleNodes {
  /** Hashes are kept of every so many levels; those between are computed from at most 128. */
  static final int LEVELS = 8;

  private static final int FETCH = 4096;

  private final JdbcTemplate batches;
  private final JdbcClient database;
  private final boolean h2;
  private final PersonalSeal seal;

  AuditStore(JdbcTemplate template, PersonalSeal seal) {
    this.seal = seal;
    DataSource source = Objects.requireNonNull(template.getDataSource(), "no data source");
    batches = new JdbcTemplate(source);
    batches.setFetchSize(FETCH); // the large tables are streamed
    database = JdbcClient.create(batches);
    h2 =
        Boolean.TRUE.equals(
            batches.execute(
                (ConnectionCallback<Boolean>)
                    connection -> connection.getMetaData().getDatabaseProductName().equals("H2")));
  }

  record NodeId(int level, long index) {}

  /** An entry with the hash that was kept of it. */
  record Row(AuditEntry entry, Hash hash) {}

  long size() {
    return database
        .sql("select coalesce(max(entry) + 1, 0) from audit_entry")
        .query(Long.class)
        .single();
  }

  void insert(List<AuditEntry> entries) {
    batches.batchUpdate(
        """
        insert into audit_entry (entry, at, action, actor, purpose, place, amount, subject, reason,
          detail, salt, personal_hash, leaf_hash, sealed)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        new BatchPreparedStatementSetter() {
          @Override
          public void setValues(PreparedStatement row, int i) throws SQLException {
            fill(row, entries.get(i));
          }

          @Override
          public int getBatchSize() {
            return entries.size();
          }
        });
  }

  private void fill(PreparedStatement row, AuditEntry entry) throws SQLException {
    AuditEvent event = entry.event();
    row.setLong(1, entry.index());
    row.setObject(2, time(entry.time()));
    row.setString(3, event.action().name());
    row.setString(4, event.actor().toString());
    row.setString(5, event.purpose().orElse(null));
    row.setString(6, event.place().orElse(null));
    if (event.count().isPresent()) {
      row.setLong(7, event.count().getAsLong());
    } else {
      row.setNull(7, Types.BIGINT);
    }
    setId(row, 8, event.subject());
    Optional<byte[]> sealed = seal(entry);
    boolean open = sealed.isEmpty();
    row.setString(9, event.reason().filter(_ -> open).orElse(null));
    row.setString(10, event.detail().filter(_ -> open).orElse(null));
    setId(row, 11, entry.commitment().flatMap(Commitment::salt).filter(_ -> open));
    row.setBytes(12, entry.commitment().map(c -> c.hash().bytes()).orElse(null));
    row.setBytes(13, entry.hash().bytes());
    row.setBytes(14, sealed.orElse(null));
  }

  /** What is written about somebody, with the salt by which it could be guessed at. */
  private record Personal(UUID salt, Optional<String> reason, Optional<String> detail) {
    byte[] bytes() {
      return new Encoder().put(salt).putText(reason).putText(detail).bytes();
    }

    static Personal parse(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new Personal(new UUID(in.getLong(), in.getLong()), text(in), text(in));
    }

    private static Optional<String> text(ByteBuffer in) {
      if (in.get() == 0) {
        return Optional.empty();
      }
      byte[] text = new byte[in.getInt()];
      in.get(text);
      return Optional.of(new String(text, UTF_8));
    }
  }

  /** Absent for what is about nobody, or says nothing. */
  private Optional<byte[]> seal(AuditEntry entry) {
    AuditEvent event = entry.event();
    Optional<UUID> salt = entry.commitment().flatMap(Commitment::salt);
    if (event.subject().isEmpty()
        || salt.isEmpty()
        || event.reason().isEmpty() && event.detail().isEmpty()) {
      return Optional.empty();
    }
    var personal = new Personal(salt.get(), event.reason(), event.detail());
    return seal.seal(event.subject().get(), personal.bytes());
  }

  private static void setId(PreparedStatement row, int at, Optional<UUID> id) throws SQLException {
    if (id.isPresent()) {
      row.setObject(at, id.get());
    } else {
      row.setNull(at, Types.OTHER);
    }
  }

  void insert(Map<NodeId, Hash> nodes) {
    List<Object[]> rows = new ArrayList<>();
    nodes.forEach((id, hash) -> rows.add(new Object[] {id.level(), id.index(), hash.bytes()}));
    batches.batchUpdate("insert into audit_node (level, node, hash) values (?, ?, ?)", rows);
  }

  void insert(TreeHead head) {
    database
        .sql("insert into audit_tree_head (size, signed_at, note) values (?, ?, ?)")
        .params(head.size(), time(head.time()), head.note())
        .update();
  }

  /**
   * Waits until everything that was committed lies on the disk. PostgreSQL has done so at the
   * commit; H2 does it up to half a second later if it is not told to.
   */
  void sync() {
    if (h2) {
      batches.execute("checkpoint sync");
    }
  }

  /** Deletes the personal part of all entries about a member, and what the member has read. */
  int forget(UUID member) {
    database.sql("delete from audit_read where member = ?").param(member).update();
    return database
        .sql(
            """
            update audit_entry
            set subject = null, reason = null, detail = null, salt = null, sealed = null
            where subject = ? and action <> 'ERASE'
            """)
        .param(member)
        .update();
  }

  /** How many entries about the member have a personal part that {@link #forget(UUID)} deletes. */
  int count(UUID member) {
    return database
        .sql("select count(*) from audit_entry where subject = ? and action <> 'ERASE'")
        .param(member)
        .query(Integer.class)
        .single();
  }

  /** Deletes the personal part of all entries of that action that were written before then. */
  int forget(AuditAction action, Instant before) {
    return database
        .sql(
            """
            update audit_entry
            set subject = null, reason = null, detail = null, salt = null, sealed = null
            where action = ? and at < ? and (salt is not null or sealed is not null)
            """)
        .params(action.name(), time(before))
        .update();
  }

  /** Whether {@link #forget(AuditAction, Instant)} would find any. */
  boolean hasPersonal(AuditAction action, Instant before) {
    return database
        .sql(
            """
            select entry from audit_entry
            where action = ? and at < ? and (salt is not null or sealed is not null) limit 1
            """)
        .params(action.name(), time(before))
        .query(Long.class)
        .optional()
        .isPresent();
  }

  @Override
  public Hash node(int level, long index) {
    int kept = level - level % LEVELS;
    List<Hash> hashes = kept(kept, index << level - kept, 1L << level - kept);
    while (hashes.size() > 1) {
      List<Hash> above = new ArrayList<>(hashes.size() / 2);
      for (int i = 0; i < hashes.size(); i += 2) {
        above.add(Hash.node(hashes.get(i), hashes.get(i + 1)));
      }
      hashes = above;
    }
    return hashes.getFirst();
  }

  private List<Hash> kept(int level, long first, long count) {
    String sql =
        level == 0
            ? "select leaf_hash from audit_entry where entry >= ? and entry < ? order by entry"
            : "select hash from audit_node where level = "
                + level
                + " and node >= ? and node < ? order by node";
    List<Hash> hashes =
        database
            .sql(sql)
            .params(first, first + count)
            .query((row, _) -> Hash.of(row.getBytes(1)))
            .list();
    if (hashes.size() != count) {
      throw new AuditException(
          "Hashes of the audit log are missing, of the entries from "
              + (first << level)
              + " on. Run: gatehouse audit verify");
    }
    return hashes;
  }

  Map<NodeId, Hash> nodes() {
    Map<NodeId, Hash> nodes = new HashMap<>();
    batches.query(
        "select level, node, hash from audit_node",
        (RowCallbackHandler)
            row -> nodes.put(new NodeId(row.getInt(1), row.getLong(2)), Hash.of(row.getBytes(3))));
    return nodes;
  }

  /** Oldest first. */
  List<TreeHead> heads() {
    return database
        .sql("select note from audit_tree_head order by size, signed_at")
        .query((row, _) -> TreeHead.parse(row.getString(1)))
        .list();
  }

  Optional<TreeHead> newestHead() {
    return database
        .sql("select note from audit_tree_head order by signed_at desc, size desc limit 1")
        .query((row, _) -> TreeHead.parse(row.getString(1)))
        .optional();
  }

  /** Keeps one head of each day that is over. */
  void thinOutHeads(Instant today) {
    database
        .sql(
            """
            delete from audit_tree_head where signed_at < :today and signed_at not in
              (select max(signed_at) from audit_tree_head group by cast(signed_at as date))
            """)
        .param("today", time(today))
        .update();
  }

  Optional<AuditEntry> entry(long index) {
    List<AuditEntry> found = new ArrayList<>();
    rows(index, index + 1, row -> found.add(row.entry()));
    return found.stream().findFirst();
  }

  /**
   * Reads entries in order without keeping them.
   *
   * @param to the first that is not read
   */
  void rows(long from, long to, Consumer<Row> reader) {
    batches.query(
        "select * from audit_entry where entry >= ? and entry < ? order by entry",
        (RowCallbackHandler) row -> reader.accept(new Row(entry(row), hash(row))),
        from,
        to);
  }

  List<AuditEntry> find(AuditQuery query) {
    var sql = new StringBuilder("select * from audit_entry where true");
    Map<String, Object> values = new HashMap<>();
    query.subject().ifPresent(id -> with(sql, values, " and subject = :subject", "subject", id));
    query
        .action()
        .ifPresent(one -> with(sql, values, " and action = :action", "action", one.name()));
    query.from().ifPresent(at -> with(sql, values, " and at >= :from", "from", time(at)));
    query.to().ifPresent(at -> with(sql, values, " and at < :to", "to", time(at)));
    query.before().ifPresent(i -> with(sql, values, " and entry < :before", "before", i));
    with(sql, values, " order by entry desc limit :limit", "limit", query.limit());
    return database.sql(sql.toString()).params(values).query((row, _) -> entry(row)).list();
  }

  /** How many entries of each action there are in a time. */
  Map<AuditAction, Long> counts(Instant from, Instant to) {
    Map<AuditAction, Long> counts = new EnumMap<>(AuditAction.class);
    database
        .sql(
            """
            select action, count(*) as entries from audit_entry
            where at >= :from and at < :to group by action
            """)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            row -> {
              counts.put(AuditAction.valueOf(row.getString("action")), row.getLong("entries"));
            });
    return counts;
  }

  private static void with(
      StringBuilder sql, Map<String, Object> values, String part, String name, Object value) {
    sql.append(part);
    values.put(name, value);
  }

  /** How many times somebody else looked at the member's data since the member last read of it. */
  long unread(UUID member) {
    return database
        .sql(
            """
            select count(*) from audit_entry
            where subject = :member and action in ('VIEW', 'EXPORT') and actor <> :self
              and entry > coalesce((select entry from audit_read where member = :member), -1)
            """)
        .param("member", member)
        .param("self", Actor.member(member).toString())
        .query(Long.class)
        .single();
  }

  void markRead(UUID member, long entry) {
    int changed =
        database
            .sql("update audit_read set entry = greatest(entry, :entry) where member = :member")
            .param("entry", entry)
            .param("member", member)
            .update();
    if (changed == 0) {
      database
          .sql("insert into audit_read (member, entry) values (:member, :entry)")
          .param("member", member)
          .param("entry", entry)
          .update();
    }
  }

  private AuditEntry entry(ResultSet row) throws SQLException {
    long amount = row.getLong("amount");
    OptionalLong count = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(amount);
    Optional<UUID> subject = id(row, "subject");
    Optional<UUID> salt = id(row, "salt");
    Optional<String> reason = text(row, "reason");
    Optional<String> detail = text(row, "detail");
    byte @Nullable [] sealed = row.getBytes("sealed");
    if (sealed != null) {
      Optional<Personal> opened = subject.flatMap(id -> seal.open(id, sealed)).map(Personal::parse);
      salt = opened.map(Personal::salt);
      reason = opened.flatMap(Personal::reason);
      detail = opened.flatMap(Personal::detail);
      subject = subject.filter(_ -> opened.isPresent());
    }
    var event =
        new AuditEvent(
            AuditAction.valueOf(row.getString("action")),
            Actor.parse(row.getString("actor")),
            text(row, "purpose"),
            text(row, "place"),
            count,
            subject,
            reason,
            detail);
    byte @Nullable [] personal = row.getBytes("personal_hash");
    Optional<UUID> salted = salt;
    return new AuditEntry(
        row.getLong("entry"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        event,
        Optional.ofNullable(personal).map(hash -> new Commitment(Hash.of(hash), salted)));
  }

  private static Hash hash(ResultSet row) throws SQLException {
    return Hash.of(Objects.requireNonNull(row.getBytes("leaf_hash")));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<UUID> id(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, UUID.class));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
