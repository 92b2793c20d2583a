package dev.gatehouse.account;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A key for a program, without its secret, which nobody has but its owner.
 *
 * @param account whose it is; it can never do more than the account
 * @param name what it is used for
 * @param scopes what it may do
 * @param lastUsed to the minute
 */
public record ApiToken(
    UUID id,
    String account,
    String name,
    Set<Right> scopes,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> lastUsed) {

  public ApiToken {
    scopes = Set.copyOf(scopes);
  }
}
