package dev.gatehouse.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All rows of a database as lines of JSON, compressed: the {@link Manifest}; then for each table a
 * line with its name and columns, and a line for each row. The same from H2 and from PostgreSQL, so
 * that one can be restored into the other, and no program of the database is needed for either.
 */
final class DatabaseBackup {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FETCH = 1000;
  private static final int BATCH = 500;

  private DatabaseBackup() {}

  /**
   * @param manifest what was written
   * @param sha256 of the file but its last 32 bytes
   */
  record Written(Manifest manifest, String sha256) {}

  /**
   * Writes what was committed when this was called, whatever is committed meanwhile.
   *
   * @param connection not used for anything else; its transaction is ended
   * @param progress is told how many rows of how many are written
   */
  static Written write(
      Connection connection, Path file, Instant time, BiConsumer<Integer, Integer> progress) {
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      // In PostgreSQL that is one snapshot; in H2 only the next level is.
      connection.setTransactionIsolation(
          isH2(connection)
              ? Connection.TRANSACTION_SERIALIZABLE
              : Connection.TRANSACTION_REPEATABLE_READ);
      SequencedMap<String, List<Column>> tables = Tables.of(connection);
      SequencedMap<String, Long> rows = new LinkedHashMap<>();
      for (String table : tables.keySet()) {
        rows.put(table, Tables.count(connection, table));
      }
      DatabaseMetaData database = connection.getMetaData();
      var manifest =
          new Manifest(
              time,
              schema(connection),
              database.getDatabaseProductName() + " " + database.getDatabaseProductVersion(),
              rows);
      String sha256 =
          BackupFile.write(
              file,
              BackupFile.Kind.DATABASE,
              out -> {
                try (var zip = new GZIPOutputStream(out, 1 << 16)) {
                  new Writer(connection, zip, manifest.rows(), progress).write(manifest, tables);
                } catch (SQLException e) {
                  throw new IOException("the database cannot be read: " + e.getMessage(), e);
                }
              });
      return new Written(manifest, sha256);
    } catch (SQLException e) {
      throw new BackupException("The database cannot be read: " + e.getMessage(), e);
    } finally {
      rollBack(connection);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new BackupException("The database was closed: " + e.getMessage(), e);
    }
  }

  static boolean isH2(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("H2");
  }

  /** The version of the newest migration that was made. */
  static String schema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select \"version\" from "
                    + Tables.quoted(Tables.HISTORY)
                    + " where \"success\" and \"version\" is not null"
                    + " order by \"installed_rank\" desc limit 1")) {
      if (!row.next()) {
        throw new BackupException("The database has no tables of Gatehouse");
      }
      return row.getString(1);
    }
  }

  private record Writer(
      Connection connection, OutputStream out, long total, BiConsumer<Integer, Integer> progress) {
    void write(Manifest manifest, SequencedMap<String, List<Column>> tables)
        throws SQLException, IOException {
      Map<String, Object> first = new LinkedHashMap<>();
      first.put("time", manifest.time().toString());
      first.put("schema", manifest.schema());
      first.put("database", manifest.database());
      first.put("tables", manifest.tables());
      line(first);
      long done = 0;
      for (var table : tables.entrySet()) {
        long rows = write(table.getKey(), table.getValue(), done);
        if (rows != manifest.tables().getOrDefault(table.getKey(), -1L)) {
          throw new BackupException(
              "The table " + table.getKey() + " was changed while it was read. Try again");
        }
        done += rows;
      }
    }

    private long write(String table, List<Column> columns, long before)
        throws SQLException, IOException {
      line(Map.of("table", table, "columns", columns.stream().map(Column::name).toList()));
      long rows = 0;
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH);
        try (ResultSet row =
            statement.executeQuery(
                "select "
                    + Tables.names(columns)
                    + " from "
                    + Tables.quoted(table)
                    + " order by 1")) {
          while (row.next()) {
            List<Object> values = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
              values.add(columns.get(i).read(row, i + 1));
            }
            line(values);
            rows++;
            tell(progress, before + rows, total);
          }
        }
      }
      return rows;
    }

    private void line(Object value) throws IOException {
      out.write(JSON.writeValueAsBytes(value));
      out.write('\n');
    }
  }

  private static void tell(BiConsumer<Integer, Integer> progress, long done, long total) {
    progress.accept(
        (int) Math.min(done, Integer.MAX_VALUE), (int) Math.min(total, Integer.MAX_VALUE));
  }

  /**
   * Checks a file from end to end and reads its first line.
   *
   * @throws BackupException if it is no backup of a database, or not what was written
   */
  static Manifest manifest(Path file) {
    BackupFile.verify(file, BackupFile.Kind.DATABASE);
    try (BufferedReader lines = open(file)) {
      return manifest(file, lines);
    } catch (IOException e) {
      throw BackupFile.cannotRead(file, e);
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(BackupFile.content(file, BackupFile.Kind.DATABASE), 1 << 16),
            UTF_8));
  }

  private static Manifest manifest(Path file, BufferedReader lines) throws IOException {
    try {
      JsonNode first = JSON.readTree(lines.readLine());
      SequencedMap<String, Long> tables = new LinkedHashMap<>();
      first.path("tables").forEachEntry((table, rows) -> tables.put(table, rows.asLong()));
      return new Manifest(
          Instant.parse(first.path("time").asString()),
          first.path("schema").asString(),
          first.path("database").asString(),
          tables);
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw new BackupException(file + " has no manifest that this version can read", e);
    }
  }

  /**
   * Puts all rows of a verified file into empty tables of the same version. Commits when all are
   * in, and only then.
   *
   * @param progress is told how many rows of how many are written
   */
  static void load(Path file, Connection connection, BiConsumer<Integer, Integer> progress) {
    try (BufferedReader lines = open(file)) {
      connection.setAutoCommit(false);
      new Reader(connection, lines, manifest(file, lines), progress).read();
      connection.commit();
      connection.setAutoCommit(true);
    } catch (IOException e) {
      throw BackupFile.cannotRead(file, e);
    } catch (SQLException e) {
      SQLException first = e.getNextException() == null ? e : e.getNextException();
      throw new BackupException("The rows cannot be restored: " + first.getMessage(), e);
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw new BackupException(file + " has rows that cannot be read: " + e.getMessage(), e);
    }
  }

  private record Reader(
      Connection connection,
      BufferedReader lines,
      Manifest manifest,
      BiConsumer<Integer, Integer> progress) {
    void read() throws SQLException, IOException {
      SequencedMap<String, List<Column>> known = Tables.of(connection);
      long done = 0;
      for (var table : manifest.tables().entrySet()) {
        String name = table.getKey();
        JsonNode start = JSON.readTree(lines.readLine());
        List<Column> columns =
            columns(name, known.getOrDefault(name, List.of()), start.path("columns"));
        read(name, columns, table.getValue(), done);
        done += table.getValue();
        for (Column column : columns) {
          if (column.identity()) {
            countOn(name, column);
          }
        }
      }
    }

    private static List<Column> columns(String table, List<Column> known, JsonNode names) {
      List<Column> columns = new ArrayList<>();
      for (JsonNode name : names) {
        columns.add(
            known.stream()
                .filter(column -> column.name().equals(name.asString()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new BackupException(
                            "This version has no column " + table + "." + name.asString())));
      }
      if (columns.isEmpty()) {
        throw new BackupException("The backup says nothing of the columns of " + table);
      }
      return columns;
    }

    private void read(String table, List<Column> columns, long rows, long before)
        throws SQLException, IOException {
      String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into "
                  + Tables.quoted(table)
                  + " ("
                  + Tables.names(columns)
                  + ") values ("
                  + marks
                  + ")")) {
        for (long i = 1; i <= rows; i++) {
          JsonNode values = JSON.readTree(lines.readLine());
          for (int c = 0; c < columns.size(); c++) {
            columns.get(c).write(insert, c + 1, values.required(c));
          }
          insert.addBatch();
          if (i % BATCH == 0 || i == rows) {
            insert.executeBatch();
            tell(progress, before + i, manifest.rows());
          }
        }
      }
    }

    /** The next row that the database numbers comes after all others. */
    private void countOn(String table, Column column) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select coalesce(max("
                      + Tables.quoted(column.name())
                      + "), 0) + 1 from "
                      + Tables.quoted(table))) {
        row.next();
        long next = row.getLong(1);
        statement.execute(
            "alter table "
                + Tables.quoted(table)
                + " alter column "
                + Tables.quoted(column.name())
                + " restart with "
                + next);
      }
    }
  }
}
