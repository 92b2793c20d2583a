package dev.gatehouse.door;

/** A door could not be set up or worked; the message says which and why. */
public class DoorException extends RuntimeException {
  public DoorException(String message) {
    super(message);
  }

  public DoorException(String message, Throwable cause) {
    super(message, cause);
  }
}
