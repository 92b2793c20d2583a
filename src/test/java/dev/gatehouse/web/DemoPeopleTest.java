package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.Gatehouse;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.interior.LiveArea;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Real people of a film on the plan of the demo's yard. */
class DemoPeopleTest {
  private static final Path FILM = Path.of("/usr/share/doc/opencv-doc/examples/data/vtest.avi");
  private static final String YARD = "demo-yard";

  @TempDir Path data;

  @Test
  void who_crosses_the_square_is_a_dot_on_its_plan() throws Exception {
    assumeTrue(Files.isReadable(FILM), FILM + " is missing; on Debian: apt-get install opencv-doc");
    Chromium.assumePage();
    try (var context =
        new SpringApplicationBuilder(Gatehouse.class)
            .run(
                "--server.port=0",
                "--gatehouse.data=" + data.toAbsolutePath(),
                "--gatehouse.limits.requests-per-minute=100000")) {
      Interior interior = context.getBean(Interior.class);
      Set<String> ids = new HashSet<>();
      int most = 0;
      long end = System.nanoTime() + 90_000_000_000L;
      while (System.nanoTime() < end && (most < 4 || ids.size() < 8)) {
        Thread.sleep(200);
        Optional<LiveArea> live = interior.live(YARD);
        if (live.isPresent()) {
          live.get().dots().forEach(dot -> ids.add(dot.id()));
          most = Math.max(most, live.get().dots().size());
        }
      }
      assertThat(most).as("people of the film at once").isBetween(4, 20);
      int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      String password = context.getBean(Accounts.class).resetPassword(Accounts.ADMIN);
      Chromium.visit(
          (_, page) -> {
            page.setViewportSize(1360, 900);
            page.navigate("http://localhost:" + port + "/#/interior/" + YARD);
            Chromium.logIn(page, "admin", password);
            page.waitForSelector("[data-testid=plan-map][data-ready=true]");
            page.waitForFunction(
                "document.querySelector('[data-testid=interior-state]').textContent.startsWith('live')");
            page.waitForTimeout(3000);
            Chromium.screenshot(page, "interior-demo");
          });
    }
  }
}
