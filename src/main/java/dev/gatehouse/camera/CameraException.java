package dev.gatehouse.camera;

/**
 * A video could not be opened, read or written; the message says which, what is wrong with it and
 * what to do. It never shows the user or password of an address.
 */
public class CameraException extends RuntimeException {
  public CameraException(String message) {
    super(message);
  }

  public CameraException(String message, Throwable cause) {
    super(message, cause);
  }
}
