package dev.gatehouse.trail;

/** A visit, a day or a muster cannot be as it was asked for; says why. */
public class TrailException extends RuntimeException {
  public TrailException(String message) {
    super(message);
  }
}
