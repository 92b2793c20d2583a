package dev.gatehouse.card;

/** A card cannot be issued or read; the message says why, for people. */
public final class CardException extends RuntimeException {
  CardException(String message) {
    super(message);
  }

  CardException(String message, Throwable cause) {
    super(message, cause);
  }
}
