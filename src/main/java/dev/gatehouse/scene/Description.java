package dev.gatehouse.scene;

import java.util.Optional;

/** What is known of an object, each part a guess or unknown. Nobody is identified by it. */
public sealed interface Description {

  /**
   * @param plate where it could be read; see the privacy of plates in docs/street.md
   */
  record Vehicle(
      Optional<Guess<VehicleType>> type,
      Optional<Guess<Colour>> colour,
      Optional<Guess<String>> make,
      Optional<Guess<String>> model,
      Optional<PlateRead> plate)
      implements Description {}

  /**
   * @param upper colour of the clothing above the waist
   * @param lower colour of the clothing below
   */
  record Person(
      Optional<Guess<Sex>> sex,
      Optional<Guess<AgeGroup>> age,
      Optional<Guess<Colour>> upper,
      Optional<Guess<Colour>> lower)
      implements Description {}

  /** Of what is neither. */
  record Other() implements Description {}
}
