package dev.gatehouse.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one connection over which entries are written, outside of the pool that everybody shares:
 * those who wait for an entry may hold all connections of that, and the writer then waited for
 * them.
 */
final class AuditConnection implements AutoCloseable {
  private final HikariDataSource pool;

  private AuditConnection(HikariDataSource pool) {
    this.pool = pool;
  }

  /** To the same database, with the same settings. */
  static AuditConnection beside(JdbcTemplate database) {
    DataSource shared = Objects.requireNonNull(database.getDataSource(), "no data source");
    var options = new HikariConfig();
    try {
      shared.unwrap(HikariDataSource.class).copyStateTo(options);
    } catch (SQLException e) {
      throw new AuditException("The database's pool is not HikariCP's: " + e.getMessage(), e);
    }
    options.setPoolName("audit");
    options.setMaximumPoolSize(1);
    options.setMinimumIdle(1);
    return new AuditConnection(new HikariDataSource(options));
  }

  AuditStore store(PersonalSeal seal) {
    return new AuditStore(new JdbcTemplate(pool), seal);
  }

  TransactionOperations transaction() {
    return new TransactionTemplate(new DataSourceTransactionManager(pool));
  }

  @Override
  public void close() {
    pool.close();
  }
}
