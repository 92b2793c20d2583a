package dev.gatehouse.door;

import dev.gatehouse.audit.AuditLog;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a door does with its decisions, in a program that has no cameras. */
public final class TestJournal {
  private final DecisionJournal journal;

  private TestJournal(DecisionJournal journal) {
    this.journal = journal;
  }

  /** Adds the log of decisions, and this. */
  public static void register(GenericApplicationContext program) {
    program.registerBean(
        DecisionLog.class, () -> new DecisionLog(program.getBean(JdbcClient.class)));
    program.registerBean(
        TestJournal.class,
        () ->
            new TestJournal(
                new DecisionJournal(
                    program.getBean(DecisionLog.class), program.getBean(AuditLog.class))));
  }

  /** Lets the member in, or nobody. */
  public void decide(String door, Optional<UUID> member) {
    journal.write(
        "entrance",
        new Decision(
            door,
            Instant.now(),
            member.isPresent() ? Outcome.OPEN : Outcome.REFUSED,
            member,
            Optional.empty(),
            "test",
            OptionalDouble.of(0.7),
            0.4f,
            5,
            3,
            0.9,
            OptionalDouble.empty(),
            20));
  }
}
