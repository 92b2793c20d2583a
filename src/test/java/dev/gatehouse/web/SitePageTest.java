package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.GeoReference;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans and maps in a real browser. */
class SitePageTest {
  @TempDir Path folder;

  private RunningServer server(String... settings) {
    RunningServer server = RunningServer.start(folder.resolve("data"), settings);
    Sites sites = server.bean(Sites.class);
    sites.put(new Site("campus", "Campus"));
    sites.put(
        new Area(
            "ground",
            "campus",
            Optional.empty(),
            "Ground",
            0,
            40,
            25,
            Optional.of(new GeoReference(new GeoPoint(52.5, 13.4), 30)),
            List.of(
                new AreaZone(
                    "hall",
                    "Hall",
                    List.of(
                        new Point(2, 2), new Point(20, 2), new Point(20, 23), new Point(2, 23)))),
            List.of()));
    try (Image paper = Image.allocate(80, 50)) {
      paper.pixels().fill((byte) 255);
      sites.plan("ground", ImageCodec.png(paper));
    }
    return server;
  }

  private static void open(RunningServer server, Page page) {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    page.navigate("http://localhost:" + server.port() + "/#/site/ground");
    Chromium.logIn(page, "admin", password);
    page.waitForSelector("[data-testid=plan-map][data-ready=true]");
  }

  /** Blue, green and red of the ground just right of the map's left edge, beside the plan. */
  private static int[] ground(Page page) {
    BoundingBox box = page.getByTestId("plan-map").boundingBox();
    byte[] picture =
        page.screenshot(
            new Page.ScreenshotOptions().setClip(box.x + 20, box.y + box.height / 2, 4, 4));
    try (Image pixels = ImageCodec.decode(picture)) {
      return new int[] {
        pixels.buffer().get(0) & 0xFF, pixels.buffer().get(1) & 0xFF, pixels.buffer().get(2) & 0xFF
      };
    }
  }

  @Test
  void without_web_gl_the_plan_is_a_drawing_and_the_page_says_so() {
    try (RunningServer server = server()) {
      Chromium.visitWithoutWebGl(
          (_, page) -> {
            open(server, page);
            assertThat(page.getByTestId("no-webgl").innerText()).contains("has no WebGL");
            assertThat(page.getByTestId("plan-map").locator("image").count()).isOne();
            Chromium.screenshot(page, "site-without-webgl");
          });
    }
  }

  @Test
  void a_vector_map_of_the_owner_lies_below_the_plan() throws Exception {
    Path water = TinyPmTiles.water(folder.resolve("water.pmtiles"));
    try (RunningServer server =
        server("--gatehouse.map.pmtiles=" + water, "--gatehouse.map.attribution=Test data")) {
      Chromium.visit(
          (_, page) -> {
            open(server, page);
            page.waitForCondition(() -> ground(page)[0] == 0xE3); // water is #b9d7e3
            assertThat(ground(page)).containsExactly(0xE3, 0xD7, 0xB9);
            assertThat(page.getByTestId("plan-map").innerText()).contains("Test data");
            Chromium.screenshot(page, "site-map");
            // Two points are tied to that map by clicks.
            page.getByTestId("site-plan").click();
            page.waitForSelector("[data-testid=plan-map][data-ready=true]");
            page.getByTestId("tie").click();
            BoundingBox plan = page.getByTestId("plan-map").boundingBox();
            page.mouse().click(plan.x + plan.width / 3, plan.y + plan.height / 3);
            page.mouse().click(plan.x + plan.width / 2, plan.y + plan.height / 2);
            page.getByTestId("tie-pick-0").click();
            page.getByTestId("map-picker").locator("canvas").waitFor();
            page.waitForTimeout(500);
            page.getByTestId("map-picker").click();
            assertThat(Double.parseDouble(page.getByTestId("tie-0-0").inputValue()))
                .as("its middle, to a pixel or two of the whole world")
                .isBetween(-5.0, 5.0);
            page.getByTestId("map-picker").click(new Locator.ClickOptions().setPosition(160, 60));
            assertThat(Double.parseDouble(page.getByTestId("tie-1-0").inputValue()))
                .isBetween(10.0, 85.0);
            assertThat(page.getByTestId("tie-apply").isEnabled()).isTrue();
            Chromium.screenshot(page, "site-tie");
          });
    }
  }

  @Test
  void a_raster_map_of_the_owner_does_too() throws Exception {
    Path red = TinyPmTiles.red(folder.resolve("red.pmtiles"));
    try (RunningServer server = server("--gatehouse.map.pmtiles=" + red)) {
      Chromium.visit(
          (_, page) -> {
            open(server, page);
            page.waitForCondition(() -> ground(page)[2] > ground(page)[0] + 60);
          });
    }
  }
}
