package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random histories of grants, withdrawals, clocks and recognitions, right and wrong ones, through
 * what recognises and writes, against a model of a few lines: nothing is written but what one grant
 * that was not taken back covers from its first instant to its last.
 */
abstract class GrantedVisits {
  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  static final List<String> PLACES = List.of("hall", "yard");

  /** One thing that happens. */
  record Step(Kind kind, int person, int which, int seconds) {}

  enum Kind {
    AGREE,
    WITHDRAW,
    LOOK,
    FOLLOW,
    TIME,
    CLOCK_BACK,
    FLUSH
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(4, Kind.AGREE),
            Tuple.of(2, Kind.WITHDRAW),
            Tuple.of(10, Kind.LOOK),
            Tuple.of(6, Kind.FOLLOW),
            Tuple.of(6, Kind.TIME),
            Tuple.of(1, Kind.CLOCK_BACK),
            Tuple.of(2, Kind.FLUSH));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(1, 150))
        .as(Step::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  /** What a grant of the model covers, until it is taken back. */
  record Agreed(UUID id, Set<String> places, Instant from, Optional<Instant> to) {
    boolean covers(String place, Instant at) {
      return (places.isEmpty() || places.contains(place))
          && !at.isBefore(from)
          && (to.isEmpty() || at.isBefore(to.get()));
    }
  }

  /** Where members agree and withdraw. */
  interface World {
    Gallery gallery();

    List<UUID> members();

    /** Returns the id of the new grant. */
    UUID agree(UUID member, Set<String> places, Optional<Instant> from, Optional<Instant> to);

    void withdraw(UUID member, UUID grant);

    void setClock(Instant now);

    Instant now();
  }

  /** Looks at what is written, when it is written. */
  static final class Watched implements Visits {
    private final Visits visits;
    private final Map<UUID, List<Agreed>> grants;
    private final Map<UUID, Integer> inserted = new HashMap<>();

    Watched(Visits visits, Map<UUID, List<Agreed>> grants) {
      this.visits = visits;
      this.grants = grants;
    }

    private void check(UUID member, Visit visit) {
      List<Agreed> held = grants.getOrDefault(member, List.of());
      assertThat(held)
          .as("grants for %s", visit)
          .anyMatch(
              grant ->
                  grant.covers(visit.place(), visit.from())
                      && grant.covers(visit.place(), visit.to()));
    }

    @Override
    public long insert(UUID member, Visit visit) {
      check(member, visit);
      inserted.merge(member, 1, Integer::sum);
      return visits.insert(member, visit);
    }

    @Override
    public void update(UUID member, long id, Visit visit) {
      check(member, visit);
      visits.update(member, id, visit);
    }

    @Override
    public List<Visit> between(UUID member, Instant from, Instant to) {
      return visits.between(member, from, to);
    }
  }

  /** Returns how many visits were written. */
  static int hold(List<Step> history, World world, Visits visits) {
    Map<UUID, List<Agreed>> grants = new HashMap<>();
    var watched = new Watched(visits, grants);
    TrailPolicy policy = TrailPolicy.defaults();
    var recorder = new VisitRecorder(watched, world.gallery(), policy, world::now);
    var recogniser = new Recogniser(policy, recorder);
    Instant now = START;
    world.setClock(now);
    for (Step step : history) {
      UUID member = world.members().get(step.person());
      List<Agreed> held = grants.computeIfAbsent(member, _ -> new ArrayList<>());
      int which = step.which();
      String place = PLACES.get(which % 2);
      var sighting =
          new Sighting(
              "camera-" + place,
              place,
              which % 5,
              Optional.empty(),
              now.plusMillis(step.seconds() % 5 * 1000L - 2000)); // clocks differ
      switch (step.kind()) {
        case AGREE -> {
          Set<String> places = which % 3 == 0 ? Set.of() : Set.of(PLACES.get(which % 3 - 1));
          Optional<Instant> from =
              which % 5 == 0 ? Optional.of(now.plusSeconds(which % 50)) : Optional.empty();
          Optional<Instant> to =
              which % 2 == 0 ? Optional.of(now.plusSeconds(51 + which % 200)) : Optional.empty();
          UUID id = world.agree(member, places, from, to);
          held.add(new Agreed(id, places, from.orElse(now), to));
        }
        case WITHDRAW -> {
          if (!held.isEmpty()) {
            Agreed ended = held.remove(which % held.size());
            world.withdraw(member, ended.id());
            if (which % 4 > 0) { // writing asks by itself, too
              recorder.changed(member);
            }
          }
        }
        case LOOK -> {
          // Also names those whom no search would find: what is written must not rest on it.
          for (int frame = 0; frame < 1 + which % 4; frame++) {
            recogniser.looked(
                sighting,
                which % 7 == 0
                    ? new SearchResult.NoMatch(0.1f)
                    : new SearchResult.Match(member, 0.6f));
          }
        }
        case FOLLOW -> recogniser.followed(sighting);
        case TIME -> now = now.plusSeconds(step.seconds());
        case CLOCK_BACK -> now = now.minusSeconds(step.seconds());
        case FLUSH -> recorder.flush(now);
      }
      world.setClock(now);
    }
    recorder.flush(now);
    int written = 0;
    for (UUID member : world.members()) {
      List<Visit> kept =
          visits.between(member, START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(1)));
      assertThat(kept).hasSize(watched.inserted.getOrDefault(member, 0));
      for (Visit visit : kept) {
        assertThat(world.gallery().covers(member, Purpose.DOOR, visit.place(), visit.from()))
            .isFalse();
      }
      written += kept.size();
    }
    return written;
  }
}
