package dev.gatehouse.member;

import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A line of a member's consent ledger. Lines are added, never changed or taken away. */
public sealed interface LedgerEntry {
  Instant at();

  /**
   * The member agreed.
   *
   * @param at when it was recorded
   * @param grant its id
   * @param places where, by place id, sorted; empty means everywhere
   * @param from first instant
   * @param to first instant after; absent for until withdrawn
   * @param notice what the member was shown, word for word
   * @param how it was given, such as "page" or "command"
   * @param recordedBy the user name
   */
  record Granted(
      Instant at,
      UUID grant,
      Purpose purpose,
      List<String> places,
      Instant from,
      Optional<Instant> to,
      ConsentNotice notice,
      String how,
      String recordedBy)
      implements LedgerEntry {}

  /**
   * The member took an agreement back.
   *
   * @param grant which
   * @param by who entered it: the user name
   */
  record Withdrawn(Instant at, UUID grant, String by) implements LedgerEntry {}
}
