package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.gatehouse.account.Accounts;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of cards in a real browser: made, shown, revoked. */
class CardPageTest {
  @TempDir Path data;

  @Test
  void a_card_is_made_shown_and_revoked() throws Exception {
    Chromium.assumePage();
    try (RunningServer server = RunningServer.start(data)) {
      String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
      Chromium.visit((_, page) -> cards(server, page, password));
    }
  }

  private static void cards(RunningServer server, Page page, String password) {
    page.navigate("http://localhost:" + server.port());
    Chromium.logIn(page, Accounts.ADMIN, password);
    page.getByTestId("nav-members").click();
    page.getByTestId("card-open").click();

    page.getByTestId("card-submit").click();
    page.getByText("Add at least one photo.").waitFor();
    page.getByTestId("enrol-photos")
        .setInputFiles(
            new Path[] {
              Path.of("target/test-media/photo-emily-1.jpg"),
              Path.of("target/test-media/photo-emily-5.jpg")
            });
    page.getByTestId("card-until").fill(LocalDate.now().plusYears(1).toString());
    page.getByTestId("card-consent").check();
    page.getByTestId("card-submit").click();
    Locator card = page.getByTestId("holder-card");
    card.waitFor();
    assertThat(card.innerText()).contains("Door", "everywhere");
    String id = page.getByTestId("card-id").innerText();
    Chromium.screenshot(page, "card");

    page.getByText("Forget it and go back").click();
    assertThat(card.count()).isZero();
    page.getByTestId("card-revoke").fill(id);
    page.getByTestId("card-revoke-submit").click();
    page.getByText("Card " + id + " is revoked for good.").waitFor();
  }
}
