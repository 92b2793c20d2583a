package dev.gatehouse.door;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEntry;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.gallery.Purpose;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Writes what a door decides into the log of decisions and into the audit log. Thread-safe. */
final class DecisionJournal {
  private final DecisionLog log;
  private final AuditLog audit;

  DecisionJournal(DecisionLog log, AuditLog audit) {
    this.log = log;
    this.audit = audit;
  }

  /**
   * A decision is audited while it is written, so that the door waits for the slower of the two.
   * When this returns, both survive a crash of the machine.
   */
  DecisionLog.Entry write(String place, Decision decision) {
    CompletableFuture<AuditEntry> audited = audit.submit(event(place, decision));
    DecisionLog.Entry entry = log.write(decision);
    AuditLog.await(audited);
    return entry;
  }

  /** The search that led to the decision is told with it. */
  private static AuditEvent event(String place, Decision decision) {
    String score =
        decision.score().isPresent()
            ? String.format(
                Locale.ROOT,
                ", similarity %.2f of %.2f needed",
                decision.score().getAsDouble(),
                decision.threshold())
            : "";
    AuditEvent event =
        AuditEvent.of(AuditAction.DECISION, Actor.door(decision.door()))
            .purpose(Purpose.DOOR.name())
            .place(place)
            .detail(decision.outcome() + score);
    return decision.member().map(event::subject).orElse(event);
  }
}
