package dev.gatehouse.interior;

import java.time.Instant;

/**
 * A count that was set right.
 *
 * @param before what the doors had counted; under 0 where somebody left who had not been counted
 * @param after what it is now, at least 0
 */
public record Correction(String zone, Instant at, int before, int after, Reason reason) {
  /** Why. */
  public enum Reason {
    /** Somebody left a zone in which nobody was. */
    BELOW_ZERO,
    /** At night, when it was quiet, to those whom cameras see. */
    SETTLED
  }
}
