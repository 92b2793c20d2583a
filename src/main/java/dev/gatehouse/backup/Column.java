package dev.gatehouse.backup;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A column of a table, which both databases call by other names, and its form in a backup.
 *
 * @param identity whether the database numbers its rows
 */
record Column(String name, Kind kind, boolean identity) {
  enum Kind {
    UUID,
    BYTES,
    TIME,
    BOOLEAN,
    INTEGER,
    REAL,
    DOUBLE,
    TEXT;

    static Kind of(String table, String column, String type) {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "uuid" -> UUID;
        case "bytea", "binary varying" -> BYTES;
        case "timestamp with time zone" -> TIME;
        case "boolean" -> BOOLEAN;
        case "smallint", "integer", "bigint" -> INTEGER;
        case "real" -> REAL;
        case "double precision" -> DOUBLE;
        case "text", "character varying", "character large object" -> TEXT;
        default ->
            throw new BackupException(
                "Backups know no column of the type '" + type + "': " + table + "." + column);
      };
    }
  }

  /** In JSON: as it is, a time as ISO 8601 writes it in UTC, bytes in base64. */
  @Nullable Object read(ResultSet row, int at) throws SQLException {
    Object value =
        switch (kind) {
          case UUID, TEXT -> row.getString(at);
          case BYTES -> row.getBytes(at);
          case TIME -> row.getObject(at, OffsetDateTime.class);
          case BOOLEAN -> row.getBoolean(at);
          case INTEGER -> row.getLong(at);
          case REAL -> row.getFloat(at);
          case DOUBLE -> row.getDouble(at);
        };
    if (row.wasNull()) {
      return null;
    }
    return switch (value) {
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case OffsetDateTime time -> time.toInstant().toString();
      case null, default -> value;
    };
  }

  /**
   * @throws RuntimeException if that is no value of such a column
   */
  void write(PreparedStatement row, int at, JsonNode value) throws SQLException {
    if (value.isNull()) {
      row.setNull(at, sqlType());
      return;
    }
    switch (kind) {
      case UUID -> row.setObject(at, java.util.UUID.fromString(value.asString()));
      case TEXT -> row.setString(at, value.asString());
      case BYTES -> row.setBytes(at, Base64.getDecoder().decode(value.asString()));
      case TIME -> row.setObject(at, Instant.parse(value.asString()).atOffset(ZoneOffset.UTC));
      case BOOLEAN -> row.setBoolean(at, value.asBoolean());
      case INTEGER -> row.setLong(at, value.asLong());
      case REAL -> row.setFloat(at, value.asFloat());
      case DOUBLE -> row.setDouble(at, value.asDouble());
    }
  }

  private int sqlType() {
    return switch (kind) {
      case UUID -> Types.OTHER;
      case TEXT -> Types.VARCHAR;
      case BYTES -> Types.VARBINARY;
      case TIME -> Types.TIMESTAMP_WITH_TIMEZONE;
      case BOOLEAN -> Types.BOOLEAN;
      case INTEGER -> Types.BIGINT;
      case REAL -> Types.REAL;
      case DOUBLE -> Types.DOUBLE;
    };
  }
}
