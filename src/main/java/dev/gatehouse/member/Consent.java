package dev.gatehouse.member;

import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A member's agreement as it is given, before it is recorded. It cannot be made without one.
 *
 * @param agreed whether the member agreed; must be true
 * @param purpose what for
 * @param places where, by place id; empty means everywhere
 * @param from first instant; absent for now
 * @param to first instant after; absent for until it is withdrawn
 * @param noticeVersion of the {@link ConsentNotice} that the member was shown
 * @param how it was given, for the record, such as "page" or "command"
 * @param recordedBy who entered it: the user name
 */
public record Consent(
    boolean agreed,
    Purpose purpose,
    Set<String> places,
    Optional<Instant> from,
    Optional<Instant> to,
    String noticeVersion,
    String how,
    String recordedBy) {

  public Consent {
    if (!agreed) {
      throw new MemberException("Without the member's consent nobody is enrolled");
    }
    places = Set.copyOf(places);
    if (places.stream().anyMatch(place -> place.isBlank() || place.length() > 100)) {
      throw new MemberException("The id of a place has 1 to 100 characters");
    }
    if (from.isPresent() && to.isPresent() && !to.get().isAfter(from.get())) {
      throw new MemberException(
          "The consent would end at " + to.get() + ", before it begins at " + from.get());
    }
  }
}
