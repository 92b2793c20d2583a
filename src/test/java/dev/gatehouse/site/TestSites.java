package dev.gatehouse.site;

import dev.gatehouse.member.TestDatabase;
import java.time.Clock;

/** The sites of a database, as the program has them. */
public final class TestSites {
  private TestSites() {}

  public static Sites on(TestDatabase database) {
    return new Sites(database.client(), database.transaction(), Clock.systemUTC());
  }
}
