package dev.gatehouse.account;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who makes a request, with what they may do at this moment.
 *
 * @param username the account's
 * @param rights of the role; of a token those that it was given and the role still has
 * @param places ids of the places it is restricted to; none means all
 * @param member whose account it is, if a member's
 * @param token of what API token the request came with, if any
 */
public record Caller(
    String username,
    Role role,
    Set<Right> rights,
    Set<String> places,
    Optional<UUID> member,
    Optional<UUID> token)
    implements AuthenticatedPrincipal {

  public Caller {
    rights =
        Collections.unmodifiableSet(
            rights.isEmpty() ? EnumSet.noneOf(Right.class) : EnumSet.copyOf(rights));
    places = Set.copyOf(places);
  }

  /** Somebody with a session. */
  public static Caller of(Account account) {
    return new Caller(
        account.username(),
        account.role(),
        account.role().rights(),
        account.places(),
        account.member(),
        Optional.empty());
  }

  /** A program with a token of that account. */
  static Caller of(Account account, ApiToken token) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    rights.addAll(token.scopes());
    rights.retainAll(account.role().rights());
    return new Caller(
        account.username(),
        account.role(),
        rights,
        account.places(),
        account.member(),
        Optional.of(token.id()));
  }

  @Override
  public String getName() {
    return username;
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }

  /** Whether it is restricted to no place. */
  public boolean everywhere() {
    return places.isEmpty();
  }

  public boolean at(String place) {
    return everywhere() || places.contains(place);
  }

  /**
   * Whether what concerns these places is theirs to change.
   *
   * @param all none means every place there is
   */
  public boolean atAll(Set<String> all) {
    return everywhere() || !all.isEmpty() && places.containsAll(all);
  }

  /**
   * Whether what concerns these places is theirs to see.
   *
   * @param any none means every place there is
   */
  public boolean atAny(Set<String> any) {
    return everywhere() || any.isEmpty() || any.stream().anyMatch(places::contains);
  }
}
