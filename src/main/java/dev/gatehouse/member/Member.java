package dev.gatehouse.member;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody who enrolled and agreed.
 *
 * @param id random; says nothing about the person
 * @param name as entered; two members may have the same
 * @param enrolledAt when the photos were taken in
 * @param templates how many are kept
 * @param grants what the member agreed to, oldest first, with those that ended
 * @param problem why this member cannot be recognised although a grant holds, and what to do
 */
public record Member(
    UUID id,
    String name,
    Instant enrolledAt,
    int templates,
    List<ConsentGrant> grants,
    Optional<String> problem) {

  public Member {
    grants = List.copyOf(grants);
  }
}
