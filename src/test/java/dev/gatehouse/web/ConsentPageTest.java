package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.LedgerEntry;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the consent ledger, of notices and of the report in a real browser. */
class ConsentPageTest {
  private static final String GOOD = "walnut ferry octagon lamp";

  @TempDir static Path data;
  private static RunningServer server;
  private static String address;
  private static String password;

  @BeforeAll
  static void start() {
    Chromium.assumePage();
    server =
        RunningServer.start(
            data, "--gatehouse.doors[0].name=Main door", "--gatehouse.doors[0].place=hall");
    address = "http://localhost:" + server.port();
    password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Members members() {
    return server.bean(Members.class);
  }

  private static ConsentNotice notice(Purpose purpose, String language) {
    return members().notices().current(purpose).stream()
        .filter(one -> one.language().equals(language))
        .findFirst()
        .orElseThrow();
  }

  private static Member enrol(String name, String photo) {
    Consent consent =
        new Consent(
            true,
            Purpose.DOOR,
            Set.of("hall"),
            Optional.empty(),
            Optional.empty(),
            notice(Purpose.DOOR, "en").version(),
            "page",
            "admin");
    Material material = Material.of(Path.of("target/test-media/photo-" + photo + "-1.jpg"));
    return ((Enrolment.Enrolled) members().enrol(name, consent, List.of(material))).member();
  }

  private static void logIn(Page page, String user, String word) {
    page.navigate(address);
    Chromium.logIn(page, user, word);
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @Test
  void a_member_is_asked_for_a_further_agreement_with_the_words_in_their_language() {
    Member anna = enrol("Anna Consent", "jessica");
    ConsentNotice german = notice(Purpose.VERIFY, "de");
    Chromium.visit(
        (_, page) -> {
          logIn(page, Accounts.ADMIN, password);
          page.navigate(address + "/#/members");
          page.getByLabel("What Anna Consent agreed to").click();
          page.getByTestId("ledger-line").waitFor();
          page.getByTestId("ledger-line").locator("summary").click();
          assertThat(plain(page.getByTestId("ledger-notice").innerText()))
              .isEqualTo(plain(notice(Purpose.DOOR, "en").text()));
          page.getByTestId("agree-purpose").selectOption(new SelectOption().setValue("VERIFY"));
          page.getByTestId("agree-language").selectOption(new SelectOption().setValue("de"));
          assertThat(plain(page.getByTestId("agree-notice").innerText()))
              .isEqualTo(plain(german.text()));
          page.getByTestId("agree-submit").click();
          page.getByText("Choose at least one place, or all places.").waitFor();
          page.getByTestId("agree-everywhere").check();
          page.getByTestId("agree-submit").click();
          page.getByText("Without the member’s consent nothing is recorded.").waitFor();
          page.getByTestId("agree-consent").check();
          Chromium.screenshot(page, "consent-agree");
          page.getByTestId("agree-submit").click();
          page.getByText("It is in force.").waitFor();
          page.waitForCondition(() -> page.getByTestId("ledger-line").count() == 2);
          Chromium.screenshot(page, "consent-ledger");
        });
    ConsentGrant added = members().find(anna.id()).orElseThrow().grants().getLast();
    assertThat(added.purpose()).isEqualTo(Purpose.VERIFY);
    assertThat(added.places()).isEmpty();
    assertThat(members().ledger(anna.id()).getLast())
        .isInstanceOfSatisfying(
            LedgerEntry.Granted.class,
            granted -> {
              assertThat(granted.notice()).isEqualTo(german);
              assertThat(granted.recordedBy()).isEqualTo(Accounts.ADMIN);
            });
  }

  @Test
  void a_new_version_of_a_notice_tells_what_it_means_and_keeps_the_earlier_one() {
    Member laura = enrol("Laura Notice", "laura");
    ConsentNotice before = notice(Purpose.DOOR, "en");
    ConsentNotice german = notice(Purpose.DOOR, "de");
    Chromium.visit(
        (_, page) -> {
          logIn(page, Accounts.ADMIN, password);
          page.getByTestId("nav-notices").click();
          page.getByTestId("notice-current").waitFor();
          Chromium.screenshot(page, "notices");
          page.getByTestId("notice-write").click();
          assertThat(page.getByTestId("notice-save").isDisabled()).isTrue(); // it is the same yet
          page.getByTestId("notice-editor").fill("Too short.");
          assertThat(page.getByTestId("notice-save").isDisabled()).isTrue();
          page.getByTestId("notice-editor").fill(before.text() + "\n\nAsk Mr Smith at the desk.");
          page.getByTestId("notice-save").click();
          page.getByTestId("notice-warning").getByText("in force rest").waitFor();
          assertThat(page.getByTestId("notice-warning").innerText())
              .contains(before.version())
              .contains("agreed to the earlier words");
          Chromium.screenshot(page, "notice-warning");
          page.getByTestId("confirm-action").click();
          page.getByText("is in force.").waitFor();
          assertThat(page.getByTestId("notice-current").innerText())
              .endsWith("Ask Mr Smith at the desk.");
          page.getByTestId("notice-former").locator("summary").click();
          Chromium.screenshot(page, "notices-history");

          page.getByTestId("notice-other").fill("fr");
          page.getByTestId("notice-other-add").click();
          page.getByText("A new version in French").waitFor();
        });
    assertThat(notice(Purpose.DOOR, "en").text()).endsWith("Ask Mr Smith at the desk.");
    assertThat(notice(Purpose.DOOR, "de")).isEqualTo(german);
    assertThat(members().find(laura.id()).orElseThrow().grants().getFirst().noticeVersion())
        .isEqualTo(before.version());
  }

  @Test
  void a_member_reads_their_own_ledger_and_withdrawing_adds_a_line() {
    Member emily = enrol("Emily Own", "emily");
    Accounts accounts = server.bean(Accounts.class);
    accounts.accept(
        accounts.invite(Role.MEMBER, Set.of(), Optional.of(emily.id()), Accounts.ADMIN),
        "emily",
        Optional.of(GOOD));
    Chromium.visit(
        (_, page) -> {
          logIn(page, "emily", GOOD);
          page.getByTestId("ledger-line").waitFor();
          page.getByTestId("withdraw-mine").click();
          page.getByTestId("confirm-action").click();
          page.locator("[data-testid=ledger-line][data-what=WITHDRAWN]").waitFor();
          assertThat(page.getByTestId("ledger-line").count()).isEqualTo(2);
          page.getByTestId("ledger-line").first().locator("summary").click();
          assertThat(page.getByTestId("ledger-notice").innerText())
              .contains("You are free to refuse");
          Chromium.screenshot(page, "my-ledger");
        });
  }

  @Test
  void the_report_is_taken_from_the_page() {
    enrol("Tara Named", "jessica");
    Chromium.visit(
        (_, page) -> {
          logIn(page, Accounts.ADMIN, password);
          page.getByTestId("nav-audit").click();
          page.getByTestId("report-names").waitFor();
          Download without = page.waitForDownload(() -> page.getByTestId("report-html").click());
          assertThat(read(without)).contains("Record of processing").doesNotContain("Tara Named");
          page.getByTestId("report-names").check();
          Download with = page.waitForDownload(() -> page.getByTestId("report-html").click());
          assertThat(with.suggestedFilename()).matches("gatehouse-report-.*\\.html");
          assertThat(read(with)).contains("Tara Named");
          Chromium.screenshot(page, "audit-report");
        });
  }

  private static String read(Download download) {
    try {
      return Files.readString(download.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
