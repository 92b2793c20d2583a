package dev.gatehouse.member;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.ZoneId;

/** The databases that Gatehouse keeps its data in; {@link OnEachDatabase} runs a test on each. */
public enum DatabaseKind {
  H2,
  POSTGRESQL;

  /**
   * The database of a folder: a new one with the real migrations, or the one that was made for that
   * folder before. On PostgreSQL the folder is no more than its name. Where PostgreSQL is not
   * installed the test is skipped.
   */
  public TestDatabase open(Path folder) {
    return open(folder, ZoneId.systemDefault());
  }

  /** As on a machine whose clock is in that time zone. */
  public TestDatabase open(Path folder, ZoneId zone) {
    return switch (this) {
      case H2 -> TestDatabase.heldH2(folder, zone);
      case POSTGRESQL -> {
        assumeTrue(PostgresServer.isInstalled(), PostgresServer.HOW_TO_GET);
        yield TestDatabase.postgres(folder, zone);
      }
    };
  }
}
