package dev.gatehouse.site;

/** A plan, a place of a camera or a calibration cannot be as it was given; says why. */
public class SiteException extends RuntimeException {
  public SiteException(String message) {
    super(message);
  }

  public SiteException(String message, Throwable cause) {
    super(message, cause);
  }
}
