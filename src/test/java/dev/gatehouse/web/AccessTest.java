package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gatehouse.account.Right;
import dev.gatehouse.account.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Walks through all that can be called, as everybody who could call it. What is expected is written
 * here once more, by role instead of by right; a mapping that is not here fails.
 */
class AccessTest {
  private static final String ANYONE =
      "nobody OWNER OPERATOR RECEPTION AUDITOR KIOSK MEMBER token verifier";
  private static final String PERSONS = "OWNER OPERATOR RECEPTION AUDITOR KIOSK MEMBER";
  private static final String SIGNED_IN = PERSONS + " token verifier";

  /**
   * Who is let in. "token" has every scope that an owner can give it, "verifier" the scope VERIFY
   * alone. Lines for paths that do not exist yet are kept for those who build them.
   */
  private static final Map<String, String> EXPECTED =
      table(
          """
          GET    /api/session                              | *
          POST   /api/session                              | *
          DELETE /api/session                              | persons
          GET    /api/session/ways                         | *
          POST   /api/session/passkey/options              | *
          POST   /api/session/passkey                      | *
          POST   /api/invitation                           | *
          POST   /api/invitation/accept                    | *
          PUT    /api/account/password                     | persons
          GET    /api/account/passkeys                     | persons
          POST   /api/account/passkeys/options             | persons
          POST   /api/account/passkeys                     | persons
          DELETE /api/account/passkeys/{id}                | persons
          GET    /api/account/tokens                       | persons
          POST   /api/account/tokens                       | persons
          DELETE /api/account/tokens/{id}                  | persons
          GET    /api/accounts                             | OWNER
          POST   /api/accounts/invitations                 | OWNER
          PUT    /api/accounts/{username}                  | OWNER
          DELETE /api/accounts/{username}                  | OWNER
          POST   /api/accounts/{username}/invitation       | OWNER
          GET    /api/me                                   | MEMBER
          GET    /api/me/decisions                         | MEMBER
          POST   /api/me/grants/{grant}/withdraw           | MEMBER
          DELETE /api/me                                   | MEMBER
          GET    /api/notice                               | *
          GET    /api/site                                 | signed in
          GET    /api/members                              | OWNER RECEPTION token
          POST   /api/members                              | OWNER RECEPTION token
          POST   /api/members/{id}/grants/{grant}/withdraw | OWNER RECEPTION token
          POST   /api/members/{id}/grants                  | OWNER RECEPTION token
          POST   /api/members/{id}/invitation              | OWNER RECEPTION token
          GET    /api/members/{id}/ledger                  | OWNER RECEPTION token
          GET    /api/erasures/public-key                  | *
          GET    /api/erasures/{id}                        | OWNER RECEPTION token
          GET    /api/me/ledger                            | MEMBER
          GET    /retention                                | *
          GET    /public.css                               | *
          DELETE /api/members/{id}                         | OWNER RECEPTION token
          GET    /api/doors                                | OWNER OPERATOR RECEPTION token
          GET    /api/doors/*/live                         | OWNER OPERATOR RECEPTION token
          GET    /api/decisions                            | OWNER OPERATOR RECEPTION token
          GET    /api/members/{id}/decisions               | OWNER OPERATOR RECEPTION token
          GET    /api/opt-out-mark                         | *
          GET    /api/kiosks                               | OWNER OPERATOR KIOSK token
          GET    /api/kiosks/*/live                        | OWNER OPERATOR KIOSK token
          GET    /api/kiosks/{id}/counts                   | OWNER OPERATOR KIOSK token
          DELETE /api/me/trail                             | MEMBER
          GET    /api/members/{id}/trail                   | OWNER
          GET    /api/members/{id}/trail/export            | OWNER
          GET    /api/musters                              | OWNER OPERATOR RECEPTION token
          POST   /api/muster                               | OWNER OPERATOR RECEPTION token
          GET    /api/musters/{id}                         | OWNER OPERATOR RECEPTION token
          POST   /api/musters/{id}/end                     | OWNER OPERATOR RECEPTION token
          POST   /api/musters/{id}/marks                   | OWNER OPERATOR RECEPTION token
          GET    /api/streets                              | OWNER OPERATOR token
          GET    /api/streets/*/live                       | OWNER OPERATOR token
          GET    /api/streets/{id}/observations            | OWNER OPERATOR token
          GET    /api/streets/{id}/observations/{observation}/thumbnail | OWNER OPERATOR token
          GET    /api/streets/{id}/statistics              | OWNER OPERATOR token
          GET    /api/streets/{id}/statistics.csv          | OWNER OPERATOR token
          GET    /api/streets/{id}/flows                   | OWNER OPERATOR token
          PUT    /api/streets/{id}/layout                  | OWNER OPERATOR token
          GET    /api/kiosks/{id}/picks                    | OWNER OPERATOR KIOSK token
          POST   /api/kiosks/{id}/picks/{pick}/touch       | OWNER OPERATOR KIOSK token
          GET    /api/kiosks/{id}/picks/{pick}/picture     | OWNER OPERATOR KIOSK token
          GET    /api/merchandise/items                    | OWNER OPERATOR token
          POST   /api/merchandise/items                    | OWNER OPERATOR token
          PUT    /api/merchandise/items/{id}               | OWNER OPERATOR token
          DELETE /api/merchandise/items/{id}               | OWNER OPERATOR token
          GET    /api/merchandise/items/{id}/picture       | OWNER OPERATOR token
          POST   /api/merchandise/items/{id}/picture       | OWNER OPERATOR token
          DELETE /api/merchandise/items/{id}/picture       | OWNER OPERATOR token
          POST   /api/merchandise/catalogue                | OWNER OPERATOR token
          GET    /api/merchandise/catalogue.csv            | OWNER OPERATOR token
          POST   /api/merchandise/pictures                 | OWNER OPERATOR token
          GET    /api/merchandise/report                   | OWNER OPERATOR token
          GET    /api/interior                             | OWNER OPERATOR token
          GET    /api/interior/*/live                      | OWNER OPERATOR token
          GET    /api/interior/{area}/heat                 | OWNER OPERATOR token
          GET    /api/interior/{area}/flows                | OWNER OPERATOR token
          GET    /api/interior/{area}/minutes              | OWNER OPERATOR token
          GET    /api/interior/{area}/corrections          | OWNER OPERATOR token
          PUT    /api/interior/{area}/capacities/{zone}    | OWNER token
          GET    /api/statistics                           | OWNER OPERATOR token
          GET    /api/statistics/{site}                    | OWNER OPERATOR token
          GET    /api/statistics/{site}/data.csv           | OWNER OPERATOR token
          GET    /api/statistics/{site}/data.json          | OWNER OPERATOR token
          PUT    /api/statistics/{site}/publication        | OWNER token
          PUT    /api/statistics/{site}/excluded-days/{day} | OWNER token
          DELETE /api/statistics/{site}/excluded-days/{day} | OWNER token
          GET    /public/statistics/{site}                 | *
          GET    /public/statistics/{site}/data.csv        | *
          GET    /api/vehicles                             | OWNER OPERATOR token
          POST   /api/vehicles                             | OWNER OPERATOR token
          DELETE /api/vehicles/{id}                        | OWNER OPERATOR token
          GET    /api/map                                  | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/map/tiles.pmtiles                    | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/sites                                | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/sites/{id}/walkway                   | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/sites/{id}/path                      | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/areas/{id}                           | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/areas/{id}/plan                      | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/areas/{id}/geojson                   | OWNER OPERATOR RECEPTION MEMBER token
          GET    /api/placements                           | OWNER OPERATOR RECEPTION MEMBER token
          POST   /api/sites                                | OWNER token
          PUT    /api/sites/{id}                           | OWNER token
          DELETE /api/sites/{id}                           | OWNER token
          POST   /api/sites/{id}/buildings                 | OWNER token
          POST   /api/sites/{id}/areas                     | OWNER token
          PUT    /api/sites/{id}/walkway                   | OWNER token
          PUT    /api/buildings/{id}                       | OWNER token
          DELETE /api/buildings/{id}                       | OWNER token
          PUT    /api/areas/{id}                           | OWNER token
          DELETE /api/areas/{id}                           | OWNER token
          POST   /api/areas/{id}/plan                      | OWNER token
          DELETE /api/areas/{id}/plan                      | OWNER token
          POST   /api/areas/{id}/measure                   | OWNER token
          POST   /api/areas/{id}/locate                    | OWNER token
          PUT    /api/placements/{camera}                  | OWNER token
          DELETE /api/placements/{camera}                  | OWNER token
          GET    /error                                    |
          POST   /error                                    |
          GET    /                                         | *
          GET    /index.html                               | *
          GET    /assets/**                                | *
          GET    /favicon.svg                              | *
          GET    /**                                       |
          GET    /webjars/**                               |
          """);

