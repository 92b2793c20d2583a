package dev.gatehouse.account;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who may log in.
 *
 * @param username by which everything refers to it, in small letters; of a member "member:" and
 *     their id
 * @param name what its owner logs in with; of a member it lies sealed with the member's key, else
 *     it is the same
 * @param places ids of the places it is restricted to; none means all
 * @param member whose account it is; exactly with the role {@link Role#MEMBER}
 * @param subject the issuer and subject at the OIDC server, if it logs in there
 * @param passwordSet whether it can log in with a password
 * @param sessionsFrom sessions that began before are over
 */
public record Account(
    String username,
    String name,
    Role role,
    Set<String> places,
    Optional<UUID> member,
    Optional<String> subject,
    boolean passwordSet,
    Instant createdAt,
    Instant sessionsFrom) {

  public Account {
    places = Set.copyOf(places);
    if (member.isPresent() != (role == Role.MEMBER)) {
      throw new AccountException(
          "An account of the role MEMBER belongs to a member, no other does");
    }
  }
}
