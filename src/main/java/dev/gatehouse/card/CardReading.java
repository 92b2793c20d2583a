package dev.gatehouse.card;

/** What became of a card that was shown. */
public sealed interface CardReading {

  /** It is genuine and covers what was asked. Whoever gets it closes the card. */
  record Accepted(HolderCard card) implements CardReading {}

  /**
   * It is not to be used.
   *
   * @param reason for people, such as "the card has expired"
   */
  record Refused(String reason) implements CardReading {}
}
