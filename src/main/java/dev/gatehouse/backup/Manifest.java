package dev.gatehouse.backup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a backup of a database says of itself, in its first line.
 *
 * @param time when it was made: it holds what was committed until then
 * @param schema the version of the tables, as Flyway counts them
 * @param database it came from, such as {@code PostgreSQL 15.8}
 * @param tables the number of rows of each, a table after those that it refers to
 */
public record Manifest(
    Instant time, String schema, String database, SequencedMap<String, Long> tables) {
  public Manifest {
    tables = new LinkedHashMap<>(tables);
  }

  public long rows() {
    return tables.values().stream().mapToLong(Long::longValue).sum();
  }
}
