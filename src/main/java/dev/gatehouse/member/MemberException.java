package dev.gatehouse.member;

/** Something about a member cannot be done; the message says what, and what to do about it. */
public class MemberException extends RuntimeException {
  public MemberException(String message) {
    super(message);
  }

  public MemberException(String message, Throwable cause) {
    super(message, cause);
  }
}
