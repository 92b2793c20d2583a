package dev.gatehouse.interior;

import dev.gatehouse.member.TestDatabase;
import java.time.Instant;

/** The interior's store of a database, as the program has it. */
public final class TestInterior {
  private TestInterior() {}

  public static InteriorStore store(TestDatabase database) {
    return new InteriorStore(database.client(), database.transaction());
  }

  /** Writes seconds of presence by cells, row by row. */
  public static void heat(
      InteriorStore store,
      String area,
      Instant quarter,
      double cell,
      int columns,
      float[] seconds) {
    store.write(area, quarter, HeatGrid.of(cell, columns, seconds));
  }
}
