package dev.gatehouse.face;

/** Something about a face could not be computed; the message says what and with which value. */
public class FaceException extends RuntimeException {
  public FaceException(String message) {
    super(message);
  }

  public FaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
