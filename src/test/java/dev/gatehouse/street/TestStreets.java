package dev.gatehouse.street;

import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.scene.PlateFormats;
import java.nio.file.Path;
import java.time.Clock;

/** Streets of a database, without a camera. */
public final class TestStreets {
  private TestStreets() {}

  public static Streets none(TestDatabase database, Clock clock) {
    return new Streets(
        () -> {
          throw new AssertionError("No camera was asked for");
        },
        new StreetStore(database.client(), database.transaction(), clock),
        PlateFormats.with(Path.of("none.yaml")),
        clock);
  }
}
