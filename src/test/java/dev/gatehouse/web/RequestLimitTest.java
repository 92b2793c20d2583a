package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too many requests, against a running server. */
class RequestLimitTest {
  @TempDir Path data;

  @Test
  void whoever_asks_too_often_has_to_wait_and_others_do_not() throws Exception {
    try (RunningServer server =
        RunningServer.start(
            data,
            "--gatehouse.limits.requests-per-minute=20",
            "--gatehouse.limits.anonymous-requests-per-minute=30",
            "--gatehouse.limits.verifications-per-minute=3")) {
      Browser busy = server.as(Role.OPERATOR);
      Browser quiet = server.as(Role.OPERATOR);
      int refused = 0;
      for (int i = 0; i < 40; i++) {
        var answer = busy.get("/api/doors");
        if (answer.status() == 429) {
          assertThat(answer.error()).startsWith("Too many requests. Try again in ");
          assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 60);
          refused++;
        }
      }
      assertThat(refused).isBetween(5, 21);
      assertThat(quiet.get("/api/doors").status()).isEqualTo(200);

      // Faces are compared more seldom; a challenge compares none.
      Browser bank = server.as(Role.OPERATOR);
      List<Integer> compared = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        compared.add(bank.form().field("fmr", "1e-4").post("/api/verify/photos").status());
      }
      assertThat(compared).startsWith(400, 400, 400).endsWith(429);
      assertThat(bank.post("/api/verify/challenges", "").status()).isEqualTo(201);

      Browser nobody = server.browser();
      int last = 0;
      for (int i = 0; i < 60; i++) {
        last = nobody.get("/api/session").status();
      }
      assertThat(last).isEqualTo(429);
      // So are public statistics, whether or not there are any.
      assertThat(nobody.get("/public/statistics/town").status()).isEqualTo(429);
      // The page itself is still to be had, and so is the API for those who are logged in.
      assertThat(nobody.get("/").status()).isEqualTo(200);
      assertThat(quiet.get("/api/doors").status()).isEqualTo(200);
    }
  }
}
