package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is right as JSON or as a parameter, and yet nothing that anything could deal with. */
class OddInputTest {
  private static final String TOKEN = "{\"name\":\"%s\",\"scopes\":[%s],\"expiresAt\":\"%s\"}";
  private static final String SOON = java.time.Instant.now().plusSeconds(3600).toString();

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    browser = server.administrator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void refused(Browser.Answer answer, String field, String says) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.error()).contains(says);
    assertThat(answer.field()).isEqualTo(field);
  }

  @Test
  void a_text_that_no_database_can_keep_is_refused() throws Exception {
    String path = "/api/account/tokens";
    assertThat(
            browser.post(path, TOKEN.formatted("till \uD83D\uDE00", "\"VERIFY\"", SOON)).status())
        .isEqualTo(201);
    for (String odd : List.of("a\\u0000b", "\\ud800", "\\udc00\\ud800", "x\\ud83d")) {
      refused(browser.post(path, TOKEN.formatted(odd, "\"VERIFY\"", SOON)), "name", "U+0000");
    }
    assertThat(browser.get("/api/notice?purpose=DOOR&language=d%00e").status()).isEqualTo(400);
    assertThat(browser.get("/api/notice?purpose=DOOR&language=%C3").error()).contains("UTF-8");
  }

  @Test
  void a_hole_in_a_list_is_refused() throws Exception {
    var answer = browser.post("/api/account/tokens", TOKEN.formatted("till", "null", SOON));
    refused(answer, "scopes[0]", "scopes");
    answer = browser.post("/api/accounts/invitations", "{\"role\":\"OWNER\",\"places\":[null]}");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void a_time_outside_of_the_calendar_is_refused() throws Exception {
    String far = "+1000000000-12-31T23:59:59Z";
    refused(
        browser.post("/api/account/tokens", TOKEN.formatted("till", "\"VERIFY\"", far)),
        "expiresAt",
        "a time such as");
    refused(browser.get("/api/audit?to=%2B1000000000-12-31T23:59:59Z"), "to", "a time such as");
    refused(browser.get("/api/audit?from=-1000000000-01-01T00:00:00Z"), "from", "a time such as");
    assertThat(browser.get("/api/audit?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z").status())
        .isEqualTo(200);
    String day = "/api/members/00000000-0000-4000-8000-00000000000a/decisions?reason=asked&date=";
    refused(browser.get(day + "%2B999999999-12-31"), "date", "a day such as");
    assertThat(browser.get(day + "2026-03-01").status()).isEqualTo(404);
  }
}
