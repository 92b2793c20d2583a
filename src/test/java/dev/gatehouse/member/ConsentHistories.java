package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random histories of grants, withdrawals, expiries, erasures, clock changes and restarts, on a
 * real database and gallery, against a model that is a few lines long.
 */
@SuppressWarnings("NullAway.Init") // set before all
abstract class ConsentHistories {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final List<String> PLACES = List.of("front", "back");
  private static final int PEOPLE = 4;
  private static final String NOTICE =
      ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().version();

  private static Path folder;
  private static TestDatabase database;
  private static Connection held;

  static void open(DatabaseKind kind) {
    try {
      folder = Files.createTempDirectory("gatehouse-consent");
      database = kind.open(folder);
      held = database.held();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterContainer
  static void delete() throws IOException, SQLException {
    held.close();
    TestDatabase.dropAll();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One thing that happens. Whom and what it is about is chosen by numbers. */
  record Step(Kind kind, int person, int which, int minutes) {}

  enum Kind {
    ENROL,
    AGREE,
    WITHDRAW,
    TIME,
    CLOCK_BACK,
    ERASE,
    RESTART
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(4, Kind.ENROL),
            Tuple.of(4, Kind.AGREE),
            Tuple.of(4, Kind.WITHDRAW),
            Tuple.of(4, Kind.TIME),
            Tuple.of(2, Kind.CLOCK_BACK),
            Tuple.of(2, Kind.ERASE),
            Tuple.of(2, Kind.RESTART));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(1, PEOPLE),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(1, 90))
        .as(Step::new)
        .list()
        .ofMinSize(4)
        .ofMaxSize(14);
  }

  /** What a grant of the model covers. */
  private record Agreed(UUID id, Set<String> places, Instant from, Optional<Instant> to) {
    boolean covers(String place, Instant at) {
      return (places.isEmpty() || places.contains(place))
          && !at.isBefore(from)
          && to.map(at::isBefore).orElse(true);
    }
  }

  private static final class Model {
    final Map<Integer, UUID> members = new HashMap<>();
    final Map<Integer, List<Agreed>> grants = new HashMap<>();
    final Set<UUID> ids = new HashSet<>(); // also of grants that ended
  }

  /** That nobody is recognised without a grant that covers it, at any time. */
  static void hold(List<Step> history) {
    Path keys = folder.resolve("keys-" + UUID.randomUUID());
    var model = new Model();
    var world = new TestMembers(database, keys, new PaintedFaces(), START);
    try {
      for (Step step : history) {
        world = happen(step, model, world, keys);
        check(model, world);
      }
      // A gallery that is built from the store says the same as the one kept in memory.
      world = restart(world, keys);
      check(model, world);
    } finally {
      for (Member member : world.members.list()) {
        world.members.erase(member.id());
      }
      world.sql.sql("delete from erasure").update();
      world.close();
    }
  }

  private static TestMembers restart(TestMembers world, Path keys) {
    world.close();
    return new TestMembers(database, keys, world.faces, world.now());
  }

  private static TestMembers happen(Step step, Model model, TestMembers world, Path keys) {
    int person = step.person();
    UUID member = model.members.get(person);
    List<Agreed> grants = model.grants.computeIfAbsent(person, _ -> new ArrayList<>());
    switch (step.kind()) {
      case ENROL -> {
        if (member == null) {
          Consent consent = consent(step, world.now());
          Enrolment enrolment =
              world.members.enrol(
                  "Person " + person,
                  consent,
                  List.of(
                      PaintedFaces.photo("1.png", person), PaintedFaces.photo("2.png", person)));
          Member enrolled = ((Enrolment.Enrolled) enrolment).member();
          model.members.put(person, enrolled.id());
          grants.add(agreed(newGrant(model, enrolled), consent, world.now()));
        }
      }
      case AGREE -> {
        if (member != null) {
          Consent consent = consent(step, world.now());
          Member after = world.members.agree(member, consent);
          grants.add(agreed(newGrant(model, after), consent, world.now()));
        }
      }
      case WITHDRAW -> {
        if (member != null && !grants.isEmpty()) {
          Agreed ended = grants.remove(step.which() % grants.size());
          world.members.withdraw(member, ended.id(), "admin");
        }
      }
      case TIME -> world.setClock(world.now().plus(Duration.ofMinutes(step.minutes())));
      case CLOCK_BACK -> world.setClock(world.now().minus(Duration.ofMinutes(step.minutes())));
      case ERASE -> {
        if (member != null) {
          ErasureReceipt receipt = world.members.erase(member);
          assertThat(world.members.verifies(receipt)).isTrue();
          model.members.remove(person);
          grants.clear();
        }
      }
      case RESTART -> {
        return restart(world, keys);
      }
    }
    return world;
  }

  private static UUID newGrant(Model model, Member member) {
    return member.grants().stream()
        .map(ConsentGrant::id)
        .filter(model.ids::add)
        .findFirst()
        .orElseThrow();
  }

  private static Consent consent(Step step, Instant now) {
    int which = step.which();
    Set<String> places =
        switch (which % 3) {
          case 0 -> Set.of();
          case 1 -> Set.of("front");
          default -> Set.of("back");
        };
    Optional<Instant> from =
        which % 5 == 0 ? Optional.of(now.plus(Duration.ofMinutes(which % 50))) : Optional.empty();
    Optional<Instant> to =
        which % 2 == 0
            ? Optional.of(now.plus(Duration.ofMinutes(51 + which % 60)))
            : Optional.empty();
    return new Consent(true, Purpose.DOOR, places, from, to, NOTICE, "test", "admin");
  }

  private static Agreed agreed(UUID id, Consent consent, Instant now) {
    return new Agreed(id, consent.places(), consent.from().orElse(now), consent.to());
  }

  private static void check(Model model, TestMembers world) {
    for (int person = 1; person <= PEOPLE; person++) {
      List<Agreed> grants = model.grants.getOrDefault(person, List.of());
      for (String place : PLACES) {
        boolean covered = grants.stream().anyMatch(g -> g.covers(place, world.now()));
        Optional<UUID> expected =
            covered ? Optional.ofNullable(model.members.get(person)) : Optional.empty();
        assertThat(world.recognised(person, Purpose.DOOR, place))
            .as("person %d at %s, grants %s", person, place, grants)
            .isEqualTo(expected);
        for (Purpose other : List.of(Purpose.TRAIL, Purpose.VERIFY, Purpose.KIOSK)) {
          assertThat(world.recognised(person, other, place)).isEmpty();
        }
      }
    }
    assertThat(world.members.list().stream().map(Member::id))
        .containsExactlyInAnyOrderElementsOf(model.members.values());
  }
}
