package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.PaintedFaces;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.member.TestMembers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The same with members, ledger, keys and visits in a database. */
final class StoredVisits implements GrantedVisits.World, AutoCloseable {
  private static final String DOOR =
      ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().version();
  private static final String TRAIL =
      ConsentNotice.bundled(Purpose.TRAIL, "en").orElseThrow().version();

  private final TestMembers world;
  final VisitStore store;
  private final List<UUID> members = new ArrayList<>();
  private final Set<UUID> grants = new HashSet<>();

  private StoredVisits(TestDatabase database, Path keys) {
    world = new TestMembers(database, keys, new PaintedFaces(), GrantedVisits.START);
    store = new VisitStore(database.client(), world.seal());
    for (int person = 1; person <= 3; person++) {
      var door =
          new Consent(
              true,
              Purpose.DOOR,
              Set.of("nowhere"),
              Optional.empty(),
              Optional.empty(),
              DOOR,
              "test",
              "admin");
      Enrolment enrolled =
          world.members.enrol(
              "Person " + person,
              door,
              List.of(PaintedFaces.photo("1.png", person), PaintedFaces.photo("2.png", person)));
      Member member = ((Enrolment.Enrolled) enrolled).member();
      members.add(member.id());
      member.grants().forEach(grant -> grants.add(grant.id()));
    }
  }

  static void hold(DatabaseKind kind, Path folder, List<GrantedVisits.Step> history)
      throws IOException {
    Path keys = Files.createTempDirectory(folder, "keys");
    try (var stored = new StoredVisits(kind.open(folder), keys)) {
      GrantedVisits.hold(history, stored, stored.store);
      for (UUID member : stored.members) {
        stored.store.erase(member);
        assertThat(stored.store.count(member)).isZero();
        stored.world.members.erase(member);
      }
    }
  }

  @Override
  public Gallery gallery() {
    return world.gallery();
  }

  @Override
  public List<UUID> members() {
    return members;
  }

  @Override
  public UUID agree(UUID member, Set<String> places, Optional<Instant> from, Optional<Instant> to) {
    var consent = new Consent(true, Purpose.TRAIL, places, from, to, TRAIL, "test", "admin");
    return world.members.agree(member, consent).grants().stream()
        .map(ConsentGrant::id)
        .filter(grants::add)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void withdraw(UUID member, UUID grant) {
    world.members.withdraw(member, grant, "admin");
  }

  @Override
  public Instant now() {
    return world.now();
  }

  @Override
  public void setClock(Instant now) {
    world.setClock(now);
  }

  @Override
  public void close() {
    world.close();
  }
}
