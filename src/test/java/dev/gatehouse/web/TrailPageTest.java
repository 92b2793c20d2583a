package dev.gatehouse.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Point;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.Members;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Building;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.Walkway;
import dev.gatehouse.trail.Visit;
import dev.gatehouse.trail.VisitStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day map and the muster in a real browser, on two floors and a yard. */
class TrailPageTest {
  private static final LocalDate DAY = LocalDate.now(ZoneId.systemDefault()).minusDays(1);

  @TempDir static Path data;
  private static RunningServer server;
  private static UUID member;
  private static String user;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data, "--gatehouse.trail.cameras=front");
    draw(server.bean(Sites.class));
    Browser browser = server.as(Role.MEMBER);
    member = UUID.fromString(browser.get("/api/me").json().path("id").asString());
    user = browser.get("/api/session").json().path("user").asString();
    server
        .bean(Members.class)
        .agree(
            member,
            new Consent(
                true,
                Purpose.TRAIL,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                ConsentNotice.bundled(Purpose.TRAIL, "en").orElseThrow().version(),
                "test",
                "admin"));
    work(DAY, 0);
    work(DAY.minusDays(7), 12);
    work(DAY.minusDays(1), 25);
    // Today a moment ago, for the muster.
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    visit(now.minusSeconds(400), 200, "second", 45, 6);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void draw(Sites sites) {
    sites.put(new Site("campus", "Campus"));
    sites.put(new Building("house", "campus", "House"));
    sites.put(
        new Area(
            "yard",
            "campus",
            Optional.empty(),
            "Yard",
            0,
            60,
            30,
            Optional.empty(),
            List.of(room("gate", "Gate", 24, 0, 36, 8)),
            List.of()));
    List<AreaZone> ground = new ArrayList<>();
    ground.add(room("lobby", "Lobby", 0, 0, 16, 12));
    ground.add(room("canteen", "Canteen", 16, 0, 44, 12));
    ground.add(room("stairs-0", "Stairs", 44, 0, 60, 12));
    ground.add(room("corridor-0", "Corridor", 0, 12, 60, 16));
    ground.add(room("workshop", "Workshop", 0, 16, 30, 28));
    ground.add(room("store", "Store", 30, 16, 60, 28));
    sites.put(floor("ground", "Ground floor", 0, ground));
    List<AreaZone> second = new ArrayList<>();
    second.add(room("office-1", "Office 1", 0, 0, 20, 12));
    second.add(room("office-2", "Office 2", 20, 0, 40, 12));
    second.add(room("stairs-1", "Stairs", 40, 0, 60, 12));
    second.add(room("corridor-1", "Corridor", 0, 12, 60, 16));
    second.add(room("meeting", "Meeting room", 0, 16, 26, 28));
    second.add(room("kitchen", "Kitchen", 26, 16, 60, 28));
    sites.put(floor("second", "First floor", 1, second));
    List<Walkway.Node> nodes =
        List.of(
            node("gate", "yard", 30, 3),
            node("yard", "yard", 30, 28),
            node("lobby", "ground", 8, 6),
            node("lobby-door", "ground", 8, 14),
            node("canteen", "ground", 30, 6),
            node("canteen-door", "ground", 30, 14),
            node("stairs-door-0", "ground", 52, 14),
            node("stairs-0", "ground", 52, 6),
            node("stairs-1", "second", 52, 6),
            node("stairs-door-1", "second", 52, 14),
            node("office-2-door", "second", 30, 14),
            node("office-2", "second", 30, 6),
            node("meeting-door", "second", 13, 14),
            node("meeting", "second", 13, 22),
            node("kitchen-door", "second", 43, 14),
            node("kitchen", "second", 43, 22));
    sites.put(
        "campus",
        new Walkway(
            nodes,
            List.of(
                edge("gate", "yard", 25),
                edge("yard", "lobby", 8),
                edge("lobby", "lobby-door", 8),
                edge("lobby-door", "canteen-door", 22),
                edge("canteen-door", "canteen", 8),
                edge("canteen-door", "stairs-door-0", 22),
                edge("stairs-door-0", "stairs-0", 8),
                edge("stairs-0", "stairs-1", 12),
                edge("stairs-1", "stairs-door-1", 8),
                edge("stairs-door-1", "kitchen-door", 9),
                edge("kitchen-door", "kitchen", 8),
                edge("kitchen-door", "office-2-door", 13),
                edge("office-2-door", "office-2", 8),
                edge("office-2-door", "meeting-door", 17),
                edge("meeting-door", "meeting", 8))));
  }

  private static Area floor(String id, String name, int level, List<AreaZone> zones) {
    return new Area(
        id,
        "campus",
        Optional.of("house"),
        name,
        level,
        60,
        28,
        Optional.empty(),
        zones,
        List.of());
  }

  private static AreaZone room(String id, String name, double x0, double y0, double x1, double y1) {
    return new AreaZone(
        id,
        name,
        List.of(new Point(x0, y0), new Point(x1, y0), new Point(x1, y1), new Point(x0, y1)));
  }

  private static Walkway.Node node(String id, String area, double x, double y) {
    return new Walkway.Node(id, new Position(area, new Point(x, y)));
  }

  private static Walkway.Edge edge(String from, String to, double metres) {
    return new Walkway.Edge(from, to, metres);
  }

  private static void visit(Instant from, int seconds, String area, double x, double y) {
    server
        .bean(VisitStore.class)
        .insert(
            member,
            new Visit(
                "front",
                "front",
                Optional.of(Visit.Spot.at(new Position(area, new Point(x, y)))),
                from,
                from.plusSeconds(seconds),
                0.62f));
  }

  /** A day at work. */
  private static void work(LocalDate day, int late) {
    Instant eight =
        day.atTime(8, 0).atZone(ZoneId.systemDefault()).toInstant().plusSeconds(60L * late);
    visit(eight.plusSeconds(40 * 60), 9, "yard", 30, 5);
    visit(eight.plusSeconds(41 * 60 + 20), 30, "ground", 8, 6);
    visit(eight.plusSeconds(44 * 60), 45 * 60, "second", 30, 6);
    visit(eight.plusSeconds(100 * 60), 20 * 60, "second", 31, 7);
    visit(eight.plusSeconds(123 * 60), 8 * 60, "second", 43, 22);
    visit(eight.plusSeconds(134 * 60), 66 * 60, "second", 30, 6);
    visit(eight.plusSeconds(203 * 60), 40 * 60, "second", 13, 22);
    visit(eight.plusSeconds(246 * 60), 34 * 60, "ground", 30, 6);
    visit(eight.plusSeconds(283 * 60), 50 * 60, "second", 30, 6);
    visit(eight.plusSeconds(420 * 60), 100 * 60, "second", 30, 6);
    visit(eight.plusSeconds(523 * 60), 10, "ground", 8, 6);
    visit(eight.plusSeconds(524 * 60 + 30), 8, "yard", 30, 5);
  }

  private static void open(Page page, String user, String where) {
    page.navigate("http://localhost:" + server.port() + where);
    Chromium.logIn(page, user, RunningServer.PASSWORD);
  }

  @Test
  void a_member_follows_their_day() {
    Chromium.visit(
        (_, page) -> {
          page.setViewportSize(1440, 1000);
          open(page, user, "/#/trail");
          page.getByTestId("trail-day").fill(DAY.toString());
          page.waitForSelector("[data-testid=plan-map][data-ready=true]");
          assertThat(page.getByTestId("stop")).hasCount(11);
          assertThat(page.getByTestId("floor")).hasCount(3);
          page.getByTestId("stop").nth(2).click();
          assertThat(page.getByTestId("now")).containsText("Office 2");
          assertThat(page.locator(".piece.marked").first()).isVisible();
          page.waitForTimeout(700);
          Chromium.screenshot(page, "trail-day");

          // The other way: a piece of the timeline marks its stop.
          page.getByTestId("piece-SEEN").nth(6).click();
          assertThat(page.locator(".stop.marked")).hasCount(1);
          page.getByTestId("slider").focus();
          String before = page.getByTestId("now").innerText();
          page.keyboard().press("ArrowRight");
          assertThat(page.getByTestId("now")).not().hasText(before);
          page.keyboard().press("]");
          page.keyboard().press(" ");
          assertThat(page.getByTestId("play")).containsText("Pause");
          page.waitForTimeout(1200);
          page.keyboard().press(" ");
          assertThat(page.getByTestId("play")).containsText("Play");

          page.getByTestId("compare").click();
          assertThat(page.getByTestId("timeline")).hasCount(2);
          page.waitForTimeout(700);
          Chromium.screenshot(page, "trail-compare");
        });
  }

  @Test
  void an_empty_day_says_what_it_means_and_the_map_can_be_deleted() {
    Chromium.visit(
        (_, page) -> {
          open(page, user, "/#/trail");
          page.getByTestId("trail-day").fill(DAY.minusDays(3).toString());
          assertThat(page.getByTestId("trail-note")).containsText("No camera recognised");
          page.getByTestId("delete-trail").click();
          assertThat(page.getByTestId("confirm-dialog")).containsText("deleted at once");
        });
  }

  @Test
  void the_owner_says_why_and_the_muster_prints() {
    Chromium.visit(
        (_, page) -> {
          page.setViewportSize(1280, 900);
          String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
          page.navigate("http://localhost:" + server.port() + "/#/members/" + member + "/trail");
          Chromium.logIn(page, Accounts.ADMIN, password);
          page.getByTestId("trail-date").fill(DAY.toString());
          page.getByTestId("trail-reason").fill("Ada asked where she left her badge");
          page.getByTestId("trail-look").click();
          assertThat(page.getByTestId("stop")).hasCount(11);
          page.waitForTimeout(700);
          Chromium.screenshot(page, "trail-of-member");

          page.navigate("http://localhost:" + server.port() + "/#/muster");
          page.getByTestId("start-drill").click();
          assertThat(page.getByTestId("muster-person")).hasCount(1);
          Chromium.screenshot(page, "muster");
          page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
          Chromium.screenshot(page, "muster-print");
          assertThat(page.pdf().length).isGreaterThan(1000);
          page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
          page.locator(".muster-person, [data-testid=muster-person] input").first().check();
          assertThat(page.getByTestId("missing")).hasText("0");
          page.getByTestId("end-muster").click();
          page.getByTestId("confirm-action").click();
          assertThat(page.getByText("No names are kept")).isVisible();
        });
  }
}
