package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real browser for tests of the page. */
public final class Chromium {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private Chromium() {}

  /** What is done with a page. */
  public interface Visit {
    void on(BrowserContext browser, Page page);
  }

  /**
   * Opens an empty page. Fails for any error on it, and for anything that its content policy has
   * refused; skips the test where there is no Chromium, or the page was not built.
   */
  public static void visit(Visit visit) {
    visit(List.of("--use-angle=swiftshader", "--enable-unsafe-swiftshader"), List.of(), visit);
  }

  /**
   * In a browser that cannot draw maps, but draws everything else faster: for moving pictures.
   *
   * @param flags more of them, as on the command line
   */
  static void visitMoving(List<String> flags, Visit visit) {
    visit(List.of("--disable-gpu"), flags, visit);
  }

  /** As {@link #visit}, in a browser that cannot draw maps. */
  public static void visitWithoutWebGl(Visit visit) {
    visit(List.of("--disable-gpu", "--disable-3d-apis"), List.of(), visit);
  }

  /**
   * @param graphics how it draws: WebGL is computed, for there is no graphics card
   */
  private static void visit(List<String> graphics, List<String> flags, Visit visit) {
    assumePage();
    assumeTrue(
        Files.isExecutable(PROGRAM), "Chromium is missing; on Debian: apt-get install chromium");
    var environment =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    var launch =
        new BrowserType.LaunchOptions()
            .setExecutablePath(PROGRAM)
            .setArgs(
                Stream.of(
                        graphics,
                        flags,
                        List.of(
                            "--no-sandbox",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync"))
                    .flatMap(List::stream)
                    .toList());
    try (Playwright playwright = Playwright.create(environment);
        Browser browser = playwright.chromium().launch(launch);
        BrowserContext context = browser.newContext();
        Page page = context.newPage()) {
      List<String> problems = new ArrayList<>();
      page.onPageError(problems::add);
      page.onConsoleMessage(
          message -> {
            if (message.text().contains("Content Security Policy")) {
              problems.add(message.text());
            }
          });
      visit.on(context, page);
      assertThat(problems).as("errors on the page").isEmpty();
    }
  }

  /** Skips the test where the page was not built. */
  public static void assumePage() {
    assumeTrue(
        Chromium.class.getResource("/static/index.html") != null,
        "The page is not built; build with Maven, which needs Node 20");
  }

  /** Logs in at the page that is open. */
  public static void logIn(Page page, String user, String password) {
    page.getByTestId("login-user").fill(user);
    page.getByTestId("login-password").fill(password);
    page.getByTestId("login-submit").click();
    page.getByTestId("nav-account").waitFor();
  }

  /** The whole page as {@code target/screenshots/NAME.png}, for people to look at. */
  public static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots/" + name + ".png")));
  }
}
