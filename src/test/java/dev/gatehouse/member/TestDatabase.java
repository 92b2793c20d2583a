package dev.gatehouse.member;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of the real kind with the real migrations. */
public final class TestDatabase {
  private final DataSource source;

  private TestDatabase(DataSource source) {
    this.source = source;
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
  }

  /** H2 in a file of this folder, with the options of application.yaml. */
  public static TestDatabase h2(Path folder) {
    return h2(folder, ZoneId.systemDefault());
  }

  /** As on a machine whose clock is in that time zone. */
  public static TestDatabase h2(Path folder, ZoneId zone) {
    return new TestDatabase(
        new DriverManagerDataSource(
            "jdbc:h2:file:"
                + folder.toAbsolutePath().resolve("gatehouse")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;TIME ZONE="
                + zone.getId()));
  }

  public static TestDatabase postgres(PostgresServer server) {
    return new TestDatabase(
        new DriverManagerDataSource(server.url(), server.user(), server.password()));
  }

  /** H2 closes its file after each statement unless somebody holds a connection. */
  public Connection held() throws SQLException {
    return source.getConnection();
  }

  public JdbcClient client() {
    return JdbcClient.create(source);
  }

  public TransactionOperations transaction() {
    return new TransactionTemplate(new DataSourceTransactionManager(source));
  }
}
