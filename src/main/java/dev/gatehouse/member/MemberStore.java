package dev.gatehouse.member;

import static dev.gatehouse.database.Instants.instant;
import static dev.gatehouse.database.Instants.time;

import dev.gatehouse.database.Instants;
import dev.gatehouse.gallery.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of members, as they lie in the database: names and templates sealed. */
final class MemberStore {
  private final JdbcClient database;

  MemberStore(JdbcClient database) {
    this.database = database;
  }

  @SuppressWarnings("ArrayRecordComponent") // rows on their way, never compared
  record MemberRow(UUID id, byte[] name, Instant enrolledAt) {}

  @SuppressWarnings("ArrayRecordComponent") // rows on their way, never compared
  record TemplateRow(UUID id, UUID member, String model, byte[] sealed, Instant createdAt) {}

  /** What {@link ConsentGrant} leaves out, because nobody but an auditor asks for it. */
  record ConsentRecord(ConsentNotice notice, String how, String recordedBy, Instant recordedAt) {}

  boolean hasMembers() {
    return database.sql("select count(*) from member").query(Long.class).single() > 0;
  }

  /** Those that are not being erased, oldest first. */
  List<MemberRow> members() {
    return members(Optional.empty());
  }

  /**
   * @param only whose rows alone; of all where absent. So in what follows
   */
  List<MemberRow> members(Optional<UUID> only) {
    return select(
            """
            select id, name, enrolled_at from member
            where id not in (select member from erasure) %s
            order by enrolled_at, id
            """,
            "and id = ?", only)
        .query(
            (row, _) ->
                new MemberRow(uuid(row, "id"), row.getBytes("name"), instant(row, "enrolled_at")))
        .list();
  }

  /** Also of one that is being erased. */
  boolean exists(UUID member) {
    return count("select count(*) from member where id = ?", member) > 0;
  }

  int templates(UUID member) {
    return count("select count(*) from template where member = ?", member);
  }

  int grants(UUID member) {
    return count("select count(*) from consent_grant where member = ?", member);
  }

  List<TemplateRow> templates() {
    return database
        .sql("select id, member, model, sealed, created_at from template order by created_at, id")
        .query(
            (row, _) ->
                new TemplateRow(
                    uuid(row, "id"),
                    uuid(row, "member"),
                    row.getString("model"),
                    row.getBytes("sealed"),
                    instant(row, "created_at")))
        .list();
  }

  Map<UUID, Integer> templateCounts(Optional<UUID> only) {
    Map<UUID, Integer> counts = new LinkedHashMap<>();
    select(
            "select member, count(*) as templates from template %s group by member",
            "where member = ?", only)
        .query(
            row -> {
              counts.put(uuid(row, "member"), row.getInt("templates"));
            });
    return counts;
  }

  Map<UUID, List<ConsentGrant>> grants() {
    return grants(Optional.empty());
  }

  /** Consents by member, oldest first. */
  Map<UUID, List<ConsentGrant>> grants(Optional<UUID> only) {
    Map<UUID, List<String>> places = new LinkedHashMap<>();
    select(
            "select consent_grant, place from consent_grant_place %s",
            "where consent_grant in (select id from consent_grant where member = ?)", only)
        .query(
            row -> {
              places
                  .computeIfAbsent(uuid(row, "consent_grant"), _ -> new ArrayList<>())
                  .add(row.getString("place"));
            });
    Map<UUID, List<ConsentGrant>> grants = new LinkedHashMap<>();
    select(
            """
            select g.id, g.member, g.purpose, g.valid_from, g.valid_to, g.notice_version,
                   w.withdrawn_at
            from consent_grant g left join consent_withdrawal w on w.consent_grant = g.id %s
            order by g.recorded_at, g.id
            """,
            "where g.member = ?", only)
        .query(
            row -> {
              UUID id = uuid(row, "id");
              grants
                  .computeIfAbsent(uuid(row, "member"), _ -> new ArrayList<>())
                  .add(
                      new ConsentGrant(
                          id,
                          Purpose.valueOf(row.getString("purpose")),
                          places.getOrDefault(id, List.of()),
                          instant(row, "valid_from"),
                          optionalInstant(row, "valid_to"),
                          row.getString("notice_version"),
                          optionalInstant(row, "withdrawn_at")));
            });
    return grants;
  }

  void insert(MemberRow member) {
    database
        .sql("insert into member (id, name, enrolled_at) values (?, ?, ?)")
        .params(member.id(), member.name(), time(member.enrolledAt()))
        .update();
  }

  void insert(TemplateRow template) {
    database
        .sql("insert into template (id, member, model, sealed, created_at) values (?, ?, ?, ?, ?)")
        .params(
            template.id(),
            template.member(),
            template.model(),
            template.sealed(),
            time(template.createdAt()))
        .update();
  }

  /** Replaces what is sealed of a template; false if it is gone. */
  boolean update(UUID template, byte[] sealed) {
    return database
            .sql("update template set sealed = ? where id = ?")
            .params(sealed, template)
            .update()
        == 1;
  }

  void insert(UUID member, ConsentGrant grant, ConsentRecord record) {
    database
        .sql(
            """
            insert into consent_grant (id, member, purpose, valid_from, valid_to, notice_version,
              notice_language, notice_text, given_how, recorded_by, recorded_at)
            values (:id, :member, :purpose, :from, :to, :version, :language, :text, :how, :by, :at)
            """)
        .param("id", grant.id())
        .param("member", member)
        .param("purpose", grant.purpose().name())
        .param("from", time(grant.from()))
        .param("to", grant.to().map(Instants::time).orElse(null))
        .param("version", record.notice().version())
        .param("language", record.notice().language())
        .param("text", record.notice().text())
        .param("how", record.how())
        .param("by", record.recordedBy())
        .param("at", time(record.recordedAt()))
        .update();
    for (String place : grant.places()) {
      database
          .sql("insert into consent_grant_place (consent_grant, place) values (?, ?)")
          .params(grant.id(), place)
          .update();
    }
  }

