package dev.gatehouse.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.Guess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * What is kept of a street, what of plates, and for how long; on the databases of the real kind.
 */
@OnEachDatabase
class StreetStoreLimitsTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final String STRANGER = "KAQQ7193";
  private static final String OURS = "MOZX4482";

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private Instant now = NOON;

  private StreetStore store(TestDatabase database) {
    InstantSource source = () -> now;
    return new StreetStore(
        database.client(), database.transaction(), source.withZone(ZoneOffset.UTC));
  }

  private static RegisteredVehicle vehicle(Optional<Instant> validTo, String... streets) {
    return new RegisteredVehicle(UUID.randomUUID(), OURS, "Anna Müller", List.of(streets), validTo);
  }

  /** Of the plate, as it would be shown. */
  private static Optional<Object> text(StoredObservation o) {
    return o.attributes().get("plate") instanceof Map<?, ?> plate
        ? Optional.ofNullable(plate.get("text"))
        : Optional.empty();
  }

  @Test
  void layouts_and_grants_are_there_after_a_restart() {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database);
    RegisteredVehicle forever = vehicle(Optional.empty(), "north");
    RegisteredVehicle tillOne = vehicle(Optional.of(NOON.plusSeconds(3600)), "south", "west");
    store.register(forever, "admin");
    store.register(tillOne, "admin");
    assertThat(store(database).vehicles()).containsExactlyInAnyOrder(forever, tillOne);
    for (Layout layout : List.of(layout(Optional.empty()), layout(Optional.of(ground())))) {
      store.layout("north", layout);
      assertThat(store(database).layout("north")).contains(layout);
    }
  }

  private static long rows(TestDatabase database, String table) {
    return database.client().sql("select count(*) from " + table).query(Long.class).single();
  }

  private static Layout layout(Optional<GroundPlane> ground) {
    return new Layout(
        List.of(
            new Zone(
                "zone-1",
                "Bühne \"A\"",
                List.of(new Point(0.1, 0.1), new Point(0.9, 0.1), new Point(0.5, 0.8123)))),
        List.of(
            new CountingLine("line-1", "Gate", new Point(0, 0.5), new Point(1, 0.5), "in", "out")),
        ground);
  }

  private static GroundPlane ground() {
    return new GroundPlane(
        List.of(new Point(0.3, 0.4), new Point(0.7, 0.4), new Point(0.9, 0.9), new Point(0.1, 0.9)),
        List.of(new Point(0, 0), new Point(7, 0), new Point(7, 20), new Point(0, 20)));
  }

  // ---- privacy

  @Test
  void the_same_plate_has_the_same_hash_at_one_camera_of_one_run_only() {
    var hash = new PlateHash();
    assertThat(hash.of("north", OURS)).hasSize(32).isEqualTo(hash.of("north", OURS));
    assertThat(hash.of("north", OURS)).isNotEqualTo(hash.of("south", OURS));
    assertThat(hash.of("north", OURS)).isNotEqualTo(hash.of("north", STRANGER));
    assertThat(hash.of("north", OURS)).isNotEqualTo(new PlateHash().of("north", OURS));
  }

  @Test
  void a_text_is_kept_only_where_and_while_its_owner_agreed() {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database);
    store.register(vehicle(Optional.of(NOON.plusSeconds(60)), "north"), "admin");
    Observation north = TestObservations.car("north", NOON, OURS);
    assertThat(text(store.write(north, PlatePrivacy.REGISTERED))).contains(OURS);
    assertThat(text(store.write(north, PlatePrivacy.HASHED))).isEmpty();
    assertThat(store.write(north, PlatePrivacy.OFF).attributes()).doesNotContainKey("plate");
    Observation south = TestObservations.car("south", NOON, OURS);
    assertThat(text(store.write(south, PlatePrivacy.REGISTERED))).isEmpty();
    assertThat(store.isRegistered("north", OURS)).isTrue();
    assertThat(store.isRegistered("south", OURS)).isFalse();
    assertThat(texts(database)).containsExactly(OURS);

    now = NOON.plusSeconds(60);
    assertThat(store.isRegistered("north", OURS)).isFalse();
    assertThat(text(store.write(north, PlatePrivacy.REGISTERED))).isEmpty();
    assertThat(store.latest("north", 50, Optional.empty()))
        .as("also of what was seen while it was valid")
        .filteredOn(o -> o.attributes().containsKey("plate"))
        .hasSize(3)
        .allSatisfy(o -> assertThat(text(o)).isEmpty());
  }

  private static List<String> texts(TestDatabase database) {
    return database
        .client()
        .sql("select plate_text from observation where plate_text is not null")
        .query(String.class)
        .list();
  }

  @Test
  void a_deleted_vehicles_text_is_gone_also_from_what_is_being_written() throws Exception {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database);
    for (int round = 0; round < 20; round++) {
      RegisteredVehicle vehicle = vehicle(Optional.empty(), "north");
      store.register(vehicle, "admin");
      var stop = new AtomicBoolean();
      Thread camera =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      store.write(
                          TestObservations.car("north", NOON, OURS), PlatePrivacy.REGISTERED);
                    }
                  });
      while (texts(database).isEmpty()) {
        Thread.onSpinWait();
      }
      store.unregister(vehicle.id());
      stop.set(true);
      camera.join();
      assertThat(texts(database)).isEmpty();
    }
  }

  // ---- retention

  @Test
  void everything_goes_when_its_time_is_over_and_not_before() {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database);
    store.register(vehicle(Optional.empty(), "north"), "admin");
    Observation seen = TestObservations.car("north", NOON, OURS);
    long id = store.write(seen, PlatePrivacy.REGISTERED).id();
    Duration plates = Duration.ofMinutes(10);
    Duration observations = Duration.ofDays(7);
    Duration statistics = Duration.ofDays(400);

    now = seen.to().plus(plates);
    assertThat(deleteOld(store, plates, observations, statistics)).isEqualTo(new Deleted(0, 0, 0));
    now = now.plusMillis(1);
    assertThat(deleteOld(store, plates, observations, statistics)).isEqualTo(new Deleted(1, 0, 0));
    assertThat(deleteOld(store, plates, observations, statistics)).isEqualTo(new Deleted(0, 0, 0));
    StoredObservation left = store.latest("north", 50, Optional.empty()).getFirst();
    assertThat(left.attributes()).containsOnlyKeys("type", "colour", "make");
    assertThat(
            database
                .client()
                .sql(
                    "select count(*) from observation where plate_hash is not null or plate_text"
                        + " is not null or plate_score is not null or plate_country is not null")
                .query(Long.class)
                .single())
        .isZero();

    now = seen.to().plus(observations);
    assertThat(deleteOld(store, plates, observations, statistics).observations()).isZero();
    assertThat(store.thumbnail("north", id)).isPresent();
    now = now.plusMillis(1);
    assertThat(deleteOld(store, plates, observations, statistics)).isEqualTo(new Deleted(0, 1, 0));
    assertThat(store.thumbnail("north", id)).isEmpty();
    assertThat(rows(database, "observation_thumbnail")).isZero();
    assertThat(rows(database, "street_minute"))
        .as("objects, crossings, stays, occupancy, two flows")
        .isEqualTo(6);

    now = NOON.plus(statistics);
    assertThat(deleteOld(store, plates, observations, statistics).minutes()).isZero();
    now = now.plusMillis(1);
    assertThat(deleteOld(store, plates, observations, statistics).minutes()).isEqualTo(6);
  }

  // ---- statistics

  @Test
  void counts_by_minute_are_those_of_the_observations() {
    StreetStore store = store(kind.open(folder));
    var random = new Random(20260302);
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Observation o = TestObservations.random(random, i % 10 == 0 ? "south" : "north", NOON, 3600);
      all.add(o);
      store.write(o, PlatePrivacy.HASHED);
    }
    Map<String, double[]> objects = new TreeMap<>();
    Map<String, double[]> crossings = new TreeMap<>();
    Map<String, double[]> stays = new TreeMap<>();
    for (Observation o : all) {
      if (o.street().equals("north")) {
        String type = o.type().name();
        String colour =
            o.description() instanceof Description.Vehicle v
                ? v.colour().map(Guess::value).map(Colour::name).orElse("")
                : "";
        add(objects, o.to(), List.of(type, colour), o.speed());
        o.crossings()
            .forEach(
                c ->
                    add(
                        crossings,
                        c.at(),
                        List.of(c.line(), c.forward() ? "forward" : "backward", type),
                        o.speed()));
        o.stays()
            .forEach(
                s ->
                    add(
                        stays,
                        s.entered(),
                        List.of(s.zone()),
                        OptionalDouble.of(s.dwell().toMillis() / 1000.0)));
      }
    }
    requireSame(store, "objects", List.of("class", "colour"), objects);
    requireSame(store, "crossings", List.of("line", "direction", "class"), crossings);
    requireSame(store, "stays", List.of("zone"), stays);
    requireOccupancy(store, all);
    assertThatThrownBy(
            () -> store.minutes("north", "objects", NOON, NOON, List.of("class; drop table x")))
        .isInstanceOf(StreetException.class);

    now = NOON.plus(Duration.ofDays(8));
    assertThat(
            deleteOld(store, Duration.ofMinutes(10), Duration.ofDays(7), Duration.ofDays(400))
                .observations())
        .isEqualTo(400);
    requireSame(store, "objects", List.of("class", "colour"), objects);
  }

  /** Counted anew, by the millisecond. */
  private static void requireOccupancy(StreetStore store, List<Observation> all) {
    Map<String, Long> millis = new TreeMap<>();
    for (Observation o : all) {
      for (ZoneStay stay : o.street().equals("north") ? o.stays() : List.<ZoneStay>of()) {
        for (long i = 0; i < stay.dwell().toMillis(); i++) {
          Instant minute = stay.entered().plusMillis(i).truncatedTo(ChronoUnit.MINUTES);
          millis.merge(minute + " [" + stay.zone() + "]", 1L, Long::sum);
        }
      }
    }
    List<StreetStore.Minute> minutes =
        store.minutes("north", "occupancy", NOON, NOON.plus(Duration.ofDays(1)), List.of("zone"));
    assertThat(minutes.stream().map(m -> m.at() + " " + m.group()))
        .containsExactlyInAnyOrderElementsOf(millis.keySet());
    for (StreetStore.Minute m : minutes) {
      long expected = millis.getOrDefault(m.at() + " " + m.group(), 0L);
      assertThat(m.total()).isCloseTo(expected / 1000.0, within(1e-6));
    }
  }

  private static void add(
      Map<String, double[]> sums, Instant at, List<String> group, OptionalDouble value) {
    double[] sum =
        sums.computeIfAbsent(at.truncatedTo(ChronoUnit.MINUTES) + " " + group, _ -> new double[3]);
    sum[0]++;
    sum[1] += value.orElse(0);
    sum[2] += value.isPresent() ? 1 : 0;
  }

  private static void requireSame(
      StreetStore store, String measure, List<String> groups, Map<String, double[]> expected) {
    List<StreetStore.Minute> minutes =
        store.minutes("north", measure, NOON, NOON.plus(Duration.ofDays(1)), groups);
    assertThat(minutes.stream().map(m -> m.at() + " " + m.group()))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (StreetStore.Minute m : minutes) {
      double[] sum = expected.getOrDefault(m.at() + " " + m.group(), new double[3]);
      assertThat(m.amount()).isEqualTo((long) sum[0]);
      assertThat(m.total()).isCloseTo(sum[1], within(1e-6));
      assertThat(m.measured()).isEqualTo((long) sum[2]);
    }
  }

  /** At 01:00 UTC of that day clocks in Berlin went back from 03:00 to 02:00. */
  @Test
  void the_hour_that_comes_twice_is_counted_as_two() {
    StreetStore store = store(kind.open(folder, ZoneId.of("Europe/Berlin")));
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    Instant again = Instant.parse("2026-10-25T01:30:00Z");
    for (Instant from : List.of(first, again)) {
      store.write(TestObservations.car("north", from, OURS), PlatePrivacy.HASHED);
    }
    assertThat(store.minutes("north", "objects", first, again.plusSeconds(60), List.of()))
        .extracting(StreetStore.Minute::at)
        .containsExactly(first, again);
    assertThat(store.latest("north", 2, Optional.empty()))
        .extracting(StoredObservation::from)
        .containsExactly(again, first);
  }

  private record Deleted(int plates, int observations, int minutes) {}

  private Deleted deleteOld(
      StreetStore store, Duration plates, Duration observations, Duration statistics) {
    return new Deleted(
        store.deletePlates(now.minus(plates)),
        store.deleteObservations(now.minus(observations)),
        store.deleteMinutes(now.minus(statistics)));
  }
}
