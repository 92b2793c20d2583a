package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import dev.gatehouse.web.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo's site as its owner draws on it, in a real browser. */
class DemoPlanTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path data;
  @TempDir static Path files;
  private static ConfigurableApplicationContext program;
  private static String password;

  @BeforeAll
  static void start() {
    assumeTrue(
        DemoPlanTest.class.getResource("/demo/demo-member.mp4") != null,
        "The demo's films are missing; build with Maven, which fetches them with npm");
    program =
        new SpringApplicationBuilder(Gatehouse.class)
            .run("--server.port=0", "--gatehouse.data=" + data);
    password = program.getBean(Accounts.class).resetPassword(Accounts.ADMIN);
  }

  @AfterAll
  static void stop() {
    if (program != null) {
      program.close();
    }
  }

  private static Sites sites() {
    return program.getBean(Sites.class);
  }

  private static String address() {
    return "http://localhost:" + program.getEnvironment().getRequiredProperty("local.server.port");
  }

  private static void open(Page page, String where) {
    page.setViewportSize(1440, 900);
    page.navigate(address());
    Chromium.logIn(page, "admin", password);
    go(page, where);
  }

  private static void go(Page page, String where) {
    page.navigate(address() + "/#/site/" + where);
    drawn(page);
  }

  private static void drawn(Page page) {
    page.waitForSelector("[data-testid=plan-map][data-ready=true][data-view]");
  }

  /** Where a point of the plan is on the screen, as the map says. */
  private static Point onScreen(Page page, Point metres) {
    JsonNode view =
        JSON.readTree(
            Objects.requireNonNull(page.getByTestId("plan-map").getAttribute("data-view")));
    BoundingBox box = page.getByTestId("plan-map").locator("canvas").boundingBox();
    return new Point(
        box.x
            + view.get(4).asDouble()
            + metres.x() * view.get(0).asDouble()
            + metres.y() * view.get(2).asDouble(),
        box.y
            + view.get(5).asDouble()
            + metres.x() * view.get(1).asDouble()
            + metres.y() * view.get(3).asDouble());
  }

  /** Whether something is drawn near that point of a white plan. */
  private static boolean inked(Page page, Point metres) {
    Point at = onScreen(page, metres);
    byte[] picture =
        page.screenshot(new Page.ScreenshotOptions().setClip(at.x() - 12, at.y() - 6, 24, 12));
    try (Image pixels = ImageCodec.decode(picture)) {
      for (int i = 0; i < pixels.buffer().capacity(); i++) {
        if ((pixels.buffer().get(i) & 0xFF) < 100) {
          return true;
        }
      }
      return false;
    }
  }

  private static void clickPlan(Page page, Point metres) {
    Point at = onScreen(page, metres);
    page.mouse().click(at.x(), at.y());
  }

  @Test
  void a_camera_is_placed_with_clicks_and_calibrated_with_four_pairs() {
    Placement before = sites().placement("demo-street").orElseThrow();
    sites().removePlacement("demo-street");
    Chromium.visit(
        (_, page) -> {
          open(page, "demo-yard");
          page.getByTestId("camera-demo-street").click();
          drawn(page);
          clickPlan(page, new Point(30, 48));
          page.getByTestId("camera-direction").waitFor();
          page.getByTestId("camera-direction").fill("0");
          page.getByTestId("camera-range").fill("40");
          page.getByTestId("save-placement").click();
          page.waitForCondition(() -> sites().placement("demo-street").isPresent());
          Placement placed = sites().placement("demo-street").orElseThrow();
          assertThat(placed.position().metres().distance(new Point(30, 48))).isLessThan(0.3);

          page.getByTestId("calibrate").click();
          page.waitForSelector(
              "[data-testid=still][data-ready=true]",
              new Page.WaitForSelectorOptions().setTimeout(30_000));
          drawn(page);
          List<Point> picture =
              List.of(
                  new Point(0.1302, 0.3611),
                  new Point(0.8333, 0.217),
                  new Point(0.9115, 0.8681),
                  new Point(0.0391, 0.559));
          List<Point> metres =
              List.of(
                  new Point(22.15, 27.1),
                  new Point(39.22, 19.08),
                  new Point(34.8, 38.99),
                  new Point(22.59, 33.5));
          for (int i = 0; i < 4; i++) {
            assertThat(page.getByTestId("calibration-step").innerText())
                .contains("Click point " + (i + 1) + " in the picture");
            BoundingBox still = page.getByTestId("still").boundingBox();
            page.mouse()
                .click(
                    still.x + picture.get(i).x() * still.width,
                    still.y + picture.get(i).y() * still.height);
            assertThat(page.getByTestId("calibration-step").innerText())
                .contains("the same point " + (i + 1) + " on the plan");
            clickPlan(page, metres.get(i));
          }
          page.getByTestId("calibration-fit").waitFor();
          assertThat(page.getByTestId("calibration-fit").innerText())
              .contains("wide squares on the ground", "moves a place by", "m high");
          Chromium.screenshot(page, "site-calibration");
          page.getByTestId("save-placement").click();
          page.waitForCondition(
              () -> sites().placement("demo-street").flatMap(Placement::calibration).isPresent());
          Calibration found =
              sites().placement("demo-street").flatMap(Placement::calibration).orElseThrow();
          Calibration truth = new Calibration(picture, metres);
          Point seen = new Point(0.5, 0.55);
          assertThat(found.ground(seen).orElseThrow().distance(truth.ground(seen).orElseThrow()))
              .as("clicked to the pixel")
              .isLessThan(0.5);

          // With a key, and back again.
          page.locator("[data-handle=metres-0]").focus();
          page.keyboard().press("ArrowRight");
          assertThat(page.getByText("not saved yet").isVisible()).isTrue();
          page.keyboard().press("Control+z");
          page.waitForCondition(() -> page.getByText("not saved yet").count() == 0);
          page.getByTestId("calibration-close").click();
          drawn(page);
          Chromium.screenshot(page, "site-camera");
        });
    sites().put(before);
  }

  @Test
  void a_way_is_tried_from_the_lane_to_the_house() {
    Chromium.visit(
        (_, page) -> {
          open(page, "demo-yard/ways");
          page.getByTestId("test-way").click();
          clickPlan(page, new Point(19, 26));
          clickPlan(page, new Point(29, 19));
          page.getByTestId("way-length").waitFor();
          double shown =
              Double.parseDouble(page.getByTestId("way-length").innerText().split(" ", 2)[0]);
          double walked =
              sites()
                  .path(
                      new Position("demo-yard", new Point(19, 26)),
                      new Position("demo-yard", new Point(29, 19)))
                  .orElseThrow()
                  .length();
          assertThat(shown).isCloseTo(walked, within(0.5));
          drawn(page);
          Chromium.screenshot(page, "site-ways");
        });
  }

  @Test
  void a_zone_is_drawn_undone_and_saved_and_two_editors_do_not_overwrite_each_other() {
    Chromium.visit(
        (browser, page) -> {
          open(page, "demo-yard/shapes");
          Page other = browser.newPage();
          other.navigate(address() + "/#/site/demo-yard/shapes");
          drawn(other);
          int before = sites().area("demo-yard").orElseThrow().zones().size();
          page.getByTestId("draw-zone").click();
          for (Point corner :
              List.of(new Point(3, 3), new Point(9, 3), new Point(15, 9), new Point(3, 9))) {
            clickPlan(page, corner);
          }
          page.keyboard().press("Control+z"); // the last corner
          clickPlan(page, new Point(9, 9));
          clickPlan(page, new Point(3, 9));
          page.getByTestId("finish-zone").click();
          page.getByTestId("zone-item").last().locator("input").fill("Trees");
          Chromium.screenshot(page, "site-shapes");
          page.getByTestId("save-shapes").click();
          page.waitForCondition(
              () -> sites().area("demo-yard").orElseThrow().zones().size() == before + 1);
          var drawn = sites().area("demo-yard").orElseThrow().zones().getLast();
          assertThat(drawn.name()).isEqualTo("Trees");
          assertThat(drawn.polygon()).hasSize(5);
          assertThat(drawn.contains(new Point(6, 6))).isTrue();

          other.getByTestId("zone-item").first().locator("input").fill("Mine");
          other.getByTestId("save-shapes").click();
          other.getByTestId("banner-error").waitFor();
          assertThat(other.getByTestId("banner-error").innerText())
              .contains("Somebody else changed");
          assertThat(sites().area("demo-yard").orElseThrow().zones().getFirst().name())
              .isNotEqualTo("Mine");
          other.close();
        });
  }

  @Test
  void a_floor_is_added_gets_a_plan_and_a_size_and_is_deleted_again() throws IOException {
    Path plan = files.resolve("plan.png");
    try (Image paper = Image.allocate(800, 400)) {
      paper.pixels().fill((byte) 255);
      Files.write(plan, ImageCodec.png(paper));
    }
    Path pdf = Files.writeString(files.resolve("plan.pdf"), "%PDF-1.7");
    Chromium.visit(
        (_, page) -> {
          open(page, "demo-ground-floor");
          Chromium.screenshot(page, "site-cameras");
          page.getByTestId("add-floor-demo-house").click();
          page.getByTestId("add-name").fill("First floor");
          page.getByTestId("add-submit").click();
          page.getByTestId("plan-file").waitFor();
          page.getByTestId("plan-file").setInputFiles(pdf);
          page.getByTestId("banner-error").waitFor();
          assertThat(page.getByTestId("banner-error").innerText()).contains("This is a PDF");
          page.getByTestId("plan-file").setInputFiles(plan);
          page.getByTestId("banner-success").waitFor();
          page.waitForCondition(
              () -> sites().area("first-floor").orElseThrow().height() == 15); // 30 wide
          page.getByTestId("measure").click();
          drawn(page);
          clickPlan(page, new Point(5, 5));
          clickPlan(page, new Point(25, 5));
          page.getByTestId("measured-metres").fill("40");
          drawn(page);
          page.waitForCondition(() -> inked(page, new Point(15, 5)));
          Chromium.screenshot(page, "site-measure");
          page.getByTestId("measure-apply").click();
          page.waitForCondition(() -> sites().area("first-floor").orElseThrow().width() > 50);
          assertThat(sites().area("first-floor").orElseThrow().width()).isCloseTo(60, within(1.0));

          page.getByTestId("remove-area").click();
          page.getByTestId("confirm-action").click();
          page.waitForCondition(
              () ->
                  page.getByTestId("lost").innerText().contains("a plan")
                      || page.getByTestId("lost").innerText().contains("1 plan"));
          page.getByTestId("confirm-action").click();
          page.waitForCondition(() -> sites().area("first-floor").isEmpty());
        });
  }
}
