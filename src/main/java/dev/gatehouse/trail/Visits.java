package dev.gatehouse.trail;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Where visits are kept. Thread-safe. */
interface Visits {
  /**
   * @return the number by which it is found again
   * @throws TrailException if nothing can be kept of the member (any more)
   */
  long insert(UUID member, Visit visit);

  /** Replaces a visit by one of the same beginning; one that was erased meanwhile stays erased. */
  void update(UUID member, long id, Visit visit);

  /** The visits that touch a time, those that began first coming first. */
  List<Visit> between(UUID member, Instant from, Instant to);
}
