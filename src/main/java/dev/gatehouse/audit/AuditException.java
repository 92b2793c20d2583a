package dev.gatehouse.audit;

/** The log cannot do what was asked; the message says what is wrong, and what to do about it. */
public class AuditException extends RuntimeException {
  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
