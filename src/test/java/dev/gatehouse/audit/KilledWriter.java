package dev.gatehouse.audit;

import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** A program that writes a log, says each entry it was told is safe, and waits to be killed. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) {
    Path keys = Path.of(arguments[0]);
    var database = TestDatabase.at(List.of(arguments).subList(1, 4));
    var test = new TestLog(database, keys, Clock.systemUTC());
    for (int i = 0; ; i++) {
      AuditEntry entry =
          i % 50 == 49
              ? test.log.recordErasure(new UUID(7, i - 1), TestLog.EVE)
              : test.log.record(TestLog.search(i));
      System.out.println("safe " + entry.index() + " " + entry.hash());
      if (i % 20 == 0) {
        System.out.println("head " + test.log.treeHead().size());
      }
    }
  }
}