  /** Built elsewhere at the same time; by what they begin with. */
  private static final Map<String, String> EXPECTED_BELOW =
      table(
          """
          GET    /api/notices   | *
          POST   /api/notices   | OWNER token
          PUT    /api/notices   | OWNER token
          GET    /api/retention | *
          GET    /api/me/       | MEMBER
          POST   /api/me/       | MEMBER
          GET    /api/audit     | OWNER AUDITOR token
          GET    /api/report    | OWNER AUDITOR token
          POST   /api/audit     | OWNER AUDITOR token
          GET    /api/members/{id}/audit | OWNER AUDITOR token
          GET    /api/cards     | OWNER RECEPTION token
          POST   /api/cards     | OWNER RECEPTION token
          DELETE /api/cards     | OWNER RECEPTION token
          GET    /api/verify    | OWNER OPERATOR token verifier
          POST   /api/verify    | OWNER OPERATOR token verifier
          """);

  @TempDir static Path data;
  private static RunningServer server;
  private static final Map<String, Browser> CALLERS = new LinkedHashMap<>();

  private static Map<String, String> table(String lines) {
    return lines
        .lines()
        .map(line -> line.split("\\|", -1))
        .collect(
            Collectors.toMap(
                line -> line[0].strip().replaceAll(" +", " "),
                line ->
                    switch (line[1].strip()) {
                      case "*" -> ANYONE;
                      case "persons" -> PERSONS;
                      case "signed in" -> SIGNED_IN;
                      default -> line[1].strip();
                    }));
  }

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    CALLERS.put("nobody", server.browser());
    for (Role role : Role.values()) {
      CALLERS.put(role.name(), server.as(role));
    }
    CALLERS.put("token", server.browser().withToken(token(grantable())));
    CALLERS.put("verifier", server.browser().withToken(token(Set.of(Right.VERIFY))));
  }

  private static Set<Right> grantable() {
    return Arrays.stream(Right.values()).filter(Right::forTokens).collect(Collectors.toSet());
  }

  private static String token(Set<Right> scopes) throws Exception {
    var made =
        caller("OWNER")
            .post(
                "/api/account/tokens",
                """
                {"name": "test", "scopes": [%s], "expiresAt": "%s"}
                """
                    .formatted(
                        scopes.stream()
                            .map(right -> '"' + right.name() + '"')
                            .collect(Collectors.joining(",")),
                        Instant.now().plus(Duration.ofDays(1))));
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    return made.json().path("secret").asString();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** All that Spring would answer, whatever registered it: controllers, sockets, files. */
  private static Set<String> mappings() {
    Set<String> all = new TreeSet<>();
    for (HandlerMapping mapping : server.context().getBeansOfType(HandlerMapping.class).values()) {
      if (mapping instanceof RequestMappingHandlerMapping methods) {
        for (var info : methods.getHandlerMethods().keySet()) {
          Set<String> verbs =
              info.getMethodsCondition().getMethods().stream()
                  .map(Enum::name)
                  .collect(Collectors.toSet());
          for (String path : info.getPatternValues()) {
            for (String verb : verbs.isEmpty() ? Set.of("GET", "POST") : verbs) {
              all.add(verb + " " + path);
            }
          }
        }
      } else if (mapping instanceof AbstractUrlHandlerMapping urls) {
        urls.getHandlerMap().keySet().forEach(path -> all.add("GET " + path));
      }
    }
    all.addAll(List.of("GET /", "GET /index.html", "GET /favicon.svg", "GET /public.css"));
    assertThat(all)
        .contains("GET /api/members", "DELETE /api/members/{id}", "GET /api/doors/*/live");
    return all;
  }

  private static String expected(String mapping) {
    String exact = EXPECTED.get(mapping);
    if (exact != null) {
      return exact;
    }
    return EXPECTED_BELOW.entrySet().stream()
        .filter(entry -> mapping.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    mapping + " is new: add a line to Access.TABLE, and one to this test"));
  }

  @TestFactory
  Stream<DynamicTest> everything_is_open_for_those_it_is_meant_for_and_nobody_else() {
    return mappings().stream()
        .map(
            mapping ->
                dynamicTest(
                    mapping,
                    () ->
                        assertThat(letIn(mapping))
                            .containsExactlyInAnyOrderElementsOf(
                                Arrays.stream(expected(mapping).split(" "))
                                    .filter(who -> !who.isEmpty())
                                    .toList())));
  }

  private static Set<String> letIn(String mapping) throws Exception {
    String method = mapping.substring(0, mapping.indexOf(' '));
    String path =
        mapping
            .substring(mapping.indexOf(' ') + 1)
            .replace("**", "none.txt")
            .replaceAll("\\{[^}]*}|\\*", UUID.randomUUID().toString());
    Map<String, Integer> answers = new TreeMap<>();
    for (var caller : CALLERS.entrySet()) {
      Browser browser = caller.getValue();
      if (mapping.equals("DELETE /api/session") || mapping.equals("DELETE /api/me")) {
        browser = fresh(caller.getKey()); // it ends the session
      }
      var answer = browser.send(method, path);
      answers.put(caller.getKey(), answer.status());
      if (answer.status() == 401) {
        assertThat(answer.error()).isEqualTo("You are not logged in");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.header("Location")).isEmpty();
      } else if (answer.status() == 403) {
        assertThat(answer.error()).startsWith("There is nothing here for ");
      }
    }
    if (mapping.equals("GET /api/session")) {
      answers.put("nobody", 200); // its 401 is an answer
    }
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue() != 401 && answer.getValue() != 403)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Browser caller(String who) {
    return Objects.requireNonNull(CALLERS.get(who));
  }

  private static Browser fresh(String who) throws Exception {
    return switch (who) {
      case "nobody" -> server.browser();
      case "token", "verifier" -> caller(who);
      default -> server.as(Role.valueOf(who));
    };
  }

  @Test
  void the_table_has_no_path_that_nothing_serves_and_nobody_reserved() {
    Set<String> mappings = mappings();
    assertThat(EXPECTED.keySet())
        .allSatisfy(
            line ->
                assertThat(mappings).as("either it is served, or this line goes").contains(line));
  }

  @Test
  void there_is_no_other_servlet_that_could_answer() {
    var context = ((ServletWebServerApplicationContext) server.context()).getServletContext();
    assertThat(Objects.requireNonNull(context).getServletRegistrations().keySet())
        .containsOnly("dispatcherServlet");
  }

  @Test
  void a_role_that_changes_is_in_force_with_the_next_request() throws Exception {
    Browser browser = server.as(Role.OPERATOR);
    String name = browser.get("/api/session").json().path("user").asString();
    assertThat(browser.get("/api/doors").status()).isEqualTo(200);
    Browser owner = caller("OWNER");
    String path = "/api/accounts/" + name;
    assertThat(owner.put(path, "{\"role\": \"AUDITOR\"}").status()).isEqualTo(200);
    assertThat(browser.get("/api/doors").status()).isEqualTo(403);
    assertThat(browser.get("/api/session").json().path("role").asString()).isEqualTo("AUDITOR");
    assertThat(owner.delete(path).status()).isEqualTo(204);
    assertThat(browser.get("/api/session").status()).isEqualTo(401);
  }
}
