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
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of the real kind with the real migrations. */
public final class TestDatabase {
  /** By the folders that the databases are of. */
  private static final Map<Path, Map<ZoneId, HikariDataSource>> POOLS = new HashMap<>();

  private final DataSource source;
  private final List<Path> files;
  private final String url;
  private final String user;
  private final String password;

  private TestDatabase(
      DataSource source, List<Path> files, String url, String user, String password) {
    this.source = source;
    this.files = files;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** H2 in a file of this folder, with the options of application.yaml. */
  public static TestDatabase h2(Path folder) {
    return h2(folder, ZoneId.systemDefault());
  }

  static TestDatabase h2(Path folder, ZoneId zone) {
    String url = h2Url(folder, zone);
    var source = new DriverManagerDataSource(url);
    migrate(source);
    return new TestDatabase(source, List.of(folder), url, "", "");
  }

  private static String h2Url(Path folder, ZoneId zone) {
    return "jdbc:h2:file:"
        + folder.toAbsolutePath().resolve("gatehouse")
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;TIME ZONE="
        + zone.getId();
  }

  /** The same, held open until it is released: H2 takes a while to open a file. */
  static synchronized TestDatabase heldH2(Path folder, ZoneId zone) {
    Path name = folder.toAbsolutePath().normalize();
    Map<ZoneId, HikariDataSource> pools = POOLS.computeIfAbsent(name, _ -> new HashMap<>());
    String url = h2Url(folder, zone);
    if (pools.isEmpty()) {
      migrate(new DriverManagerDataSource(url));
    }
    HikariDataSource pool =
        pools.computeIfAbsent(zone, _ -> pool(new DriverManagerDataSource(url), Optional.empty()));
    return new TestDatabase(pool, List.of(folder), url, "", "");
  }

  /** One that was opened by another program, which knows its {@link #address}. */
  public static TestDatabase at(List<String> address) {
    var source = new DriverManagerDataSource(address.get(0), address.get(1), address.get(2));
    return new TestDatabase(source, List.of(), address.get(0), address.get(1), address.get(2));
  }

  /** A copy of a database that was migrated once, because that is ten times as fast. */
  static synchronized TestDatabase postgres(Path folder, ZoneId zone) {
    PostgresServer server = PostgresServer.shared();
    Path name = folder.toAbsolutePath().normalize();
    if (!server.has(PostgresServer.TEMPLATE)) {
      server.create(PostgresServer.TEMPLATE, "template1");
      migrate(server.source(PostgresServer.TEMPLATE));
    }
    String database = name(name);
    if (!server.has(database)) {
      server.create(database, PostgresServer.TEMPLATE);
    }
    HikariDataSource pool =
        POOLS
            .computeIfAbsent(name, _ -> new HashMap<>())
            .computeIfAbsent(
                zone,
                _ ->
                    pool(
                        server.source(database),
                        Optional.of("set time zone '" + zone.getId() + "'")));
    return new TestDatabase(
        pool, server.files(database), server.url(database), server.user(), server.password());
  }

  private static HikariDataSource pool(DataSource source, Optional<String> first) {
    var options = new HikariConfig();
    options.setDataSource(source);
    first.ifPresent(options::setConnectionInitSql);
    options.setMaximumPoolSize(20);
    options.setMinimumIdle(0);
    return new HikariDataSource(options);
  }

  /** Lets go of all connections, as at the end of a program; a database is opened anew then. */
  public static synchronized void release() {
    for (Map<ZoneId, HikariDataSource> pools : POOLS.values()) {
      pools.values().forEach(HikariDataSource::close);
      pools.clear();
    }
  }

  public static synchronized void dropAll() {
    release();
    if (PostgresServer.isRunning()) {
      POOLS.keySet().forEach(folder -> PostgresServer.shared().drop(name(folder)));
    }
    POOLS.clear();
  }

  private static String name(Path folder) {
    return "test_" + Integer.toHexString(folder.toString().hashCode());
  }

  private static void migrate(DataSource source) {
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
  }

  public DataSource source() {
    return source;
  }

  /** URL, user name and password. */
  public List<String> address() {
    return List.of(url, user, password);
  }

  /** What the program is told so that it uses this database. */
  public List<String> settings() {
    return List.of(
        "--spring.datasource.url=" + url,
        "--spring.datasource.username=" + user,
        "--spring.datasource.password=" + password);
  }

  /** Until this returns, what was written may be in memory only. */
  public void flush() {
    client().sql(url.startsWith("jdbc:h2:") ? "checkpoint sync" : "checkpoint").update();
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
