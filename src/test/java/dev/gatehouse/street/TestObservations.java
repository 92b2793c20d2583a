package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import dev.gatehouse.scene.AgeGroup;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.Guess;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.PlateRead;
import dev.gatehouse.scene.Sex;
import dev.gatehouse.scene.VehicleType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Observations for tests of what becomes of them. */
public final class TestObservations {
  private static final List<ObjectClass> CLASSES =
      List.of(ObjectClass.CAR, ObjectClass.BUS, ObjectClass.BICYCLE, ObjectClass.PERSON);
  private static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, 1, 2, (byte) 0xff, (byte) 0xd9};

  private TestObservations() {}

  /** As a street camera hands it on. */
  public static StoredObservation write(StreetStore store, Observation o, PlatePrivacy plates) {
    return store.write(o, plates);
  }

  /**
   * A red car for ten seconds, with a plate, over line-1 and through zone-1, from left to right.
   */
  public static Observation car(String street, Instant from, String plate) {
    return new Observation(
        street,
        7,
        ObjectClass.CAR,
        0.875,
        from,
        from.plusSeconds(10),
        new Description.Vehicle(
            Optional.of(new Guess<>(VehicleType.CAR, 0.9)),
            Optional.of(new Guess<>(Colour.RED, 0.83)),
            Optional.of(new Guess<>("Volvo", 0.7)),
            Optional.empty(),
            Optional.of(new PlateRead(plate, 0.93, Optional.of("de")))),
        List.of(new Crossing("line-1", true, from.plusSeconds(4))),
        List.of(new ZoneStay("zone-1", from.plusSeconds(2), Duration.ofMillis(3500))),
        OptionalDouble.of(31.5),
        List.of(new Point(0.01, 0.5), new Point(0.5, 0.5), new Point(0.99, 0.6)),
        Optional.of(PICTURE.clone()));
  }

  /** Anything that a camera may see within so many seconds after a time. */
  static Observation random(RandomGenerator random, String street, Instant after, int seconds) {
    ObjectClass type = CLASSES.get(random.nextInt(CLASSES.size()));
    Instant from = after.plusMillis(random.nextLong(1000L * seconds));
    Instant to = from.plusMillis(random.nextLong(200_000));
    List<Crossing> crossings = new ArrayList<>();
    List<ZoneStay> stays = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Instant at = from.plusMillis(random.nextLong(100_000));
      crossings.add(new Crossing("line-" + random.nextInt(2), random.nextBoolean(), at));
      stays.add(
          new ZoneStay(
              "zone-" + random.nextInt(2), at, Duration.ofMillis(random.nextInt(1, 90_000))));
    }
    return new Observation(
        street,
        random.nextInt(1, 1_000_000),
        type,
        random.nextDouble(),
        from,
        to,
        type.isPerson() ? person(random) : vehicle(random),
        crossings,
        stays,
        random.nextBoolean() ? OptionalDouble.of(random.nextDouble(90)) : OptionalDouble.empty(),
        List.of(
            new Point(random.nextDouble(), random.nextDouble()),
            new Point(random.nextDouble(), random.nextDouble())),
        type.isPerson() ? Optional.empty() : Optional.of(PICTURE.clone()));
  }

  private static Description person(RandomGenerator random) {
    return new Description.Person(
        guess(random, Sex.values()),
        guess(random, AgeGroup.values()),
        guess(random, Colour.values()),
        guess(random, Colour.values()));
  }

  private static Description vehicle(RandomGenerator random) {
    return new Description.Vehicle(
        guess(random, VehicleType.values()),
        guess(random, Colour.values()),
        Optional.empty(),
        Optional.empty(),
        random.nextBoolean()
            ? Optional.of(
                new PlateRead(
                    "AB" + random.nextInt(100, 999), random.nextDouble(), Optional.empty()))
            : Optional.empty());
  }

  private static <T> Optional<Guess<T>> guess(RandomGenerator random, T[] values) {
    return random.nextBoolean()
        ? Optional.of(new Guess<>(values[random.nextInt(values.length)], random.nextDouble()))
        : Optional.empty();
  }
}
