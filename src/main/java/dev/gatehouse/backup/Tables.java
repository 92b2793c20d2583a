package dev.gatehouse.backup;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a database, asked of the database itself: a new one cannot be forgotten. */
final class Tables {
  static final String HISTORY = "flyway_schema_history";

  private Tables() {}

  /** All but Flyway's own, each after those that it refers to, with their columns. */
  static SequencedMap<String, List<Column>> of(Connection connection) throws SQLException {
    String schema = connection.getSchema();
    Map<String, List<Column>> columns = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.table_name, c.column_name, c.data_type, c.is_identity
            from information_schema.columns c join information_schema.tables t
              on t.table_schema = c.table_schema and t.table_name = c.table_name
            where c.table_schema = ? and t.table_type = 'BASE TABLE'
            order by c.table_name, c.ordinal_position
            """)) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String table = row.getString(1);
          if (!table.equals(HISTORY)) {
            String column = row.getString(2);
            columns
                .computeIfAbsent(table, _ -> new ArrayList<>())
                .add(
                    new Column(
                        column,
                        Column.Kind.of(table, column, row.getString(3)),
                        row.getString(4).equals("YES")));
          }
        }
      }
    }
    return sorted(columns, referred(connection.getMetaData(), schema, columns.keySet()));
  }

  private static Map<String, Set<String>> referred(
      DatabaseMetaData database, String schema, Set<String> tables) throws SQLException {
    Map<String, Set<String>> referred = new TreeMap<>();
    for (String table : tables) {
      Set<String> to = new TreeSet<>();
      try (ResultSet key = database.getImportedKeys(null, schema, table)) {
        while (key.next()) {
          to.add(key.getString("PKTABLE_NAME"));
        }
      }
      to.remove(table);
      referred.put(table, to);
    }
    return referred;
  }

  private static SequencedMap<String, List<Column>> sorted(
      Map<String, List<Column>> columns, Map<String, Set<String>> referred) {
    SequencedMap<String, List<Column>> sorted = new LinkedHashMap<>();
    while (sorted.size() < columns.size()) {
      int before = sorted.size();
      columns.forEach(
          (table, its) -> {
            if (sorted.keySet().containsAll(referred.getOrDefault(table, Set.of()))) {
              sorted.putIfAbsent(table, its);
            }
          });
      if (sorted.size() == before) {
        throw new BackupException("The tables refer to each other in a circle: " + referred);
      }
    }
    return sorted;
  }

  static long count(Connection connection, String table) throws SQLException {
    try (ResultSet row =
        connection.createStatement().executeQuery("select count(*) from " + quoted(table))) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Names come from the database, or are compared with it, before they get here. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(column -> quoted(column.name())).toList());
  }
}
