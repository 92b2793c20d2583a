package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.AccountEvent;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.camera.Source;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import tools.jackson.databind.JsonNode;

/** Accounts, links, tokens and places over HTTP. */
@OnEachDatabase
class AccountApiTest {
  private static final String GOOD = "walnut ferry octagon lamp";

  @Parameter DatabaseKind kind;
  @TempDir static Path folder;
  private static Path data;
  private static RunningServer server;
  private static Browser owner;

  @BeforeParameterizedClassInvocation
  static void start(DatabaseKind kind) throws Exception {
    data = folder.resolve(kind.name());
    server = RunningServer.start(kind, data);
    owner = server.administrator();
    for (String place : List.of("front", "back")) {
      server
          .bean(Streets.class)
          .add(
              new StreetSettings(
                  "street-" + place,
                  "Street " + place,
                  place,
                  Source.parse(data.resolve("no-such-film.mp4").toString()),
                  ObjectClass.STREET,
                  PlatePrivacy.REGISTERED,
                  640,
                  List.of()),
              Layout.EMPTY);
    }
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private static String link(String body) throws Exception {
    var made = owner.post("/api/accounts/invitations", body);
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    return made.json().path("link").asString();
  }

  @Test
  void a_link_makes_one_account() throws Exception {
    String link = link("{\"role\": \"OPERATOR\", \"places\": [\"front\"]}");
    Browser browser = server.browser();
    JsonNode shown = browser.post("/api/invitation", "{\"link\": \"" + link + "\"}").json();
    assertThat(shown.path("role").asString()).isEqualTo("OPERATOR");
    assertThat(shown.path("username").isNull()).isTrue();

    String accept = "{\"link\": \"%s\", \"username\": \"%s\", \"password\": \"%s\"}";
    var weak =
        browser.post("/api/invitation/accept", accept.formatted(link, "olga", "password1234"));
    assertThat(weak.status()).isEqualTo(400);
    assertThat(weak.field()).isEqualTo("password");
    var made = browser.post("/api/invitation/accept", accept.formatted(link, "olga", GOOD));
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.json().path("places").get(0).asString()).isEqualTo("front");
    assertThat(browser.get("/api/session").json()).isEqualTo(made.json());
    var again =
        server.browser().post("/api/invitation/accept", accept.formatted(link, "eve", GOOD));
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.error()).contains("used already");
    assertThat(server.browser().logIn("olga", GOOD).status()).isEqualTo(200);

