package dev.gatehouse.site;

/** What was to be changed is no longer what it was when it was read: somebody else changed it. */
public final class StaleException extends SiteException {
  public StaleException(String what) {
    super(
        "Somebody else changed "
            + what
            + " after you opened it. Load it anew and make your change again");
  }
}
