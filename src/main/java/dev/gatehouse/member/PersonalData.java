package dev.gatehouse.member;

import java.util.UUID;

/**
 * A store outside of this module that keeps something about members. Each such store is a bean of
 * this type, so that an erasure reaches it.
 */
public interface PersonalData {
  /** What it is called in a receipt, such as "decisions"; short, in small letters. */
  String store();

  /** How much there is about that member. */
  int count(UUID member);

  /**
   * Deletes it, or makes it name nobody. Called within the transaction that deletes the member's
   * rows; doing it twice changes nothing.
   */
  void erase(UUID member);
}
