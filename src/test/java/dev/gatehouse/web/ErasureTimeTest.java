package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.*;
import dev.gatehouse.door.*;
import dev.gatehouse.member.PostgresServer;
import java.nio.file.Path;
import java.time.*;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTimeTest {
  @TempDir Path data;

  @Test
  void h2() throws Exception {
    try (var server = RunningServer.start(data)) {
      run(server, "h2");
    }
  }

  @Test
  void postgres() throws Exception {
    try (var p = PostgresServer.start().orElseThrow();
        var server =
            RunningServer.start(
                data,
                "--spring.datasource.url=" + p.url(),
                "--spring.datasource.username=" + p.user(),
                "--spring.datasource.password=" + p.password())) {
      run(server, "postgres");
    }
  }

  private void run(RunningServer server, String name) throws Exception {
    Browser browser = server.administrator();
    String notice = browser.get("/api/notice?purpose=DOOR").json().path("version").asString();
    for (int round = 0; round < 5; round++) {
      var enrolled =
          browser
              .form()
              .field("name", "Emily " + round)
              .field("purpose", "DOOR")
              .field("noticeVersion", notice)
              .field("consent", "true")
              .file("photos", Path.of("target/test-media/photo-emily-1.jpg"))
              .post("/api/members");
      UUID id = UUID.fromString(enrolled.json().at("/member/id").asString());
      DecisionLog log = server.bean(DecisionLog.class);
      AuditLog audit = server.bean(AuditLog.class);
      List<java.util.concurrent.CompletableFuture<AuditEntry>> all = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        log.write(
            new Decision(
                "front",
                Instant.now(),
                Outcome.OPEN,
                Optional.of(id),
                Optional.empty(),
                "recognised and live",
                OptionalDouble.of(0.8),
                0.4f,
                10,
                3,
                0.9,
                OptionalDouble.of(0.9),
                30));
        all.add(
            audit.submit(
                AuditEvent.of(AuditAction.VIEW, Actor.user("anna"))
                    .subject(id)
                    .reason("because " + i)
                    .detail("decisions of today")));
        if (all.size() == 1000) {
          all.forEach(AuditLog::await);
          all.clear();
        }
      }
      long start = System.nanoTime();
      var erased = browser.delete("/api/members/" + id);
      System.err.println(
          "ERASED "
              + name
              + " "
              + (System.nanoTime() - start) / 1_000_000
              + " ms "
              + erased.response().body());
      assertThat(erased.status()).isEqualTo(200);
    }
  }
}
