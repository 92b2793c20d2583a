package dev.gatehouse.member;

/** There is no member, or no grant, of that id (any more). */
public final class NoSuchMemberException extends MemberException {
  NoSuchMemberException(String message) {
    super(message);
  }
}
