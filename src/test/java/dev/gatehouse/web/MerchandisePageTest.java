package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.door.DemoMember;
import dev.gatehouse.merchandise.Item;
import dev.gatehouse.merchandise.Merchandise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The pages of merchandise in a real browser, and goods beside a kiosk's picture. */
class MerchandisePageTest {
  private static final double PATIENCE = 60_000; // milliseconds, on a busy machine
  private static final Path GOODS = Path.of("src/main/resources/demo/goods");

  @TempDir static Path data;
  private static RunningServer server;
  private static String password;

  @BeforeAll
  static void start() {
    Chromium.assumePage();
    assumeTrue(
        Files.exists(DemoMember.FILM),
        "The demo's films are missing; build with Maven, which fetches them with npm");
    server =
        RunningServer.start(
            data,
            "--gatehouse.kiosks[0].id=showroom",
            "--gatehouse.kiosks[0].name=Showroom",
            "--gatehouse.kiosks[0].camera=loop:" + DemoMember.FILM.toAbsolutePath());
    password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void open(Page page, String route) {
    page.navigate("http://localhost:" + server.port() + "/#/merchandise");
    Chromium.logIn(page, Accounts.ADMIN, password);
    page.navigate("http://localhost:" + server.port() + "/#/" + route);
  }

  private static void load() throws IOException {
    Merchandise merchandise = server.bean(Merchandise.class);
    merchandise.load(Files.readAllBytes(GOODS.resolve("catalogue.csv")));
    for (Item item : merchandise.items()) {
      Path picture = GOODS.resolve(item.sku() + ".png");
      if (Files.exists(picture)) {
        merchandise.putPicture(item.id(), Files.readAllBytes(picture));
      }
    }
  }

  @Test
  void a_catalogue_is_uploaded_and_edited() throws Exception {
    String csv =
        Files.readString(GOODS.resolve("catalogue.csv"))
            + "scarf;Scarf;;1.299;EUR;;;;;;5;1\n"
            + "hat;Hat;;19,90;EUR;;old;;;;5;1\n"
            + "gloves;Gloves\n";
    List<Path> pictures;
    try (Stream<Path> files = Files.list(GOODS)) {
      pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
    }
    Chromium.visit(
        (_, page) -> {
          page.setViewportSize(1360, 900);
          open(page, "merchandise");
          page.getByTestId("upload-catalogue")
              .setInputFiles(new FilePayload("goods.csv", "text/csv", csv.getBytes(UTF_8)));
          page.getByTestId("upload-result").waitFor();
          assertThat(page.getByTestId("upload-result").innerText())
              .contains("goods.csv", "3 refused", "'1.299' may be 1299 or 1.299");
          assertThat(page.getByTestId("refused-row").count()).isEqualTo(3);
          Chromium.screenshot(page, "merchandise-upload");

          page.getByTestId("upload-pictures").setInputFiles(pictures.toArray(new Path[0]));
          page.getByText("14 of 14 pictures were taken.").waitFor();
          Locator wine =
              page.getByTestId("goods-row")
                  .filter(new Locator.FilterOptions().setHasText("Red wine"));
          assertThat(wine.innerText()).contains("from 18 on", "12.90");
          Chromium.screenshot(page, "merchandise");

          wine.getByTestId("item-edit").click();
          page.getByTestId("item-stock").fill("0");
          page.getByTestId("item-price").fill("no price");
          page.getByTestId("item-save").click();
          page.getByText("'no price' is no price; write it as 12.90 or 12,90").waitFor();
          page.getByTestId("item-price").fill("11,50");
          page.getByTestId("item-dialog").getByText("18-29").click();
          Chromium.screenshot(page, "merchandise-item");
          page.getByTestId("item-save").click();
          wine.getByText("sold out").waitFor();
          assertThat(wine.innerText()).contains("11.50", "ages 18-29");
          page.getByTestId("goods-search").fill("red wi");
          assertThat(page.getByTestId("goods-row").count()).isEqualTo(1);
          wine.getByTestId("item-delete").click();
          page.getByTestId("confirm-action").click();
          page.getByText("Nothing matches").waitFor();
        });
  }

  @Test
  void a_kiosk_shows_goods_and_learns_from_a_touch() throws Exception {
    load();
    Chromium.visitMoving(
        List.of(),
        (_, page) -> {
          page.setViewportSize(1600, 900);
          open(page, "kiosk/showroom");
          page.locator("[data-testid=kiosk-canvas][data-faces='1']")
              .waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
          page.getByTestId("pick")
              .first()
              .waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
          assertThat(page.getByTestId("pick").count()).isBetween(1, 4);
          assertThat(page.getByTestId("kiosk-picks").innerText()).contains("Have a look");
          Chromium.screenshot(page, "kiosk-goods");
          // What was picked before anybody was there is not counted: wait for a counted one.
          page.waitForCondition(
              () -> server.bean(Merchandise.class).kiosks().contains("showroom"),
              new Page.WaitForConditionOptions().setTimeout(PATIENCE));
          page.waitForTimeout(4000);
          String name = page.getByTestId("pick").first().locator(".pick-name").innerText();
          page.getByTestId("pick").first().click();
          page.getByTestId("pick-open").waitFor();
          assertThat(page.getByTestId("pick-open").innerText()).contains(name);
          page.waitForTimeout(600);
          Chromium.screenshot(page, "kiosk-goods-open");
          page.waitForCondition(
              () ->
                  server.bean(Merchandise.class).items().stream()
                      .anyMatch(
                          item ->
                              item.name().equals(name)
                                  && server.bean(Merchandise.class).rate(item.id()).hits() > 0),
              new Page.WaitForConditionOptions().setTimeout(PATIENCE));
          page.getByTestId("pick-close").click();
          page.getByTestId("pick").first().waitFor();
          page.setViewportSize(900, 1600);
          page.waitForTimeout(800);
          Chromium.screenshot(page, "kiosk-goods-portrait");
        });
  }

  @Test
  void the_report_shows_lift_with_its_interval() throws Exception {
    load();
    counts();
    Chromium.visit(
        (_, page) -> {
          page.setViewportSize(1360, 900);
          open(page, "merchandise/report");
          page.getByTestId("report-lift").waitFor();
          assertThat(page.getByTestId("report-lift").innerText())
              .containsPattern("\\+\\d+ %")
              .contains("95 % interval", "Random screens touched");
          page.getByTestId("report-curve").waitFor();
          page.getByTestId("by-sex").click();
          page.waitForTimeout(600);
          Chromium.screenshot(page, "merchandise-report");
          assertThat(page.getByTestId("report-contexts").getAttribute("aria-label"))
              .contains("sex");
          page.setViewportSize(420, 900);
          page.waitForTimeout(600);
          Chromium.screenshot(page, "merchandise-report-narrow");
        });
    assertThat(server.as(Role.AUDITOR).get("/api/merchandise/report").status()).isEqualTo(403);
  }

  /** Four weeks of shows and touches, in which learning helps. */
  private static void counts() {
    JdbcClient sql = server.bean(JdbcClient.class);
    var random = new Random(1);
    List<Item> items = server.bean(Merchandise.class).items();
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.DAYS);
    for (int hour = 0; hour < 27 * 24; hour += 6) {
      Instant at = end.minus(27 * 24 - hour, ChronoUnit.HOURS);
      for (boolean explored : new boolean[] {false, true}) {
        double learned = explored ? 1 : 1.2 + 0.6 * hour / (27 * 24);
        for (String sex : List.of("FEMALE", "MALE")) {
          String age = List.of("FROM_18", "FROM_30", "FROM_60").get(random.nextInt(3));
          int slates = explored ? 8 : 72;
          sql.sql(
                  "insert into merchandise_slate (at, kiosk, age, sex, explored, slates, touched)"
                      + " values (?, 'showroom', ?, ?, ?, ?, ?)")
              .params(
                  at.atOffset(ZoneOffset.UTC),
                  age,
                  sex,
                  explored,
                  slates,
                  binomial(slates, 0.12 * learned, random))
              .update();
          for (Item item : items) {
            double liked = 0.01 + 0.05 * ((item.sku().hashCode() & 7) / 7.0);
            double bySex = (item.sku().hashCode() & 8) == 0 == sex.equals("MALE") ? 1.5 : 0.7;
            int shows = 4 + random.nextInt(explored ? 3 : 20);
            sql.sql(
                    "insert into merchandise_count (at, kiosk, item, age, sex, explored, shows,"
                        + " touches) values (?, 'showroom', ?, ?, ?, ?, ?, ?)")
                .params(
                    at.atOffset(ZoneOffset.UTC),
                    item.id(),
                    age,
                    sex,
                    explored,
                    shows,
                    binomial(shows, liked * bySex, random))
                .update();
          }
        }
      }
    }
  }

  private static int binomial(int n, double p, Random random) {
    int hits = 0;
    for (int i = 0; i < n; i++) {
      hits += random.nextDouble() < p ? 1 : 0;
    }
    return hits;
  }
}
