package dev.gatehouse.merchandise;

/** There is no item, or no pick, of that id (any more). */
public final class NoSuchItemException extends RuntimeException {
  public NoSuchItemException(String message) {
    super(message);
  }
}
