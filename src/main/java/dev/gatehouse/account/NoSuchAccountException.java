package dev.gatehouse.account;

/** There is no account, token or link of that name (any more). */
public final class NoSuchAccountException extends RuntimeException {
  public NoSuchAccountException(String message) {
    super(message);
  }
}
