package dev.gatehouse.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** A schema; another one beside it is filled, whose tables are moved in one transaction. */
final class PostgresStore implements Store {
  private static final String STAGED = "gatehouse_restore";

  private final Installation site;
  private final Connection present;
  private final String schema;
  private Optional<Connection> staged = Optional.empty();

  PostgresStore(Installation site) {
    this.site = site;
    try {
      present = connect(Optional.empty());
      schema = present.getSchema();
    } catch (SQLException e) {
      throw Store.failed("The database cannot be reached", e);
    }
    try {
      requireAlone();
    } catch (SQLException e) {
      close();
      throw Store.failed("The database cannot be read", e);
    } catch (BackupException e) {
      close();
      throw e;
    }
  }

  /** A server that is running would go on with members who are erased, and keys that are gone. */
  private void requireAlone() throws SQLException {
    try (Statement statement = present.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                  and backend_type = 'client backend'
                """)) {
      row.next();
      if (row.getInt(1) > 0) {
        throw new BackupException(
            "The server is running, or something else uses the database: it has "
                + row.getInt(1)
                + " other connections. Stop what uses it first");
      }
    }
  }

  private Connection connect(Optional<String> to) throws SQLException {
    var options = new Properties();
    options.setProperty("user", site.user());
    options.setProperty("password", site.password());
    to.ifPresent(name -> options.setProperty("currentSchema", name));
    return DriverManager.getConnection(site.url(), options);
  }

  @Override
  public Optional<Connection> present() {
    return Optional.of(present);
  }

  @Override
  public Optional<String> unreadable() {
    return Optional.empty();
  }

  private Flyway flyway(Optional<String> version) {
    var options =
        Flyway.configure()
            .dataSource(site.url(), site.user(), site.password())
            .schemas(STAGED)
            .defaultSchema(STAGED);
    version.ifPresent(options::target);
    return options.load();
  }

  @Override
  public Connection stage(String version) {
    try {
      Store.execute(present, "drop schema if exists " + STAGED + " cascade"); // was interrupted
      Store.execute(present, "create schema " + STAGED);
      Store.requireKnown(flyway(Optional.empty()), version);
      flyway(Optional.of(version)).migrate();
      Connection connection = connect(Optional.of(STAGED));
      staged = Optional.of(connection);
      return connection;
    } catch (SQLException | FlywayException e) {
      throw Store.failed(
          "A new schema cannot be made; the user of the database must be allowed to create one", e);
    }
  }

  @Override
  public void migrateStaged() {
    try {
      flyway(Optional.empty()).migrate();
    } catch (FlywayException e) {
      throw Store.failed("The backup cannot be brought to the version of this program", e);
    }
  }

  @Override
  public void swap() {
    try {
      List<String> tables = new ArrayList<>(Tables.of(staged.orElseThrow()).keySet());
      tables.add(Tables.HISTORY);
      staged.get().close();
      staged = Optional.empty();
      String to = Tables.quoted(schema);
      present.setAutoCommit(false);
      Store.execute(
          present,
          "drop table if exists "
              + String.join(
                  ", ", tables.stream().map(name -> to + "." + Tables.quoted(name)).toList())
              + " cascade");
      for (String table : tables) {
        Store.execute(
            present, "alter table " + STAGED + "." + Tables.quoted(table) + " set schema " + to);
      }
      Store.execute(present, "drop schema " + STAGED + " cascade");
      present.commit();
      present.setAutoCommit(true);
    } catch (SQLException e) {
      throw Store.failed("The tables cannot be put in place", e);
    }
  }

  @Override
  public void close() {
    try (present) {
      if (staged.isPresent()) {
        staged.get().close();
      }
      if (!present.isClosed() && !present.getAutoCommit()) {
        present.rollback();
        present.setAutoCommit(true);
      }
      Store.execute(present, "drop schema if exists " + STAGED + " cascade");
    } catch (SQLException e) {
      throw Store.failed("The database cannot be closed", e);
    }
  }
}
