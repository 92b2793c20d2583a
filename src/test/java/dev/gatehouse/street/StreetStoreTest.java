package dev.gatehouse.street;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.Guess;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.PlateRead;
import dev.gatehouse.scene.VehicleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What a street's database holds, for how long, and what never gets into it. */
@OnEachDatabase
class StreetStoreTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final String STRANGER = "ZQ7731XK";
  private static final String NEIGHBOUR = "QW4482ER";

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private static StreetStore store(TestDatabase database, Instant now) {
    return new StreetStore(
        database.client(), database.transaction(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Observation car(
      Instant at, String plate, Colour colour, List<Crossing> crossings) {
    return new Observation(
        "gate",
        7,
        ObjectClass.CAR,
        0.9,
        at.minusSeconds(4),
        at,
        new Description.Vehicle(
            Optional.of(new Guess<>(VehicleType.CAR, 0.9)),
            Optional.of(new Guess<>(colour, 0.8)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new PlateRead(plate, 0.95, Optional.of("gb")))),
        crossings,
        List.of(new ZoneStay("yard", at.minusSeconds(3), Duration.ofSeconds(2))),
        OptionalDouble.of(36),
        List.of(new Point(0.01, 0.5), new Point(0.5, 0.5), new Point(0.99, 0.5)),
        Optional.of(new byte[] {1, 2, 3}));
  }

  @Test
  void keepsCountsAndForgets() {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database, NOON);
    Observation seen =
        car(NOON, STRANGER, Colour.RED, List.of(new Crossing("line", true, NOON.minusSeconds(1))));
    StoredObservation first = store.write(seen, PlatePrivacy.HASHED);
    StoredObservation second = store.write(seen, PlatePrivacy.OFF);

    List<StoredObservation> latest = store.latest("gate", 10, Optional.empty());
    assertThat(latest).extracting(StoredObservation::id).containsExactly(second.id(), first.id());
    StoredObservation read = latest.get(1);
    assertThat(read.crossings()).isEqualTo(seen.crossings());
    assertThat(read.stays()).isEqualTo(seen.stays());
    assertThat(read.path()).isEqualTo(seen.path());
    assertThat(read.speed().orElseThrow()).isEqualTo(36);
    assertThat(String.valueOf(read.attributes().get("plate"))).contains("text=null");
    assertThat(latest.get(0).attributes()).doesNotContainKey("plate");
    assertThat(store.latest("gate", 10, Optional.of(second.id()))).hasSize(1);
    assertThat(store.latest("elsewhere", 10, Optional.empty())).isEmpty();
    assertThat(store.thumbnail("gate", first.id()).orElseThrow()).containsExactly(1, 2, 3);
    assertThat(store.thumbnail("elsewhere", first.id())).isEmpty();

    assertThat(store.flows("gate", NOON.minusSeconds(60), NOON.plusSeconds(60)))
        .containsExactlyInAnyOrder(
            new StreetStore.Flow("left", "yard", 2), new StreetStore.Flow("yard", "right", 2));
    LayoutCounts counts = store.countsOf("gate", ZoneOffset.UTC, LocalDate.of(2026, 5, 1));
    assertThat(counts.line("line")).isEqualTo(new LayoutCounts.OfLine(2, 0));
    assertThat(counts.zone("yard").total()).isEqualTo(2);
    assertThat(counts.zone("yard").dwellSeconds().orElseThrow()).isEqualTo(2);

    Layout layout =
        new Layout(
            List.of(
                new Zone(
                    "yard", "Yard", List.of(new Point(0, 0), new Point(1, 0), new Point(0, 1)))),
            List.of(),
            Optional.empty());
    assertThat(store.layout("gate")).isEmpty();
    store.layout("gate", layout);
    store.layout("gate", layout);
    assertThat(store.layout("gate")).contains(layout);

    deletesInTime(database, first.id());
    registers(database);
  }

  private void deletesInTime(TestDatabase database, long first) {
    StreetStore later = store(database, NOON.plus(Duration.ofMinutes(11)));
    Instant then = NOON.plus(Duration.ofMinutes(11));
    assertThat(later.deletePlates(then.minus(Duration.ofMinutes(10)))).isEqualTo(1);
    assertThat(later.deleteObservations(then.minus(Duration.ofDays(7)))).isZero();
    assertThat(later.deleteMinutes(then.minus(Duration.ofDays(400)))).isZero();
    assertThat(later.latest("gate", 10, Optional.empty()))
        .allSatisfy(o -> assertThat(o.attributes()).doesNotContainKey("plate"));
    assertThat(later.thumbnail("gate", first)).isPresent();

    StreetStore weeksLater = store(database, NOON.plus(Duration.ofDays(8)));
    assertThat(weeksLater.deleteObservations(NOON.plus(Duration.ofDays(1)))).isEqualTo(2);
    assertThat(weeksLater.thumbnail("gate", first)).isEmpty();
    // The counts stay.
    assertThat(
            weeksLater.minutes(
                "gate", "objects", NOON.minusSeconds(60), NOON.plusSeconds(60), List.of("class")))
        .singleElement()
        .satisfies(m -> assertThat(m.amount()).isEqualTo(2));
    StreetStore nextYear = store(database, NOON.plus(Duration.ofDays(401)));
    assertThat(nextYear.deleteMinutes(NOON.plus(Duration.ofDays(1)))).isPositive();
    assertThat(nextYear.flows("gate", NOON.minusSeconds(60), NOON.plusSeconds(60))).isEmpty();
  }

  private void registers(TestDatabase database) {
    StreetStore store = store(database, NOON);
    RegisteredVehicle vehicle =
        new RegisteredVehicle(
            UUID.randomUUID(),
            NEIGHBOUR,
            "A neighbour",
            List.of("gate"),
            Optional.of(NOON.plusSeconds(3600)));
    store.register(vehicle, "admin");
    assertThat(store.vehicles()).containsExactly(vehicle);
    assertThat(store.isRegistered("gate", NEIGHBOUR)).isTrue();
    assertThat(store.isRegistered("elsewhere", NEIGHBOUR)).isFalse();

    Observation seen = car(NOON, NEIGHBOUR, Colour.BLUE, List.of());
    store.write(seen, PlatePrivacy.HASHED);
    assertThat(plateText(store)).isEqualTo("null");
    store.write(seen, PlatePrivacy.REGISTERED);
    assertThat(plateText(store)).isEqualTo(NEIGHBOUR);
    // A grant that is over shows nothing, also of before.
    assertThat(plateText(store(database, NOON.plusSeconds(3601)))).isEqualTo("null");
    assertThat(store.unregister(vehicle.id())).isTrue();
    assertThat(store.unregister(vehicle.id())).isFalse();
    assertThat(plateText(store)).isEqualTo("null");
    assertThat(
            database
                .client()
                .sql("select count(*) from observation where plate_text is not null")
                .query(Integer.class)
                .single())
        .isZero();
  }

  private static String plateText(StreetStore store) {
    Object plate = store.latest("gate", 1, Optional.empty()).getFirst().attributes().get("plate");
    return plate instanceof Map<?, ?> read ? String.valueOf(read.get("text")) : "no plate";
  }

  @Test
  void aStrangersPlateReachesNoFile() throws IOException {
    TestDatabase database = kind.open(folder);
    StreetStore store = store(database, NOON);
    store.register(
        new RegisteredVehicle(
            UUID.randomUUID(), NEIGHBOUR, "A neighbour", List.of("gate"), Optional.empty()),
        "admin");
    for (int i = 0; i < 50; i++) {
      store.write(car(NOON.plusSeconds(i), STRANGER, Colour.RED, List.of()), PlatePrivacy.HASHED);
      store.write(
          car(NOON.plusSeconds(i), STRANGER, Colour.RED, List.of()), PlatePrivacy.REGISTERED);
      store.write(
          car(NOON.plusSeconds(i), NEIGHBOUR, Colour.RED, List.of()), PlatePrivacy.REGISTERED);
    }
    database.flush();
    assertThat(found(database, NEIGHBOUR)).as("the search finds what is there").isPositive();
    assertThat(found(database, STRANGER)).isZero();
  }

  private static int found(TestDatabase database, String text) throws IOException {
    int count = 0;
    for (Path folder : database.files()) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
          for (byte[] form : List.of(text.getBytes(UTF_8), text.getBytes(UTF_16BE))) {
            count += bytes.contains(new String(form, ISO_8859_1)) ? 1 : 0;
          }
        }
      }
    }
    return count;
  }

  @Test
  void minutesAreWhatACountOfAllObservationsGives() {
    StreetStore store = store(kind.open(folder), NOON);
    var random = new Random(5);
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      Instant at = NOON.plusSeconds(random.nextInt(600));
      Colour colour = Colour.values()[random.nextInt(3)];
      List<Crossing> crossings = new ArrayList<>();
      for (int c = random.nextInt(3); c > 0; c--) {
        crossings.add(new Crossing("line" + random.nextInt(2), random.nextBoolean(), at));
      }
      store.write(car(at, STRANGER, colour, crossings), PlatePrivacy.OFF);
      for (Crossing c : crossings) {
        String key =
            at.getEpochSecond() / 60
                + " "
                + List.of(c.line(), c.forward() ? "forward" : "backward", colour.name());
        expected.merge(key, 1L, Long::sum);
      }
    }
    Map<String, Long> counted = new HashMap<>();
    for (StreetStore.Minute m :
        store.minutes(
            "gate",
            "crossings",
            NOON,
            NOON.plusSeconds(601),
            List.of("line", "direction", "colour"))) {
      counted.put(m.at().getEpochSecond() / 60 + " " + m.group(), m.amount());
      assertThat(m.total()).isEqualTo(36.0 * m.measured());
    }
    assertThat(counted).isEqualTo(expected).isNotEmpty();
  }
}
