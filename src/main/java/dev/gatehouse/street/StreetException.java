package dev.gatehouse.street;

/** Something about a street camera is wrong; the message says what and how to mend it. */
public class StreetException extends RuntimeException {
  public StreetException(String message) {
    super(message);
  }

  public StreetException(String message, Throwable cause) {
    super(message, cause);
  }
}
