package dev.gatehouse.gallery;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A member's consent as a search sees it: for one purpose, at some places, for a time.
 *
 * @param id of the grant in the consent record
 * @param member who agreed
 * @param purpose what for
 * @param places where, by place id; empty means everywhere
 * @param from first instant it covers
 * @param until first instant it no longer covers, whether by expiry or by withdrawal; absent for an
 *     open end
 */
public record Grant(
    UUID id,
    UUID member,
    Purpose purpose,
    Set<String> places,
    Instant from,
    Optional<Instant> until) {

  public Grant {
    places = Set.copyOf(places);
    if (until.isPresent() && until.get().isBefore(from)) {
      throw new IllegalArgumentException("A grant from " + from + " cannot end at " + until.get());
    }
  }

  /** Whether the member may be recognised for this purpose, at this place, at this instant. */
  public boolean covers(Purpose wanted, String place, Instant at) {
    return concerns(wanted, place) && !at.isBefore(from) && until.map(at::isBefore).orElse(true);
  }

  /** Whether there is an instant at which it covers this purpose at this place. */
  boolean concerns(Purpose wanted, String place) {
    return purpose == wanted && (places.isEmpty() || places.contains(place));
  }
}
