package dev.gatehouse.kiosk;

/** A kiosk is set up wrongly, or was given what it cannot use; the message is for people. */
public final class KioskException extends RuntimeException {
  public KioskException(String message) {
    super(message);
  }

  public KioskException(String message, Throwable cause) {
    super(message, cause);
  }
}
