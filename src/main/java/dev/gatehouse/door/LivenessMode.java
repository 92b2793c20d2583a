package dev.gatehouse.door;

/** What a door asks of a member's face besides being recognised. */
public enum LivenessMode {
  /** Nothing: a photo opens. For doors that ask for a card or PIN as well. */
  OFF,
  /** What its frames show without the person doing anything. */
  PASSIVE,
  /** The passive check, and a few actions asked for in an order that changes each time. */
  ACTIVE
}
