package dev.gatehouse.inference;

/** A model could not be found, checked, loaded or run; the message says which and what to do. */
public class InferenceException extends RuntimeException {
  public InferenceException(String message) {
    super(message);
  }

  public InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
