package dev.gatehouse.door;

/** How an approach to a door ended. */
public enum Outcome {
  /** A member, or the holder of a card, was recognised and found live: the door opens. */
  OPEN,
  /** Enough good frames were seen, and they do not open the door. */
  REFUSED,
  /** The person left before there was enough evidence. */
  NO_DECISION
}
