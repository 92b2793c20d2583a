package dev.gatehouse.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A log in a real database, and what tampers with it. */
final class TestLog implements AutoCloseable {
  static final Actor EVE = Actor.user("eve");

  final Path keys;
  final JdbcClient sql;
  final AuditStore store;
  final AuditLog log;
  private final SigningKey key;
  private final HikariDataSource pool;

  TestLog(TestDatabase database, Path keys, Clock clock) {
    this.keys = keys;
    var options = new HikariConfig();
    options.setDataSource(database.source());
    options.setMaximumPoolSize(8);
    pool = new HikariDataSource(options);
    sql = JdbcClient.create(pool);
    store = new AuditStore(new JdbcTemplate(pool), PersonalSeal.NONE);
    key = SigningKey.open(keys.resolve("audit.key"));
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    log = AuditLog.open(store, store, transaction, key, keys, clock);
  }

  static AuditEvent view(UUID member) {
    return AuditEvent.of(AuditAction.VIEW, EVE).subject(member).reason("asked – by phone");
  }

  static AuditEvent search(int i) {
    return AuditEvent.of(AuditAction.DECISION, Actor.door("front"))
        .purpose("DOOR")
        .place("entrance")
        .subject(new UUID(7, i))
        .detail("OPEN, score 0.71");
  }

  List<AuditEntry> fill(int entries) {
    List<AuditEntry> written = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      written.add(log.record(i % 3 == 0 ? AuditEvent.of(AuditAction.LOG_IN, EVE) : search(i)));
    }
    return written;
  }

  AuditVerifier verifier() {
    return new AuditVerifier(store, key.verifier(), keys);
  }

  Verification verify(TreeHead... outside) {
    return verifier().verify(List.of(), List.of(outside), (_, _) -> {});
  }

  String finding(TreeHead... outside) {
    return verify(outside).finding().map(Verification.Finding::what).orElse("intact");
  }

  /** As somebody does who has the database, and knows how it is made. */
  void rewrite(long from) {
    MerkleFrontier tree = MerkleFrontier.of(from, store);
    List<AuditEntry> entries = new ArrayList<>();
    store.rows(from, Long.MAX_VALUE, row -> entries.add(row.entry()));
    for (int i = 0; i < entries.size(); i++) {
      AuditEntry old = entries.get(i);
      AuditEntry entry = new AuditEntry(from + i, old.time(), old.event(), old.commitment());
      sql.sql("update audit_entry set entry = ?, leaf_hash = ? where entry = ?")
          .params(entry.index(), entry.hash().bytes(), old.index())
          .update();
      tree.append(
          entry.hash(),
          (level, index, hash) ->
              sql.sql("update audit_node set hash = ? where level = ? and node = ?")
                  .params(hash.bytes(), level, index)
                  .update());
    }
    sql.sql("delete from audit_node where (node + 1) * 256 > ? and level = 8")
        .param(store.size())
        .update();
  }

  @Override
  public void close() {
    log.close();
    pool.close();
  }
}
