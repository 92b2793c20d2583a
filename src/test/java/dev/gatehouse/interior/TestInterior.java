package dev.gatehouse.interior;

import dev.gatehouse.member.TestDatabase;

/** The interior's store of a database, as the program has it. */
public final class TestInterior {
  private TestInterior() {}

  public static InteriorStore store(TestDatabase database) {
    return new InteriorStore(database.client(), database.transaction());
  }
}
