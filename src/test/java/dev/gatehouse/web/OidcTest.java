package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in at a real OIDC server, in a real browser. */
class OidcTest {
  @TempDir static Path data;
  private static RunningServer server;
  private static OidcServer oidc;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    // Gatehouse starts while the OIDC server is not there.
    server =
        RunningServer.start(
            data,
            "--gatehouse.oidc.issuer=http://127.0.0.1:" + port,
            "--gatehouse.oidc.client-id=gatehouse",
            "--gatehouse.oidc.client-secret=" + OidcServer.SECRET,
            "--gatehouse.oidc.name=Town log-in",
            "--gatehouse.oidc.role-claim=realm_access.roles",
            "--gatehouse.oidc.roles.OWNER=gate-admins",
            "--gatehouse.oidc.roles.OPERATOR=guards");
    oidc = OidcServer.start(port, "http://localhost:" + server.port() + "/login/oauth2/code/oidc");
  }

  @AfterAll
  static void stop() {
    if (oidc != null) {
      oidc.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void logIn(Page page, String user) {
    page.navigate("http://localhost:" + server.port());
    assertThat(page.getByTestId("login-oidc").innerText()).isEqualTo("Log in with Town log-in");
    page.getByTestId("login-oidc").click();
    page.locator("input[name=username]").fill(user);
    page.locator("input[name=password]").fill(user + "-password");
    page.locator("button[type=submit]").click();
  }

  @Test
  void whoever_has_a_role_there_gets_an_account_here() {
    Chromium.visit(
        (_, page) -> {
          logIn(page, "ada");
          page.getByTestId("nav-account").waitFor();
          assertThat(page.getByTestId("nav-account").innerText()).isEqualTo("ada");
          assertThat(page.getByTestId("nav-accounts").count()).isEqualTo(1);
          page.getByTestId("logout").click();
          page.getByTestId("login-oidc").waitFor();
        });
    Account ada = server.bean(Accounts.class).find("ada").orElseThrow();
    assertThat(ada.role()).isEqualTo(Role.OWNER);
    assertThat(ada.passwordSet()).isFalse();
    assertThat(ada.subject().orElseThrow()).startsWith("http://127.0.0.1:").endsWith(" ada");
  }

  @Test
  void whoever_has_none_is_not_let_in() {
    Chromium.visit(
        (_, page) -> {
          logIn(page, "eve");
          page.getByTestId("banner-error").waitFor();
          assertThat(page.getByTestId("banner-error").innerText()).contains("did not let you in");
        });
    assertThat(server.bean(Accounts.class).find("eve")).isEmpty();
  }

  @Test
  void an_answer_that_nobody_asked_for_is_refused() throws Exception {
    Browser browser = server.browser();
    var forged = browser.get("/login/oauth2/code/oidc?code=abc&state=def");
    assertThat(forged.status()).isEqualTo(302);
    assertThat(forged.header("Location").orElseThrow()).endsWith("/?login=refused");
    assertThat(browser.get("/api/session").status()).isEqualTo(401);
    var asked = browser.get("/oauth2/authorization/oidc");
    assertThat(asked.status()).isEqualTo(302);
    assertThat(asked.header("Location").orElseThrow())
        .contains("code_challenge_method=S256", "state=", "nonce=");
    assertThat(asked.header("Set-Cookie").orElse(""))
        .contains("GATEHOUSE-OIDC=", "HttpOnly", "SameSite=Lax");
    var wrong = browser.get("/login/oauth2/code/oidc?code=abc&state=def");
    assertThat(wrong.header("Location").orElseThrow()).endsWith("/?login=refused");
  }
}