    // A new password by a link of the owner's ends the session that there was.
    String reset = owner.post("/api/accounts/olga/invitation", "").json().path("link").asString();
    assertThat(
            server
                .browser()
                .post("/api/invitation/accept", accept.formatted(reset, "", GOOD + " 2"))
                .status())
        .isEqualTo(200);
    assertThat(browser.get("/api/session").status()).isEqualTo(401);
    assertThat(server.browser().logIn("olga", GOOD).status()).isEqualTo(401);
    assertThat(owner.delete("/api/accounts/olga").status()).isEqualTo(204);
    assertThat(owner.delete("/api/accounts/olga").status()).isEqualTo(404);
  }

  @Test
  void an_account_of_a_place_sees_and_changes_that_place_alone() throws Exception {
    Browser front = server.as(Role.OPERATOR, "front");
    Browser back = server.as(Role.OPERATOR, "back");
    assertThat(front.get("/api/doors").json()).hasSize(1);
    assertThat(back.get("/api/doors").json()).isEmpty();
    assertThat(back.get("/api/site").json().path("places"))
        .singleElement()
        .satisfies(place -> assertThat(place.path("id").asString()).isEqualTo("back"));
    assertThat(back.get("/api/streets").json()).hasSize(1);
    assertThat(back.get("/api/streets").json().get(0).path("id").asString())
        .isEqualTo("street-back");
    for (String path : List.of("/observations", "/statistics", "/flows", "/statistics.csv")) {
      assertThat(back.get("/api/streets/street-front" + path).status()).as(path).isEqualTo(404);
      assertThat(front.get("/api/streets/street-front" + path).status()).as(path).isEqualTo(200);
    }
    String empty = "{\"zones\": [], \"lines\": [], \"ground\": null}";
    assertThat(back.put("/api/streets/street-front/layout", empty).status()).isEqualTo(404);
    assertThat(back.put("/api/streets/street-back/layout", empty).status()).isEqualTo(200);

    String vehicle =
        "{\"plate\": \"AB1\", \"owner\": \"Anna\", \"agreed\": true, \"streets\": [%s]}";
    var both = owner.post("/api/vehicles", vehicle.formatted("\"street-front\", \"street-back\""));
    assertThat(both.status()).isEqualTo(201);
    String shared = "/api/vehicles/" + both.json().path("id").asString();
    assertThat(back.post("/api/vehicles", vehicle.formatted("\"street-front\"")).status())
        .isEqualTo(404);
    assertThat(back.get("/api/vehicles").json()).hasSize(1);
    assertThat(back.delete(shared).status()).isEqualTo(403);
    assertThat(owner.delete(shared).status()).isEqualTo(204);
    var only = owner.post("/api/vehicles", vehicle.formatted("\"street-front\""));
    assertThat(back.get("/api/vehicles").json()).isEmpty();
    assertThat(back.delete("/api/vehicles/" + only.json().path("id").asString()).status())
        .isEqualTo(404);
  }

  @Test
  void reception_of_a_place_sees_the_members_of_that_place_alone() throws Exception {
    String notice = owner.get("/api/notice?purpose=DOOR").json().path("version").asString();
    Browser front = server.as(Role.RECEPTION, "front");
    Browser back = server.as(Role.RECEPTION, "back");
    Path photo = Path.of("target/test-media/photo-emily-1.jpg");
    var everywhere = form(front, notice).file("photos", photo).post("/api/members");
    assertThat(everywhere.status()).isEqualTo(403);
    assertThat(everywhere.error()).isEqualTo("Your account is for these places alone: front");
    assertThat(
            form(front, notice)
                .field("places", "back")
                .file("photos", photo)
                .post("/api/members")
                .status())
        .isEqualTo(403);
    var enrolled =
        form(front, notice).field("places", "front").file("photos", photo).post("/api/members");
    assertThat(enrolled.status()).as(enrolled.response().body()).isEqualTo(201);
    String id = enrolled.json().path("member").path("id").asString();
    String grant = enrolled.json().path("member").path("grants").get(0).path("id").asString();
    assertThat(front.get("/api/members").json()).hasSize(1);
    assertThat(back.get("/api/members").json()).isEmpty();

    // To whom a member is not shown, they are as one who never was.
    var hidden = back.delete("/api/members/" + id);
    var never = back.delete("/api/members/" + UUID.randomUUID());
    assertThat(hidden.status()).isEqualTo(404).isEqualTo(never.status());
    assertThat(hidden.error()).isEqualTo(never.error());
    String withdraw = "/api/members/" + id + "/grants/" + grant + "/withdraw";
    assertThat(back.post(withdraw, "").status()).isEqualTo(404);
    assertThat(back.post("/api/members/" + id + "/invitation", "").status()).isEqualTo(404);
    assertThat(front.post(withdraw, "").status()).isEqualTo(200);
    assertThat(front.delete("/api/members/" + id).status()).isEqualTo(200);
  }

  private static Browser.Form form(Browser browser, String notice) {
    return browser
        .form()
        .field("name", "Emily")
        .field("purpose", "DOOR")
        .field("noticeVersion", notice)
        .field("consent", "true");
  }

  @Test
  void a_member_sees_their_own_data_and_erases_it() throws Exception {
    String notice = owner.get("/api/notice?purpose=DOOR").json().path("version").asString();
    String id =
        form(owner, notice)
            .file("photos", Path.of("target/test-media/photo-emily-1.jpg"))
            .post("/api/members")
            .json()
            .path("member")
            .path("id")
            .asString();
    Browser reception = server.as(Role.RECEPTION);
    String link =
        reception.post("/api/members/" + id + "/invitation", "").json().path("link").asString();
    Browser member = server.browser();
    member.post(
        "/api/invitation/accept",
        "{\"link\": \"%s\", \"username\": \"emily\", \"password\": \"%s\"}".formatted(link, GOOD));
    JsonNode me = member.get("/api/me").json();
    assertThat(me.path("id").asString()).isEqualTo(id);
    assertThat(me.path("name").asString()).isEqualTo("Emily");
    assertThat(member.get("/api/me/decisions").json()).isEmpty();
    assertThat(member.get("/api/members").status()).isEqualTo(403);
    String grant = me.path("grants").get(0).path("id").asString();
    assertThat(
            member
                .post("/api/me/grants/" + grant + "/withdraw", "")
                .json()
                .path("grants")
                .get(0)
                .path("withdrawnAt")
                .isString())
        .isTrue();
    assertThat(member.post("/api/me/grants/" + UUID.randomUUID() + "/withdraw", "").status())
        .isEqualTo(404);
    var erased = member.delete("/api/me");
    assertThat(erased.status()).isEqualTo(200);
    assertThat(erased.json().path("erased").asString()).isEqualTo(id);
    assertThat(member.get("/api/session").status()).isEqualTo(401);
    assertThat(server.browser().logIn("emily", GOOD).status()).isEqualTo(401);
    assertThat(owner.get("/api/members").json()).isEmpty();
  }

  @Test
  void a_token_works_without_a_session_and_ends_when_it_is_revoked() throws Exception {
    var made =
        owner.post(
            "/api/account/tokens",
            "{\"name\": \"dashboard\", \"scopes\": [\"VIEW_STREET\", \"EDIT_LAYOUT\"],"
                + " \"expiresAt\": \""
                + Instant.now().plus(Duration.ofDays(30))
                + "\"}");
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    String secret = made.json().path("secret").asString();
    Browser program = server.browser().withToken(secret);
    assertThat(program.get("/api/streets").status()).isEqualTo(200);
    assertThat(
            program
                .put(
                    "/api/streets/street-front/layout",
                    "{\"zones\": [], \"lines\": [], \"ground\": null}")
                .status())
        .isEqualTo(200);
    var denied = program.get("/api/members");
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.error()).contains("API token");
    assertThat(program.get("/api/account/tokens").status()).isEqualTo(403);
    assertThat(program.cookie("GATEHOUSE")).isEmpty();

    // The secret is in no answer but the first, and not in the database.
    assertThat(owner.get("/api/account/tokens").response().body())
        .contains("dashboard")
        .doesNotContain(secret);
    // A wrong token is refused, even where a session would have done.
    Browser both = server.administrator().withToken("gh_" + "x".repeat(43));
    var wrong = both.get("/api/streets");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.error()).isEqualTo("The API token is unknown, revoked or expired");

    String id = made.json().path("token").path("id").asString();
    assertThat(owner.delete("/api/account/tokens/" + id).status()).isEqualTo(204);
    assertThat(program.get("/api/streets").status()).isEqualTo(401);
  }

  @Test
  void what_is_wrong_is_named_with_what_it_should_be() throws Exception {
    var scope =
        owner.post(
            "/api/account/tokens",
            "{\"name\": \"x\", \"scopes\": [\"EVERYTHING\"], \"expiresAt\": \"soon\"}");
    assertThat(scope.status()).isEqualTo(400);
    assertThat(scope.field()).isEqualTo("scopes[0]");
    assertThat(scope.error()).startsWith("'scopes[0]' must be one of VIEW_LIVE, ");
    var time = owner.post("/api/account/tokens", "{\"name\": \"x\", \"expiresAt\": \"soon\"}");
    assertThat(time.field()).isEqualTo("expiresAt");
    assertThat(time.error()).isEqualTo("'expiresAt' must be a time such as 2026-03-01T08:00:00Z");
    var broken = owner.post("/api/account/tokens", "{\"name\": \"x\", }");
    assertThat(broken.error()).contains("line 1, column");
    var role = owner.post("/api/accounts/invitations", "{}");
    assertThat(role.field()).isEqualTo("role");
    var places =
        owner.post("/api/accounts/invitations", "{\"role\": \"OWNER\", \"places\": [\"a\"]}");
    assertThat(places.field()).isEqualTo("places");
    var purpose = owner.get("/api/notice?purpose=SPYING");
    assertThat(purpose.field()).isEqualTo("purpose");
    assertThat(purpose.error()).startsWith("'purpose' must be one of DOOR, ");
    var number = owner.get("/api/decisions?limit=many");
    assertThat(number.error()).isEqualTo("'limit' must be a number in range");
    var from = owner.get("/api/streets/street-front/flows?from=x");
    assertThat(from.error()).isEqualTo("'from' must be a time such as 2026-03-01T08:00:00Z");
  }

  @Test
  void the_only_owner_stays_one() throws Exception {
    // The others that tests have made.
    for (JsonNode account : owner.get("/api/accounts").json()) {
      String name = account.path("username").asString();
      if (account.path("role").asString().equals("OWNER") && !name.equals("admin")) {
        owner.delete("/api/accounts/" + name);
      }
    }
    var demoted = owner.put("/api/accounts/admin", "{\"role\": \"AUDITOR\"}");
    assertThat(demoted.status()).isEqualTo(400);
    assertThat(demoted.error()).startsWith("This is the only owner");
    assertThat(owner.delete("/api/accounts/admin").status()).isEqualTo(400);
  }

  @Test
  void an_old_hash_is_replaced_at_the_next_log_in() throws Exception {
    String link = link("{\"role\": \"AUDITOR\"}");
    server
        .browser()
        .post(
            "/api/invitation/accept",
            "{\"link\": \"%s\", \"username\": \"old\", \"password\": \"%s\"}"
                .formatted(link, GOOD));
    JdbcClient database = server.bean(JdbcClient.class);
    database
        .sql("update account set password_hash = ? where username = 'old'")
        .param("{bcrypt}" + new BCryptPasswordEncoder(4).encode(GOOD))
        .update();
    assertThat(server.browser().logIn("old", GOOD).status()).isEqualTo(200);
    assertThat(
            database
                .sql("select password_hash from account where username = 'old'")
                .query(String.class)
                .single())
        .startsWith("{argon2}");
    assertThat(server.browser().logIn("old", GOOD).status()).isEqualTo(200);
  }

  @Test
  void one_s_own_password_is_changed_with_the_current_one() throws Exception {
    Browser browser = server.as(Role.AUDITOR);
    String name = browser.get("/api/session").json().path("user").asString();
    Browser other = server.browser();
    other.logIn(name, RunningServer.PASSWORD);
    String change = "{\"current\": \"%s\", \"password\": \"%s\"}";
    var wrong = browser.put("/api/account/password", change.formatted("x", GOOD));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.field()).isEqualTo("current");
    assertThat(
            browser
                .put("/api/account/password", change.formatted(RunningServer.PASSWORD, GOOD))
                .status())
        .isEqualTo(204);
    assertThat(browser.get("/api/session").status()).isEqualTo(200);
    assertThat(other.get("/api/session").status()).isEqualTo(401);
    assertThat(server.browser().logIn(name, GOOD).status()).isEqualTo(200);
    for (int i = 0; i < LogInLimit.FAILURES_OF_USER; i++) {
      browser.put("/api/account/password", change.formatted("x" + i, GOOD));
    }
    assertThat(browser.put("/api/account/password", change.formatted("y", GOOD)).status())
        .isEqualTo(429);
  }

  @Test
  void a_live_picture_ends_soon_after_the_role_that_allowed_it() throws Exception {
    Browser browser = server.as(Role.OPERATOR);
    String name = browser.get("/api/session").json().path("user").asString();
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
      owner.put("/api/accounts/" + name, "{\"role\": \"AUDITOR\"}");
      try {
        for (int i = 0; i < 30 && !closed.isDone(); i++) {
          socket.sendText("next", true).get(10, TimeUnit.SECONDS);
          Thread.sleep(500);
        }
      } catch (ExecutionException e) {
        // Closed while it was asking.
      } finally {
        socket.abort();
      }
      assertThat(closed.get(1, TimeUnit.SECONDS)).isEqualTo(1008);
    }
  }

  @Test
  void what_happens_to_accounts_is_told_to_whoever_writes_it_down() throws Exception {
    List<AccountEvent> told = new CopyOnWriteArrayList<>();
    server
        .context()
        .addApplicationListener(
            (ApplicationListener<PayloadApplicationEvent<AccountEvent>>)
                event -> told.add(event.getPayload()));
    Browser browser = server.as(Role.AUDITOR);
    browser.logIn("admin", "wrong");
    browser.delete("/api/session");
    assertThat(told)
        .extracting(AccountEvent::kind)
        .contains(
            AccountEvent.Kind.INVITED,
            AccountEvent.Kind.CREATED,
            AccountEvent.Kind.LOGGED_IN,
            AccountEvent.Kind.LOG_IN_FAILED,
            AccountEvent.Kind.LOGGED_OUT);
    assertThat(told.toString()).doesNotContain(RunningServer.PASSWORD);
    assertThat(server.bean(Accounts.class).all().toString()).doesNotContain("argon2");
  }
}
