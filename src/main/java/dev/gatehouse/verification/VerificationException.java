package dev.gatehouse.verification;

/** A verification cannot be made; the message says why and names the part that is wrong. */
public final class VerificationException extends RuntimeException {

  /** What kind of wrong. */
  public enum Kind {
    /** Something of the request is not as it has to be. */
    WRONG,
    /** The photo or card was understood and cannot be used. */
    UNUSABLE,
    /** There is nobody of that name who agreed, or nothing more may be said. */
    NOBODY
  }

  private final Kind kind;
  private final String field;

  VerificationException(Kind kind, String field, String message) {
    super(message);
    this.kind = kind;
    this.field = field;
  }

  public Kind kind() {
    return kind;
  }

  /** The part of the request that it is about, such as "photo". */
  public String field() {
    return field;
  }
}
