package dev.gatehouse.backup;

/** A backup cannot be made, read or restored; says why, and what to do. */
public final class BackupException extends RuntimeException {
  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
