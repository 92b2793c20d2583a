package dev.gatehouse.audit;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Something that happened, to be written down.
 *
 * <p>Its <em>personal part</em> is subject, reason and detail: it can be forgotten later without
 * harm to the tree. Nothing of it may be a member's name, template or picture; of a reason, which a
 * person wrote, nobody can promise that, which is why it can be forgotten.
 *
 * <pre>{@code
 * AuditEvent.of(AuditAction.VIEW, Actor.user("eve")).subject(member).reason("asked by phone")
 * }</pre>
 *
 * @param purpose of a search or a grant, such as {@code DOOR}
 * @param place its id
 * @param count of how many things this is, such as the rows of a file
 * @param subject the member whom it is about
 * @param reason given by who did it, 1 to 500 characters
 * @param detail what else there is to say, by the program, 1 to 500 characters
 */
public record AuditEvent(
    AuditAction action,
    Actor actor,
    Optional<String> purpose,
    Optional<String> place,
    OptionalLong count,
    Optional<UUID> subject,
    Optional<String> reason,
    Optional<String> detail) {
  /** The most characters of a reason. */
  public static final int LONGEST_REASON = 500;

  static final int LONGEST_DETAIL = 500;
  static final int LONGEST_PURPOSE = 50;
  static final int LONGEST_PLACE = 100;

  public AuditEvent {
    purpose.ifPresent(text -> requireText("A purpose", text, LONGEST_PURPOSE));
    place.ifPresent(text -> requireText("The id of a place", text, LONGEST_PLACE));
    reason.ifPresent(text -> requireText("A reason", text, LONGEST_REASON));
    detail.ifPresent(text -> requireText("A detail", text, LONGEST_DETAIL));
  }

  public static AuditEvent of(AuditAction action, Actor actor) {
    return new AuditEvent(
        action,
        actor,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public AuditEvent purpose(String text) {
    return new AuditEvent(action, actor, Optional.of(text), place, count, subject, reason, detail);
  }

  public AuditEvent place(String id) {
    return new AuditEvent(action, actor, purpose, Optional.of(id), count, subject, reason, detail);
  }

  public AuditEvent count(long number) {
    return new AuditEvent(
        action, actor, purpose, place, OptionalLong.of(number), subject, reason, detail);
  }

  public AuditEvent subject(UUID member) {
    return new AuditEvent(
        action, actor, purpose, place, count, Optional.of(member), reason, detail);
  }

  public AuditEvent reason(String text) {
    return new AuditEvent(action, actor, purpose, place, count, subject, Optional.of(text), detail);
  }

  /**
   * @param text is cut after 500 characters
   */
  public AuditEvent detail(String text) {
    String start = text.substring(0, Math.min(text.length(), LONGEST_DETAIL));
    return new AuditEvent(
        action, actor, purpose, place, count, subject, reason, Optional.of(start));
  }

  boolean personal() {
    return subject.isPresent() || reason.isPresent() || detail.isPresent();
  }

  /** What is left when the personal part is forgotten. */
  AuditEvent forgotten() {
    return new AuditEvent(
        action, actor, purpose, place, count, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The same text must come back from every database, or its hash would not fit.
   *
   * @throws AuditException if it is empty, too long, or has characters that cannot be kept
   */
  static void requireText(String what, String text, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new AuditException(
          what + " has 1 to " + longest + " characters, not " + text.strip().length());
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
              : !Character.isLowSurrogate(c)
                  || (i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
      if (!paired || (Character.isISOControl(c) && c != '\n')) {
        throw new AuditException(what + " has no control characters or halves of characters");
      }
    }
  }
}
