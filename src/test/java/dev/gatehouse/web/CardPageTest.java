package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.gatehouse.account.Accounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of cards in a real browser: made, shown, revoked. */
class CardPageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir Path data;

  @Test
  void a_card_is_made_shown_and_revoked() throws Exception {
    assumeTrue(
        Files.isExecutable(CHROMIUM), "Chromium is missing; on Debian: apt-get install chromium");
    var environment =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    var launch =
        new BrowserType.LaunchOptions()
            .setExecutablePath(CHROMIUM)
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run"));
    try (RunningServer server = RunningServer.start(data);
        Playwright playwright = Playwright.create(environment);
        var browser = playwright.chromium().launch(launch);
        Page page = browser.newPage()) {
      List<String> problems = new ArrayList<>();
      page.onPageError(problems::add);
      page.navigate("http://localhost:" + server.port());
      page.getByTestId("login-user").fill(Accounts.ADMIN);
      page.getByTestId("login-password")
          .fill(server.bean(Accounts.class).resetPassword(Accounts.ADMIN));
      page.getByTestId("login-submit").click();
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
      Files.createDirectories(Path.of("target/screenshots"));
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/card.png")));

      page.getByText("Forget it and go back").click();
      assertThat(card.count()).isZero();
      page.getByTestId("card-revoke").fill(id);
      page.getByTestId("card-revoke-submit").click();
      page.getByText("Card " + id + " is revoked for good.").waitFor();
      assertThat(problems).as("errors on the page").isEmpty();
    }
  }
}
