package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What somebody who is not logged in, and a page that is not ours, can do: nothing. */
class SecurityTest {
  @TempDir static Path data;
  private static RunningServer server;

  /** The one address that may be called without a session. */
  private static final Set<String> OPEN =
      Set.of("GET /retention", "GET /api/retention", "GET /api/session", "POST /api/session");

  private record Endpoint(String method, String path) {
    @Override
    public String toString() {
      return method + " " + path;
    }

    String example() {
      return path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    }

    boolean writes() {
      return !method.equals("GET");
    }
  }

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Every endpoint there is, also those that were added after this test. */
  private static Stream<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (var mapping :
        server.context().getBeansOfType(RequestMappingHandlerMapping.class).values()) {
      for (var info : mapping.getHandlerMethods().keySet()) {
        var methods = info.getMethodsCondition().getMethods();
        for (String path : info.getPatternValues()) {
          if (methods.isEmpty()) {
            endpoints.add(new Endpoint("GET", path));
            endpoints.add(new Endpoint("POST", path));
          }
          methods.forEach(method -> endpoints.add(new Endpoint(method.name(), path)));
        }
      }
    }
    assertThat(endpoints)
        .extracting(Endpoint::toString)
        .contains("GET /api/members", "POST /api/members", "DELETE /api/members/{id}")
        .containsAll(OPEN);
    return endpoints.stream();
  }

  @TestFactory
  Stream<DynamicTest> no_endpoint_answers_without_a_session() {
    return endpoints()
        .filter(endpoint -> !OPEN.contains(endpoint.toString()))
        .map(
            endpoint ->
                dynamicTest(
                    endpoint.toString(),
                    () -> {
                      var answer = server.browser().send(endpoint.method(), endpoint.example());
                      assertThat(answer.status()).isEqualTo(401);
                      assertThat(answer.error()).isEqualTo("You are not logged in");
                      assertThat(answer.header("WWW-Authenticate")).isEmpty();
                      assertThat(answer.header("Location")).isEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> no_endpoint_writes_without_the_csrf_token() throws Exception {
    Browser browser = server.administrator().withoutCsrf();
    return endpoints()
        .filter(Endpoint::writes)
        .map(
            endpoint ->
                dynamicTest(
                    endpoint.toString(),
                    () -> {
                      var answer = browser.send(endpoint.method(), endpoint.example());
                      assertThat(answer.status()).isEqualTo(403);
                      assertThat(answer.error()).contains("own page");
                      assertThat(browser.get("/api/session").status()).isEqualTo(200);
                    }));
  }

  @Test
  void what_does_not_exist_is_closed_too() throws Exception {
    for (String path :
        List.of("/api/unknown", "/h2-console", "/actuator", "/error", "/..%2fgatehouse.yaml")) {
      int status = server.browser().get(path).status();
      assertThat(status).as(path).isIn(400, 401);
    }
    var missing = server.administrator().get("/api/unknown");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.error()).isEqualTo("There is nothing here");
  }

  @Test
  void the_page_s_files_need_no_session() throws Exception {
    for (String path : List.of("/", "/index.html", "/favicon.svg", "/assets/none.js")) {
      assertThat(server.browser().get(path).status()).as(path).isIn(200, 404);
    }
  }

  @Test
  void a_session_begins_with_the_password_and_ends_with_the_log_out() throws Exception {
    Browser browser = server.browser();
    assertThat(browser.get("/api/session").status()).isEqualTo(401);
    String password = server.bean(Accounts.class).resetPassword("admin");
    var wrong = browser.logIn("admin", password + "x");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.error()).isEqualTo("The user name or the password is wrong");
    assertThat(browser.logIn("nobody", password).error()).isEqualTo(wrong.error());
    assertThat(browser.get("/api/members").status()).isEqualTo(401);

    var right = browser.logIn("Admin", password);
    assertThat(right.status()).isEqualTo(200);
    assertThat(right.json().path("user").asString()).isEqualTo("admin");
    assertThat(browser.get("/api/session").json().path("user").asString()).isEqualTo("admin");
    assertThat(browser.get("/api/members").status()).isEqualTo(200);

    String session = browser.cookie("GATEHOUSE").orElseThrow();
    assertThat(browser.delete("/api/session").status()).isEqualTo(204);
    assertThat(browser.get("/api/session").status()).isEqualTo(401);
    browser.setCookie("GATEHOUSE", session);
    assertThat(browser.get("/api/members").status()).isEqualTo(401);
  }

  @Test
  void a_log_in_gets_a_new_session_and_a_new_token() throws Exception {
    Browser browser = server.browser();
    browser.get("/api/session");
    String before = browser.cookie("XSRF-TOKEN").orElseThrow();
    browser.setCookie("GATEHOUSE", "0123456789ABCDEF0123456789ABCDEF");
    String password = server.bean(Accounts.class).resetPassword("admin");
    assertThat(browser.logIn("admin", password).status()).isEqualTo(200);
    String session = browser.cookie("GATEHOUSE").orElseThrow();
    assertThat(session).isNotEqualTo("0123456789ABCDEF0123456789ABCDEF");
    assertThat(browser.cookie("XSRF-TOKEN")).isPresent().get().isNotEqualTo(before);

    browser.logIn("admin", password);
    assertThat(browser.cookie("GATEHOUSE")).isPresent().get().isNotEqualTo(session);
  }

  @Test
  void cookies_are_kept_from_scripts_and_other_sites() throws Exception {
    Browser browser = server.browser();
    String password = server.bean(Accounts.class).resetPassword("admin");
    var cookies = browser.logIn("admin", password).response().headers().allValues("Set-Cookie");
    assertThat(cookies)
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("GATEHOUSE=")
                    .contains("HttpOnly")
                    .contains("SameSite=Strict"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("XSRF-TOKEN=")
                    .doesNotContain("HttpOnly")
                    .contains("SameSite=Strict"));
  }

  @Test
  void answers_carry_the_headers_that_keep_a_page_safe() throws Exception {
    for (String path : List.of("/", "/api/session", "/api/members")) {
      var answer = server.browser().get(path);
      assertThat(answer.header("Content-Security-Policy").orElseThrow())
          .contains("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.header("X-Frame-Options")).contains("DENY");
      assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
      assertThat(answer.header("Permissions-Policy").orElseThrow()).contains("camera=(self)");
      assertThat(answer.header("Cross-Origin-Opener-Policy")).contains("same-origin");
      assertThat(answer.header("Server")).isEmpty();
    }
    assertThat(server.administrator().get("/api/members").header("Cache-Control").orElseThrow())
        .contains("no-store");
  }

  @Test
  void whoever_guesses_passwords_has_to_wait() throws Exception {
    Browser browser = server.browser();
    for (int i = 0; i < LogInLimit.FAILURES_OF_USER; i++) {
      assertThat(browser.logIn("guessed", "password" + i).status()).isEqualTo(401);
    }
    var blocked = browser.logIn("guessed", "password");
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.error()).startsWith("Too many attempts. Try again in ");
    assertThat(Integer.parseInt(blocked.header("Retry-After").orElseThrow())).isBetween(1, 60);
    String password = server.bean(Accounts.class).resetPassword("admin");
    assertThat(browser.logIn("admin", password).status()).isEqualTo(200);
  }

  @Test
  void errors_tell_nothing_of_the_inside() throws Exception {
    Browser browser = server.administrator();
    for (String body : List.of("{", "[]", "{\"username\":{}}", "", "null", "{}")) {
      var answer = browser.post("/api/session", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.error()).doesNotContain("Exception", "dev.gatehouse", "jackson");
    }
    var large = browser.post("/api/session", "{\"username\":\"" + "x".repeat(2_000_000) + "\"}");
    assertThat(large.status()).isEqualTo(400);
    assertThat(browser.get("/api/notice?purpose=SPYING").status()).isEqualTo(400);
    assertThat(browser.get("/api/notice").error()).isEqualTo("'purpose' is missing");
    assertThat(browser.send("DELETE", "/api/members").status()).isEqualTo(405);
  }

  @Test
  void a_socket_is_opened_for_our_own_page_with_a_session_alone() throws Exception {
    String own = "http://127.0.0.1:" + server.port();
    String session = server.administrator().cookie("GATEHOUSE").orElseThrow();
    assertThat(handshake("/api/doors/front/live", own, "none")).isEqualTo(401);
    assertThat(handshake("/api/doors/front/live", "https://elsewhere.example", session))
        .isEqualTo(403);
    assertThat(handshake("/api/doors/front/live", "null", session)).isEqualTo(403);
    assertThat(handshake("/api/doors/front/live", own, session)).isEqualTo(101);
  }

  @Test
  void a_log_out_closes_the_live_picture() throws Exception {
    Browser browser = server.administrator();
    var closed = new CompletableFuture<Integer>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Cookie", "GATEHOUSE=" + browser.cookie("GATEHOUSE").orElseThrow())
              .header("Origin", "http://127.0.0.1:" + server.port())
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + server.port() + "/api/doors/front/live"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                      closed.complete(code);
                      return CompletableFuture.completedStage(null);
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      Thread.sleep(300);
      assertThat(closed).isNotDone();
      browser.delete("/api/session");
      assertThat(closed.get(10, TimeUnit.SECONDS)).isPositive();
      socket.abort();
    }
  }

  private static int handshake(String path, String origin, String session) throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("""
              GET %s HTTP/1.1
              Host: 127.0.0.1:%d
              Connection: Upgrade
              Upgrade: websocket
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
              Origin: %s
              Cookie: GATEHOUSE=%s

              """
                      .formatted(path, server.port(), origin, session)
                      .replace("\n", "\r\n"))
                  .getBytes(US_ASCII));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return Integer.parseInt(in.readLine().split(" ")[1]);
    }
  }
}
