package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import dev.gatehouse.account.Accounts;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts in a real browser, with its virtual authenticator for passkeys. */
class AccountsPageTest {
  private static final String GOOD = "walnut ferry octagon lamp";

  @TempDir static Path data;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    Chromium.assumePage();
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String address() {
    return "http://localhost:" + server.port();
  }

  private static void authenticator(BrowserContext browser, Page page) {
    CDPSession devtools = browser.newCDPSession(page);
    devtools.send("WebAuthn.enable");
    var options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    var parameters = new JsonObject();
    parameters.add("options", options);
    devtools.send("WebAuthn.addVirtualAuthenticator", parameters);
  }

  @Test
  void a_passkey_is_added_and_logs_in_and_a_removed_one_does_not() {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    Chromium.visit(
        (browser, page) -> {
          authenticator(browser, page);
          page.navigate(address());
          Chromium.logIn(page, "admin", password);
          page.getByTestId("nav-account").click();
          page.getByTestId("passkey-name").fill("test device");
          page.getByTestId("passkey-add").click();
          page.getByTestId("passkey-row").waitFor();
          Chromium.screenshot(page, "account");
          page.getByTestId("logout").click();
          page.getByTestId("login-passkey").click();
          page.getByTestId("nav-account").waitFor();
          assertThat(page.getByTestId("nav-account").innerText()).isEqualTo("admin");
          page.getByTestId("nav-account").click();
          page.getByTestId("passkey-row").waitFor();
          page.getByTestId("passkey-row").getByText("Remove").click();
          page.waitForCondition(() -> page.getByTestId("passkey-row").count() == 0);
          page.getByTestId("logout").click();
          page.getByTestId("login-passkey").click();
          page.getByTestId("banner-error").waitFor();
          assertThat(page.getByTestId("banner-error").innerText()).contains("not known here");
        });
  }

  @Test
  void an_owner_invites_and_whoever_opens_the_link_gets_an_account_of_that_role() {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    Chromium.visit(
        (browser, page) -> {
          page.navigate(address());
          Chromium.logIn(page, "admin", password);
          page.getByTestId("nav-accounts").click();
          page.getByTestId("invite-role").selectOption("AUDITOR");
          page.getByTestId("invite").click();
          String link = page.getByTestId("invitation-link").innerText();
          Chromium.screenshot(page, "accounts");
          page.getByTestId("logout").click();
          page.getByTestId("login-user").waitFor();

          page.navigate(link);
          page.getByTestId("welcome-user").fill("greta");
          page.getByTestId("welcome-password").fill(GOOD);
          page.getByTestId("welcome-submit").click();
          page.getByTestId("nav-account").waitFor();
          assertThat(page.getByTestId("nav-account").innerText()).isEqualTo("greta");
          assertThat(page.getByTestId("nav-door").count()).isZero();
          page.getByTestId("logout").click();
          page.getByTestId("login-user").waitFor();
          Chromium.logIn(page, "greta", GOOD);
        });
  }

  @Test
  void a_token_made_on_the_page_is_shown_once_and_works() throws Exception {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    List<String> secret = new ArrayList<>();
    Chromium.visit(
        (browser, page) -> {
          page.navigate(address());
          Chromium.logIn(page, "admin", password);
          page.getByTestId("nav-account").click();
          page.getByTestId("token-name").fill("dashboard");
          page.getByTestId("token-until").fill(LocalDate.now().plusDays(30).toString());
          page.getByTestId("scope-VIEW_STREET").check();
          page.getByTestId("token-make").click();
          secret.add(page.getByTestId("token-secret").innerText());
          page.reload();
          page.getByTestId("token-row").waitFor();
          assertThat(page.getByTestId("token-secret").count()).isZero();
        });
    var program = server.browser().withToken(secret.getFirst());
    assertThat(program.get("/api/streets").status()).isEqualTo(200);
    assertThat(program.get("/api/doors").status()).isEqualTo(403);
  }

  @Test
  void a_member_erases_themselves_on_their_page() throws Exception {
    var owner = server.administrator();
    String notice = owner.get("/api/notice?purpose=DOOR").json().path("version").asString();
    String id =
        owner
            .form()
            .field("name", "Emily Example")
            .field("purpose", "DOOR")
            .field("noticeVersion", notice)
            .field("consent", "true")
            .file("photos", Path.of("target/test-media/photo-emily-1.jpg"))
            .post("/api/members")
            .json()
            .path("member")
            .path("id")
            .asString();
    String link =
        owner.post("/api/members/" + id + "/invitation", "").json().path("link").asString();
    Chromium.visit(
        (browser, page) -> {
          authenticator(browser, page);
          page.navigate(address() + "/#/welcome/" + link);
          page.getByTestId("welcome-user").fill("emily");
          page.getByTestId("welcome-passkey").click();
          page.getByTestId("passkey-row").waitFor();
          page.getByTestId("nav-me").click();
          page.getByTestId("my-grant").waitFor();
          Chromium.screenshot(page, "my-data");
          page.getByTestId("erase-me").click();
          page.getByTestId("confirm-action").click();
          page.getByTestId("erasure-receipt").waitFor();
          assertThat(page.getByTestId("erasure-receipt").innerText()).contains(id);
        });
    assertThat(owner.get("/api/members").json()).isEmpty();
    assertThat(server.bean(Accounts.class).find("emily")).isEmpty();
  }

  @Test
  void a_made_up_passkey_is_refused() throws Exception {
    var nobody = new dev.gatehouse.web.Browser(server.port());
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"id\": \"AA\", \"rawId\": \"AA\", \"type\": \"public-key\", \"response\": {}}",
            "{\"response\": {\"clientDataJSON\": \"!\"}}")) {
      var answer = nobody.post("/api/session/passkey", body);
      assertThat(answer.status()).as(body).isEqualTo(401);
      assertThat(answer.error()).startsWith("This passkey is not known here");
    }
    // Another address than the one that passkeys are for: told, instead of an error of the browser.
    var elsewhere = nobody.post("/api/session/passkey/options", "");
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.error())
        .contains("http://localhost:" + server.port(), "gatehouse.address");
  }
}
