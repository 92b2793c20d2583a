package dev.gatehouse.liveness;

import java.time.Duration;

/** What is asked of a face besides being recognised. */
public enum LivenessMode {
  /** Nothing: a photo opens. For doors that ask for a card or PIN as well. */
  OFF,
  /** What its frames show without the person doing anything. */
  PASSIVE,
  /** The passive check, and a few actions asked for in an order that changes each time. */
  ACTIVE;

  /** The longest that what is asked of the person may take. */
  public Duration challengeTime() {
    return this == ACTIVE
        ? Duration.ofMillis(
            Math.round(1000 * ActiveLiveness.ACTIONS * LivenessChallenge.SECONDS_EACH))
        : Duration.ZERO;
  }
}
