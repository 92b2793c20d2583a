package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans in a real browser. */
class SitePageTest {
  @TempDir static Path data;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
    Sites sites = server.bean(Sites.class);
    sites.put(new Site("campus", "Campus"));
    sites.put(
        new Area(
            "ground",
            "campus",
            Optional.empty(),
            "Ground floor",
            0,
            40,
            25,
            Optional.empty(),
            List.of(
                new AreaZone(
                    "hall",
                    "Hall",
                    List.of(
                        new Point(0, 0), new Point(20, 0), new Point(20, 25), new Point(0, 25)))),
            List.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void open(Page page, String where) {
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    page.navigate("http://localhost:" + server.port() + where);
    Chromium.logIn(page, "admin", password);
  }

  @Test
  void a_plan_is_drawn_as_a_map() {
    Chromium.visit(
        (_, page) -> {
          open(page, "/#/site/ground");
          page.waitForSelector("[data-testid=plan-map][data-ready=true]");
          assertThat(page.getByTestId("no-webgl").count()).isZero();
          Chromium.screenshot(page, "site-first");
        });
  }

  @Test
  void without_web_gl_the_plan_is_a_drawing_and_the_page_says_so() {
    Chromium.visitWithoutWebGl(
        (_, page) -> {
          open(page, "/#/site/ground");
          page.waitForSelector("[data-testid=plan-map][data-ready=true]");
          assertThat(page.getByTestId("no-webgl").innerText()).contains("has no WebGL");
          Chromium.screenshot(page, "site-without-webgl");
        });
  }
}
