package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.image.Point;
import dev.gatehouse.interior.InteriorStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People on a plan, statistics, and the public page, in a real browser. */
class StatisticsPageTest {
  @TempDir static Path data;
  private static RunningServer server;
  private static Town town;

  @BeforeAll
  static void start() {
    Chromium.assumePage();
    server = RunningServer.start(data);
    town = new Town(server, data);
    town.fill();
    town.warm();
    server.bean(InteriorStore.class).capacity("hall", "stalls", Optional.of(8));
    server.bean(InteriorStore.class).capacity("hall", "office", Optional.of(3));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void open(Page page, String where) {
    page.setViewportSize(1360, 900);
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    page.navigate("http://localhost:" + server.port() + where);
    Chromium.logIn(page, "admin", password);
  }

  /** People who come in through the front door one after the other and walk in circles. */
  private static void walk(AtomicBoolean stop) {
    long start = System.nanoTime();
    while (!stop.get()) {
      double t = (System.nanoTime() - start) / 1e9;
      List<Point> people = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        double on = t - 0.4 * i;
        double x = Math.min(2 + 1.3 * Math.max(0, on), 6.5 + 2.2 * i);
        double turn = Math.max(0, on - 4) / (1.5 + i % 3);
        people.add(
            new Point(
                x + 1.2 * Math.sin(turn),
                8 + (i % 2 == 0 ? -2.2 : 2.2) * (1 - Math.cos(turn)) / 2));
      }
      town.see(people);
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Test
  void dots_move_on_the_plan_with_heat_and_flows() throws Exception {
    var stop = new AtomicBoolean();
    Thread walkers = Thread.startVirtualThread(() -> walk(stop));
    try {
      Chromium.visit(
          (_, page) -> {
            open(page, "/#/interior/hall");
            page.waitForSelector("[data-testid=plan-map][data-ready=true]");
            page.waitForFunction(
                "document.querySelector('[data-testid=interior-total]').textContent.includes('9 in"
                    + " sight')");
            page.waitForFunction(
                "document.querySelector('[data-testid=interior-state]').textContent.startsWith('live')");
            assertThat(page.getByTestId("zone-stalls").innerText()).contains("by its doors");
            assertThat(page.getByTestId("zone-cafe").innerText()).contains("those in sight");
            page.waitForTimeout(2500);
            Chromium.screenshot(page, "interior-live");

            page.getByTestId("show-heat").check();
            page.waitForSelector(".heat-scale svg");
            page.waitForTimeout(1500);
            Chromium.screenshot(page, "interior-heat");
            page.getByTestId("show-heat").uncheck();
            page.getByTestId("show-flows").check();
            page.getByTestId("interior-flows").waitFor();
            assertThat(page.getByTestId("interior-flows").innerText()).contains("outside");
            page.waitForTimeout(1500);
            Chromium.screenshot(page, "interior-flows");
          });
    } finally {
      stop.set(true);
      walkers.join();
    }
  }

  @Test
  void a_site_in_figures() {
    Chromium.visit(
        (_, page) -> {
          open(page, "/#/statistics/town");
          page.getByTestId("city-total").waitFor();
          page.waitForTimeout(800);
          Chromium.screenshot(page, "statistics");
          assertThat(page.getByTestId("city-unusual").innerText()).contains("Front door");
          page.getByTestId("city-table-open").click();
          assertThat(page.getByTestId("city-table").innerText()).contains("< 5", "?");
          page.getByTestId("weeks-12").click();
          page.getByTestId("city-series").selectOption("people/hall/stalls");
          page.waitForTimeout(1500);
          Chromium.screenshot(page, "statistics-people");

          page.getByTestId("city-publish").click();
          page.getByTestId("city-public").waitFor();
          page.setViewportSize(1000, 900);
          page.navigate("http://localhost:" + server.port() + "/public/statistics/town");
          assertThat(page.locator("h1").innerText()).contains("in figures");
          Chromium.screenshot(page, "statistics-public");
        });
  }
}
