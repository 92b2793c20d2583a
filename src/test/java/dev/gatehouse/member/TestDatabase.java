package dev.gatehouse.member;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of the real kind with the real migrations. */
public final class TestDatabase {
  /** Of PostgreSQL, by the folders that they stand for. */
  private static final Map<Path, Map<ZoneId, HikariDataSource>> POOLS = new HashMap<>();

  private final DataSource source;
  private final String flush;
  private final List<Path> files;
  private final List<String> settings;

  private TestDatabase(DataSource source, String flush, List<Path> files, List<String> settings) {
    this.source = source;
    this.flush = flush;
    this.files = files;
    this.settings = settings;
  }

  /** H2 in a file of this folder, with the options of application.yaml. */
  public static TestDatabase h2(Path folder) {
    return h2(folder, ZoneId.systemDefault());
  }

  static TestDatabase h2(Path folder, ZoneId zone) {
    var source =
        new DriverManagerDataSource(
            "jdbc:h2:file:"
                + folder.toAbsolutePath().resolve("gatehouse")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;TIME ZONE="
                + zone.getId());
    migrate(source);
    return new TestDatabase(source, "checkpoint sync", List.of(folder), List.of());
  }

  /** A copy of a database that was migrated once, because that is ten times as fast. */
  static synchronized TestDatabase postgres(Path folder, ZoneId zone) {
    PostgresServer server = PostgresServer.shared();
    Path name = folder.toAbsolutePath().normalize();
    boolean isNew = !POOLS.containsKey(name);
    if (POOLS.isEmpty() && !server.has(PostgresServer.TEMPLATE)) {
      server.create(PostgresServer.TEMPLATE, "template1");
      migrate(server.source(PostgresServer.TEMPLATE));
    }
    String database = "test_" + Integer.toHexString(name.toString().hashCode());
    if (isNew) {
      server.create(database, PostgresServer.TEMPLATE);
    }
    HikariDataSource pool =
        POOLS
            .computeIfAbsent(name, _ -> new HashMap<>())
            .computeIfAbsent(zone, _ -> pool(server, database, zone));
    return new TestDatabase(
        pool,
        "checkpoint",
        server.files(database),
        List.of(
            "--spring.datasource.url=" + server.url(database),
            "--spring.datasource.username=" + server.user(),
            "--spring.datasource.password=" + server.password()));
  }

  private static HikariDataSource pool(PostgresServer server, String database, ZoneId zone) {
    var options = new HikariConfig();
    options.setDataSource(server.source(database));
    options.setConnectionInitSql("set time zone '" + zone.getId() + "'");
    options.setMaximumPoolSize(20);
    options.setMinimumIdle(0);
    return new HikariDataSource(options);
  }

  static synchronized void dropAll() {
    POOLS.forEach(
        (name, pools) -> {
          pools.values().forEach(HikariDataSource::close);
          PostgresServer.shared().drop("test_" + Integer.toHexString(name.toString().hashCode()));
        });
    POOLS.clear();
  }

  private static void migrate(DataSource source) {
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
  }

  public DataSource source() {
    return source;
  }

  /**
   * What the program is told so that it uses this database, given its folder as the data folder.
   */
  public List<String> settings() {
    return settings;
  }

  /** Until this returns, what was written may be in memory only. */
  public void flush() {
    client().sql(flush).update();
  }

  /** The folders that it lies in. */
  public List<Path> files() {
    return files;
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