  void withdraw(UUID grant, Instant at, String by) {
    database
        .sql(
            """
            insert into consent_withdrawal (consent_grant, withdrawn_at, withdrawn_by)
            values (?, ?, ?)
            """)
        .params(grant, time(at), by)
        .update();
  }

  /**
   * What a member agreed to and took back, as it was recorded, oldest first.
   *
   * @param grants all of that member's
   */
  List<LedgerEntry> ledger(UUID member, List<ConsentGrant> grants) {
    return ledgers(Optional.of(member), grants).getOrDefault(member, List.of());
  }

  /**
   * The same of every member who ever agreed.
   *
   * @param grants all there are
   */
  Map<UUID, List<LedgerEntry>> ledgers(List<ConsentGrant> grants) {
    return ledgers(Optional.empty(), grants);
  }

  private Map<UUID, List<LedgerEntry>> ledgers(Optional<UUID> member, List<ConsentGrant> grants) {
    Map<UUID, ConsentGrant> byId =
        grants.stream().collect(Collectors.toMap(ConsentGrant::id, Function.identity()));
    Map<UUID, List<LedgerEntry>> ledgers = new LinkedHashMap<>();
    String sql =
        """
        select g.id, g.member, g.notice_version, g.notice_language, g.notice_text, g.given_how,
               g.recorded_by, g.recorded_at, w.withdrawn_at, w.withdrawn_by
        from consent_grant g left join consent_withdrawal w on w.consent_grant = g.id
        """;
    String order = " order by g.recorded_at, g.id";
    JdbcClient.StatementSpec query =
        member
            .map(id -> database.sql(sql + " where g.member = ?" + order).param(id))
            .orElseGet(() -> database.sql(sql + order));
    query.query(
        row -> {
          List<LedgerEntry> entries =
              ledgers.computeIfAbsent(uuid(row, "member"), _ -> new ArrayList<>());
          ConsentGrant grant = Objects.requireNonNull(byId.get(uuid(row, "id")));
          var notice =
              new ConsentNotice(
                  grant.purpose(),
                  row.getString("notice_version"),
                  row.getString("notice_language"),
                  row.getString("notice_text"));
          entries.add(
              new LedgerEntry.Granted(
                  instant(row, "recorded_at"),
                  grant.id(),
                  grant.purpose(),
                  grant.places(),
                  grant.from(),
                  grant.to(),
                  notice,
                  row.getString("given_how"),
                  row.getString("recorded_by")));
          Optional<Instant> withdrawn = optionalInstant(row, "withdrawn_at");
          String by = row.getString("withdrawn_by");
          if (withdrawn.isPresent()) {
            entries.add(new LedgerEntry.Withdrawn(withdrawn.get(), grant.id(), by));
          }
        });
    ledgers.replaceAll(
        (_, entries) -> entries.stream().sorted(Comparator.comparing(LedgerEntry::at)).toList());
    return ledgers;
  }

  Optional<ErasureReceipt> erasure(UUID member) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    database
        .sql("select store, amount from erasure_count where member = ?")
        .param(member)
        .query(
            row -> {
              counts.put(row.getString("store"), row.getInt("amount"));
            });
    return database
        .sql("select member, erased_at, signature from erasure where member = ?")
        .param(member)
        .query(
            (row, _) ->
                new ErasureReceipt(
                    uuid(row, "member"),
                    instant(row, "erased_at"),
                    counts,
                    Objects.requireNonNullElse(row.getString("signature"), "")))
        .optional();
  }

  /** Of everybody who was erased in that time, the first one first. */
  List<ErasureReceipt> erasures(Instant from, Instant to) {
    return database
        .sql(
            """
            select member from erasure where erased_at >= ? and erased_at < ?
            order by erased_at, member
            """)
        .params(time(from), time(to))
        .query((row, _) -> uuid(row, "member"))
        .list()
        .stream()
        .flatMap(member -> erasure(member).stream())
        .toList();
  }

  void insert(ErasureReceipt receipt) {
    database
        .sql("insert into erasure (member, erased_at, signature) values (?, ?, ?)")
        .params(receipt.erased(), time(receipt.at()), receipt.signature())
        .update();
    receipt
        .counts()
        .forEach(
            (name, amount) ->
                database
                    .sql("insert into erasure_count (member, store, amount) values (?, ?, ?)")
                    .params(receipt.erased(), name, amount)
                    .update());
  }

  /** Members whose erasure was begun and not finished. */
  Set<UUID> halfErased() {
    return Set.copyOf(
        database
            .sql("select id from member where id in (select member from erasure)")
            .query((row, _) -> uuid(row, "id"))
            .list());
  }

  /** And with it whatever refers to the member. */
  void delete(UUID member) {
    database.sql("delete from member where id = ?").param(member).update();
  }

  private int count(String sql, UUID member) {
    return database.sql(sql).param(member).query(Integer.class).single();
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static Optional<Instant> optionalInstant(ResultSet row, String column)
      throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /**
   * @param sql with {@code %s} where the condition belongs
   */
  private JdbcClient.StatementSpec select(String sql, String condition, Optional<UUID> only) {
    JdbcClient.StatementSpec statement =
        database.sql(sql.formatted(only.isPresent() ? condition : ""));
    return only.map(statement::param).orElse(statement);
  }
}
