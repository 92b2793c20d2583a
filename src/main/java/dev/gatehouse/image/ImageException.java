package dev.gatehouse.image;

/** A picture could not be read or made; the message says what is wrong with it. */
public class ImageException extends RuntimeException {
  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
