package dev.gatehouse.account;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was asked of the accounts cannot be done; the message says why, and what to do. */
public final class AccountException extends RuntimeException {
  private final @Nullable String field;

  public AccountException(String message) {
    super(message);
    this.field = null;
  }

  /**
   * @param field the part of the request that is wrong
   */
  public AccountException(String field, String message) {
    super(message);
    this.field = field;
  }

  public Optional<String> field() {
    return Optional.ofNullable(field);
  }
}
