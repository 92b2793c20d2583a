package dev.gatehouse.interior;

/** Something of the interior cannot be as it was asked for; says why. */
public class InteriorException extends RuntimeException {
  public InteriorException(String message) {
    super(message);
  }
}
