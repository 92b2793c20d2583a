package dev.gatehouse.street;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A vehicle whose owner agreed that its plate is kept and shown as text.
 *
 * @param plate capital letters and digits, no spaces or hyphens
 * @param owner for people
 * @param streets ids of the cameras that the owner agreed to
 * @param validTo empty: until it is deleted
 */
public record RegisteredVehicle(
    UUID id, String plate, String owner, List<String> streets, Optional<Instant> validTo) {
  public RegisteredVehicle {
    streets = streets.stream().distinct().toList();
    if (!plate.matches("[\\p{Lu}\\p{Lo}\\p{N}]{2,20}")) {
      throw new StreetException(
          "A plate has 2 to 20 letters and digits, without spaces and hyphens");
    }
    if (owner.isBlank() || owner.length() > 200) {
      throw new StreetException("The owner's name has 1 to 200 characters");
    }
    if (streets.isEmpty()) {
      throw new StreetException("Say which cameras the owner agreed to");
    }
  }

  boolean validAt(Instant time) {
    return validTo.isEmpty() || time.isBefore(validTo.get());
  }
}
