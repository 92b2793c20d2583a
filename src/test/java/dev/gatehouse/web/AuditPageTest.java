package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.SelectOption;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the audit log in a real browser. */
class AuditPageTest {
  private static final String GOOD = "walnut ferry octagon lamp";

  @TempDir static Path data;
  private static RunningServer server;
  private static String address;

  @BeforeAll
  static void start() {
    Chromium.assumePage();
    server = RunningServer.start(data);
    address = "http://localhost:" + server.port();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void logIn(Page page, String user, String password) {
    page.navigate(address);
    Chromium.logIn(page, user, password);
  }

  private static void state(Page page, String state) {
    page.locator("[data-testid=audit-verified][data-state=" + state + "]").waitFor();
  }

  @Test
  void the_page_remembers_the_log_and_notices_when_it_was_changed() {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    Chromium.visit(
        (_, page) -> {
          logIn(page, "admin", password);
          page.getByTestId("nav-audit").click();
          state(page, "first");
          page.getByTestId("audit-row").first().waitFor();
          page.getByTestId("audit-action").selectOption(new SelectOption().setValue("LOG_IN"));
          page.waitForCondition(
              () ->
                  page.getByTestId("audit-row").count() > 0
                      && page.locator("[data-testid=audit-row]:not([data-action=LOG_IN])").count()
                          == 0);
          page.getByTestId("logout").click();
          logIn(page, "admin", password);
          page.getByTestId("nav-audit").click();
          state(page, "grown");
          Chromium.screenshot(page, "audit");

          // As if the server told another log than before.
          page.route(
              "**/api/audit/consistency*",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setContentType("application/json")
                          .setBody("{\"first\": 1, \"second\": 2, \"path\": []}")));
          server.bean(AuditLog.class).record(AuditEvent.of(AuditAction.SETTINGS, Actor.SYSTEM));
          page.reload();
          state(page, "broken");
          assertThat(page.getByTestId("banner-error").innerText()).contains("The log was changed");
        });
  }

  @Test
  void a_member_reads_who_looked_at_their_day_and_why() throws Exception {
    UUID member =
        UUID.fromString(
            server.as(Role.MEMBER).get("/api/session").json().path("member").asString());
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    Chromium.visit(
        (_, page) -> {
          logIn(page, "admin", password);
          page.navigate(address + "/#/members/" + member);
          page.getByTestId("day-date").fill("2026-11-25");
          page.getByTestId("day-reason").fill("A bag was left at the door");
          page.getByTestId("day-submit").click();
          page.getByTestId("day-decisions").waitFor();
          Chromium.screenshot(page, "member-day");
        });
    Accounts accounts = server.bean(Accounts.class);
    accounts.delete(accounts.ofMember(member).orElseThrow().username(), Accounts.ADMIN);
    String link = accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), Accounts.ADMIN);
    accounts.accept(link, "anna", Optional.of(GOOD));
    Chromium.visit(
        (_, page) -> {
          logIn(page, "anna", GOOD);
          page.getByTestId("my-unread").waitFor();
          List<String> entries = page.getByTestId("my-audit").allInnerTexts();
          assertThat(entries)
              .anySatisfy(
                  entry ->
                      assertThat(entry)
                          .contains("admin · looked")
                          .contains("because: A bag was left at the door"));
          Chromium.screenshot(page, "my-data");
          page.reload();
          page.getByTestId("my-audit").first().waitFor();
          assertThat(page.getByTestId("my-unread").count()).isZero();
        });
  }
}
