package dev.gatehouse.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The database of an installation whose server is stopped, and one beside it that is filled first
 * and then takes its place at once. On H2 that is another file; on PostgreSQL another schema.
 */
sealed interface Store extends AutoCloseable permits H2Store, PostgresStore {

  /**
   * @throws BackupException if the server is running, or it is a database of another kind
   */
  static Store open(Installation site) {
    if (site.url().startsWith("jdbc:h2:file:")) {
      return new H2Store(site);
    }
    if (site.url().startsWith("jdbc:postgresql:")) {
      return new PostgresStore(site);
    }
    throw new BackupException(
        "Backups are for H2 in a file and for PostgreSQL, not for " + site.url());
  }

  /** The present database; absent where there is none, or it cannot be read. */
  Optional<Connection> present();

  /** Why there is a present database that cannot be read. */
  Optional<String> unreadable();

  /** An empty database with the tables of that version. */
  Connection stage(String schema);

  /** Brings what was staged to the version of this program. */
  void migrateStaged();

  /** Puts what was staged in place of what is present: all or, if it fails, nothing. */
  void swap();

  /** Lets go of both; what was staged and not swapped is deleted. */
  @Override
  void close();

  /**
   * @throws BackupException if this program does not know the tables of that version
   */
  static void requireKnown(Flyway flyway, String schema) {
    List<String> known =
        Arrays.stream(flyway.info().all()).map(one -> String.valueOf(one.getVersion())).toList();
    if (!known.contains(schema)) {
      throw new BackupException(
          "The backup is of version "
              + schema
              + " of the tables, this program knows "
              + known.getFirst()
              + " to "
              + known.getLast()
              + ". Restore it with the version of Gatehouse that made it, or a newer one");
    }
  }

  static BackupException failed(String what, Exception cause) {
    return new BackupException(what + ": " + cause.getMessage(), cause);
  }

  static JdbcClient client(Connection connection) {
    return JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  /** How many rows there are in each table; none where Gatehouse never ran. */
  static SequencedMap<String, Long> rows(Connection connection) {
    try {
      SequencedMap<String, Long> rows = new LinkedHashMap<>();
      if (hasHistory(connection)) {
        for (String table : Tables.of(connection).keySet()) {
          rows.put(table, Tables.count(connection, table));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failed("The present database cannot be read", e);
    }
  }

  static boolean hasHistory(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select count(*) from information_schema.tables
            where table_schema = ? and table_name = ?
            """)) {
      query.setString(1, connection.getSchema());
      query.setString(2, Tables.HISTORY);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1) > 0;
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
