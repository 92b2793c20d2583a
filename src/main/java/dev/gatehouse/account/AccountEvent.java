package dev.gatehouse.account;

import java.time.Instant;

/**
 * Something happened to an account, published as an application event for whoever writes it down.
 *
 * @param by the user name of who did it; of a failed log-in the account that was tried, or "" if
 *     there is none
 * @param account the user name it happened to
 * @param detail how or what, in a few words; no secret
 */
public record AccountEvent(Kind kind, String by, String account, String detail, Instant at) {
  /** What happened. */
  public enum Kind {
    LOGGED_IN,
    LOG_IN_FAILED,
    LOGGED_OUT,
    CREATED,
    INVITED,
    CHANGED,
    DELETED,
    PASSWORD_CHANGED,
    PASSKEY_ADDED,
    PASSKEY_REMOVED,
    TOKEN_CREATED,
    TOKEN_REVOKED
  }
}
