package dev.gatehouse.card;

import java.util.Optional;

/** A card cannot be issued, read or revoked; the message says why, for people. */
public final class CardException extends RuntimeException {
  private final Optional<String> field;

  CardException(String message) {
    super(message);
    this.field = Optional.empty();
  }

  CardException(String message, Throwable cause) {
    super(message, cause);
    this.field = Optional.empty();
  }

  /**
   * @param field that is wrong, such as "until"
   */
  CardException(String field, String message) {
    super(message);
    this.field = Optional.of(field);
  }

  /** The part of what was asked that is wrong. */
  public Optional<String> field() {
    return field;
  }

  /** Whether there is no card of the id that was given. */
  public boolean unknownCard() {
    return field.filter("id"::equals).isPresent();
  }
}
