package dev.gatehouse.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditException;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import dev.gatehouse.web.RunningServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A door decides nothing that is not in the audit log. */
class DoorAuditTest {
  @TempDir Path data;

  private static Decision decision(Optional<UUID> member) {
    return new Decision(
        "front",
        Instant.now(),
        member.isPresent() ? Outcome.OPEN : Outcome.REFUSED,
        member,
        "test",
        OptionalDouble.of(0.712),
        0.4f,
        5,
        3,
        0.9,
        OptionalDouble.empty(),
        20);
  }

  @Test
  void every_decision_is_in_the_audit_log_before_the_door_acts() {
    try (RunningServer server = RunningServer.start(data)) {
      Doors doors = server.bean(Doors.class);
      AuditLog audit = server.bean(AuditLog.class);
      UUID member = UUID.randomUUID();
      doors.write("entrance", decision(Optional.of(member)));
      assertThat(audit.find(AuditQuery.newest(1)).getFirst().event())
          .isEqualTo(
              AuditEvent.of(AuditAction.DECISION, Actor.door("front"))
                  .purpose("DOOR")
                  .place("entrance")
                  .subject(member)
                  .detail("OPEN, similarity 0.71 of 0.40 needed"));
      doors.write("entrance", decision(Optional.empty()));
      assertThat(audit.find(AuditQuery.newest(1)).getFirst().event().subject()).isEmpty();

      JdbcClient sql = server.bean(JdbcClient.class);
      sql.sql("alter table audit_entry rename to audit_gone").update();
      assertThatThrownBy(() -> doors.write("entrance", decision(Optional.of(member))))
          .isInstanceOf(AuditException.class);
      sql.sql("alter table audit_gone rename to audit_entry").update();
    }
  }
}
