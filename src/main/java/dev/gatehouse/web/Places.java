package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.Member;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.security.access.AccessDeniedException;

/** What an account that is restricted to places may see and change. */
final class Places {
  private Places() {}

  /** A member is seen where they agreed to be recognised. */
  static boolean sees(Caller caller, Member member) {
    return caller.everywhere()
        || member.grants().stream().anyMatch(grant -> caller.atAny(Set.copyOf(grant.places())));
  }

  /** Whether all that the member agreed to is within the caller's places. */
  static boolean owns(Caller caller, Member member) {
    return caller.everywhere()
        || member.grants().stream()
            .map(ConsentGrant::places)
            .allMatch(places -> caller.atAll(Set.copyOf(places)));
  }

  /**
   * @param places none means every place there is
   * @throws AccessDeniedException if one of them is not the caller's
   */
  static void require(Caller caller, Collection<String> places) {
    if (!caller.atAll(Set.copyOf(places))) {
      throw new AccessDeniedException(
          "Your account is for these places alone: "
              + String.join(", ", new TreeSet<>(caller.places())));
    }
  }

  /**
   * @throws FieldException if no place can have that id
   */
  static void requireId(String field, String place) {
    if (place.isBlank()
        || place.length() > 100
        || place.chars().anyMatch(Character::isISOControl)) {
      throw new FieldException(
          field, "The id of a place has 1 to 100 characters, and no control characters");
    }
  }
}
