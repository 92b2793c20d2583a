package dev.gatehouse.web;

import dev.gatehouse.audit.PersonalSeal;
import dev.gatehouse.member.MemberSeal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What the audit log keeps about a member is sealed with the member's key. */
@Component
final class AuditSeal implements PersonalSeal {
  private static final String WHAT = "audit";

  private final MemberSeal seal;

  AuditSeal(MemberSeal seal) {
    this.seal = seal;
  }

  @Override
  public Optional<byte[]> seal(UUID subject, byte[] text) {
    return seal.seal(subject, WHAT, text);
  }

  @Override
  public Optional<byte[]> open(UUID subject, byte[] sealed) {
    return seal.open(subject, WHAT, sealed);
  }
}
