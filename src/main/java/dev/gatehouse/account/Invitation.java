package dev.gatehouse.account;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a one-time link gives: an account of that role, or a new password for one there is.
 *
 * @param account for which it sets a new password; absent if it makes an account
 * @param by who made the link
 */
public record Invitation(
    Role role,
    Set<String> places,
    Optional<UUID> member,
    Optional<String> account,
    String by,
    Instant expiresAt) {

  public Invitation {
    places = Set.copyOf(places);
  }
}
