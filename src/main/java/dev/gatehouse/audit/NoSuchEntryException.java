package dev.gatehouse.audit;

/** The log has no such entry, or no such size (yet). */
public final class NoSuchEntryException extends AuditException {
  NoSuchEntryException(String message) {
    super(message);
  }
}
