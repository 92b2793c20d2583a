package dev.gatehouse.member;

import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A consent as it was recorded.
 *
 * @param id of the record
 * @param purpose what for
 * @param places where, by place id, sorted; empty means everywhere
 * @param from first instant
 * @param to first instant after, as agreed; absent for until withdrawn
 * @param noticeVersion of the text that the member was shown
 * @param withdrawnAt when the member took it back
 */
public record ConsentGrant(
    UUID id,
    Purpose purpose,
    List<String> places,
    Instant from,
    Optional<Instant> to,
    String noticeVersion,
    Optional<Instant> withdrawnAt) {

  public ConsentGrant {
    places = places.stream().sorted().toList();
  }

  /**
   * What a search may use of it: nothing once it was withdrawn, whatever the clock says since. (A
   * clock that is set back does not bring a withdrawn grant to life.)
   */
  Optional<Grant> effective(UUID member) {
    return withdrawnAt.isPresent()
        ? Optional.empty()
        : Optional.of(new Grant(id, member, purpose, Set.copyOf(places), from, to));
  }
}
