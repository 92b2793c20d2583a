package dev.gatehouse.member;

/** A key is missing or unsafe, or what it should open was changed. */
public final class KeyException extends MemberException {
  public KeyException(String message) {
    super(message);
  }

  public KeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
