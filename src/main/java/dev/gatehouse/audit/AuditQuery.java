package dev.gatehouse.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which entries to show, the newest first.
 *
 * @param subject about that member alone
 * @param from not before that instant
 * @param to before that instant
 * @param before with a smaller index
 * @param limit at most so many, 1 to 500
 */
public record AuditQuery(
    Optional<UUID> subject,
    Optional<AuditAction> action,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Long> before,
    int limit) {
  /** The most entries of one answer. */
  public static final int MOST = 500;

  public AuditQuery {
    if (limit < 1 || limit > MOST) {
      throw new AuditException("'limit' is 1 to " + MOST + ", not " + limit);
    }
  }

  /** The newest entries of all. */
  public static AuditQuery newest(int limit) {
    return new AuditQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /** The newest entries about a member. */
  public static AuditQuery about(UUID member, Optional<Long> before, int limit) {
    return new AuditQuery(
        Optional.of(member), Optional.empty(), Optional.empty(), Optional.empty(), before, limit);
  }
}
