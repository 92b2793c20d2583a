package dev.gatehouse.merchandise;

/** Something about the merchandise is wrong, in a way that its owner can mend. */
public final class MerchandiseException extends RuntimeException {
  private final String field;

  /**
   * @param field the part that is wrong, as it is called in a catalogue file and in the API
   * @param message for people: what is wrong, with the value, and what to write instead
   */
  public MerchandiseException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
