package dev.gatehouse.trail;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.PostgresServer;
import dev.gatehouse.member.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.util.FileSystemUtils;

/** Of fewer histories: each enrols three members. */
class VisitsOnDatabasesProperties extends GrantedVisits {
  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("gatehouse-visits");
  }

  @Property(tries = 40)
  void on_h2_no_visit_is_written_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) throws IOException {
    StoredVisits.hold(DatabaseKind.H2, folder, history);
  }

  @Property(tries = 40)
  void on_postgresql_no_visit_is_written_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) throws IOException {
    if (PostgresServer.isInstalled()) { // else VisitStoreTest is skipped and says so
      StoredVisits.hold(DatabaseKind.POSTGRESQL, folder, history);
    }
  }

  @AfterContainer
  static void drop() throws IOException {
    TestDatabase.dropAll();
    FileSystemUtils.deleteRecursively(folder);
  }
}
