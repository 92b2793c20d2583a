package dev.gatehouse.trail;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * An alarm, or a drill of one, at which people gather and are counted.
 *
 * @param site empty: all of them
 * @param startedBy and {@code endedBy}: who did it, as the audit log names them
 * @param endedAt empty while it goes on
 * @param listed members on the list when it ended; of whom {@code accounted} were ticked off
 * @param unknownInside people inside of whom nobody knows who they are, when it ended
 */
public record Muster(
    UUID id,
    Optional<String> site,
    boolean drill,
    Instant startedAt,
    String startedBy,
    Optional<Instant> endedAt,
    Optional<String> endedBy,
    OptionalInt listed,
    OptionalInt accounted,
    OptionalInt unknownInside) {

  /**
   * Somebody to be looked for.
   *
   * @param last where a camera saw them last, within {@link Musters#LOOK_BACK}
   * @param mark who ticked them off, and when
   */
  public record Person(UUID member, String name, Visit last, Optional<Mark> mark) {}

  /** Somebody was ticked off as safe. */
  public record Mark(Instant at, String by) {}

  /**
   * Who was last seen where.
   *
   * @param people those who agreed to a day map and were seen
   * @param notSeen how many agreed and were not
   * @param unknownInside others inside; empty where nobody counts
   */
  public record Roll(java.util.List<Person> people, int notSeen, OptionalInt unknownInside) {}
}
