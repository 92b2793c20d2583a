package dev.gatehouse.report;

/** A report cannot be made as it was asked for; the message says why. */
public class ReportException extends RuntimeException {
  ReportException(String message) {
    super(message);
  }

  ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
