package dev.gatehouse.trail;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.PostgresServer;
import dev.gatehouse.member.TestDatabase;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Of fewer histories: each enrols three members. */
class VisitsOnDatabasesProperties extends GrantedVisits {
  @Property(tries = 40)
  void on_h2_no_visit_is_written_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) throws IOException {
    StoredVisits.hold(DatabaseKind.H2, history);
  }

  @Property(tries = 40)
  void on_postgresql_no_visit_is_written_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) throws IOException {
    if (PostgresServer.isInstalled()) { // else VisitStoreTest is skipped and says so
      StoredVisits.hold(DatabaseKind.POSTGRESQL, history);
    }
  }

  @AfterContainer
  static void drop() {
    TestDatabase.dropAll();
  }
}
