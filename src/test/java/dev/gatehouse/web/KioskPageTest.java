package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.door.DemoMember;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.kiosk.AgeBand;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.kiosk.TestCounts;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The showroom's screen in a real browser: of a server's camera, and with a webcam of its own. */
class KioskPageTest {
  private static final double PATIENCE = 60_000; // milliseconds, on a busy machine

  @TempDir static Path data;
  private static RunningServer server;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Files.exists(DemoMember.FILM),
        "The demo's films are missing; build with Maven, which fetches them with npm");
    server =
        RunningServer.start(
            data,
            "--gatehouse.kiosks[0].id=showroom",
            "--gatehouse.kiosks[0].name=Showroom",
            "--gatehouse.kiosks[0].camera=loop:" + DemoMember.FILM.toAbsolutePath(),
            "--gatehouse.kiosks[1].id=window",
            "--gatehouse.kiosks[1].name=Shop window",
            "--gatehouse.kiosks[1].camera=browser",
            "--gatehouse.kiosks[2].id=crowd",
            "--gatehouse.kiosks[2].name=Crowd",
            "--gatehouse.kiosks[2].camera=loop:" + crowd());
    Members members = server.bean(Members.class);
    var consent =
        new Consent(
            true,
            Purpose.KIOSK,
            Set.of("crowd"),
            Optional.empty(),
            Optional.empty(),
            members.notices().current(Purpose.KIOSK).getFirst().version(),
            "test",
            "test");
    assertThat(members.enrol("Dana", consent, List.of(Material.of(DemoMember.ENROLMENT))))
        .isInstanceOf(Enrolment.Enrolled.class);
    token =
        server
            .administrator()
            .post(
                "/api/account/tokens",
                "{\"name\":\"screen\",\"scopes\":[\"VIEW_KIOSK\"],\"expiresAt\":\"%s\"}"
                    .formatted(Instant.now().plus(Duration.ofDays(1))))
            .json()
            .path("secret")
            .asString();
  }

  /** The two men of the demo's films, and smaller copies of them behind, before one camera. */
  private static Path crowd() {
    int width = 1280;
    int height = 720;
    List<Image> strangers = new ArrayList<>();
    DemoMember.play(
        DemoMember.STRANGER,
        1,
        7,
        1,
        (frame, _) -> strangers.size() < 150 && strangers.add(frame.image().copy()));
    Path film = data.resolve("crowd.mp4");
    try (Image picture = Image.allocate(width, height);
        VideoWriter out = VideoWriter.create(film, width, height, 25)) {
      picture.pixels().fill((byte) 70);
      int[] i = {0};
      DemoMember.play(
          DemoMember.FILM,
          1,
          7,
          1,
          (frame, _) -> {
            Image stranger = strangers.get(i[0]++ % strangers.size());
            paste(frame.image(), picture, 20, 200, 600);
            paste(stranger, picture, 680, 220, 540);
            paste(stranger, picture, 160, 10, 230);
            paste(frame.image(), picture, 820, 10, 260);
            out.write(picture);
            return i[0] < 150;
          });
    } finally {
      strangers.forEach(Image::close);
    }
    return film;
  }

  private static void paste(Image from, Image to, int x, int y, int width) {
    int height = Math.min(to.height() - y, from.height() * width / from.width());
    try (Rect where = new Rect(x, y, width, height);
        Mat part = new Mat(to.mat(), where);
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(from.mat(), part, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
  }

  @Test
  void several_people_have_lines_of_their_own_and_the_member_who_agreed_is_greeted() {
    Chromium.visitMoving(
        List.of(),
        (_, page) -> {
          page.setViewportSize(1920, 1080);
          page.navigate(address("crowd"));
          page.waitForCondition(
              () -> page.getByTestId("kiosk-words").innerText().contains("Dana"),
              new Page.WaitForConditionOptions().setTimeout(PATIENCE));
          page.locator("[data-testid=kiosk-canvas][data-faces='4']")
              .waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
          page.waitForTimeout(3000);
          print(page, "four faces");
          Chromium.screenshot(page, "kiosk-crowd");
          page.setViewportSize(900, 1600);
          page.waitForTimeout(1000);
          Chromium.screenshot(page, "kiosk-crowd-portrait");
        });
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String address(String kiosk) {
    return "http://localhost:" + server.port() + "/#/kiosk/" + kiosk + "/" + token;
  }

  private static void waitForFace(Page page) {
    page.locator("[data-testid=kiosk-canvas][data-faces='1']")
        .waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE));
    page.waitForCondition(
        () -> page.getByTestId("kiosk-words").innerText().contains("years"),
        new Page.WaitForConditionOptions().setTimeout(PATIENCE));
  }

  /** What the page measured of itself, for people to read; speeds are not asserted. */
  private static void print(Page page, String what) {
    Locator canvas = page.getByTestId("kiosk-canvas");
    System.out.printf(
        "%s: %s pictures/s drawn, %s analyses/s; page p50 %s p95 %s ms, server p95 %s ms, "
            + "picture to drawn lines p50 %s p95 %s ms%n",
        what,
        canvas.getAttribute("data-page-per-second"),
        canvas.getAttribute("data-analyses-per-second"),
        canvas.getAttribute("data-page-p50"),
        canvas.getAttribute("data-page-p95"),
        canvas.getAttribute("data-server-p95"),
        canvas.getAttribute("data-whole-p50"),
        canvas.getAttribute("data-whole-p95"));
  }

  @Test
  void lines_are_drawn_over_a_face_and_a_touch_pauses_them() {
    Chromium.visitMoving(
        List.of(),
        (browser, page) -> {
          page.setViewportSize(1600, 900);
          page.navigate(address("showroom"));
          waitForFace(page);
          assertThat(page.getByTestId("kiosk-notice").innerText())
              .contains("The camera is analysing. Nothing is stored.");
          assertThat(page.getByTestId("kiosk-words").innerText())
              .contains("1 person in view", "male", "appeal 9");
          page.waitForTimeout(6000);
          print(page, "camera");
          Chromium.screenshot(page, "kiosk");
          assertThat(page.getByTestId("kiosk-canvas").getAttribute("data-whole-p95")).isNotEmpty();
          // The screen has its token and nobody's session.
          assertThat(browser.cookies()).noneMatch(cookie -> cookie.name.equals("GATEHOUSE"));

          page.getByTestId("kiosk-why").click();
          assertThat(page.getByTestId("kiosk-explanation").innerText())
              .contains("Appeal is for fun", "no judgement of anybody");
          Chromium.screenshot(page, "kiosk-explanation");
          page.getByTestId("kiosk-why-close").click();

          page.getByTestId("kiosk-pause").click();
          page.locator("[data-testid=kiosk-notice][data-state=PAUSED]").waitFor();
          page.locator("[data-testid=kiosk-canvas][data-faces='0']").waitFor();
          assertThat(page.getByTestId("kiosk-sign").innerText())
              .isEqualTo("Paused. Nobody is analysed.");
          Kiosk kiosk = server.bean(Kiosks.class).find("showroom").orElseThrow();
          assertThat(kiosk.audience().viewers()).isEmpty();
          Chromium.screenshot(page, "kiosk-paused");
          page.getByTestId("kiosk-pause").click();
          waitForFace(page);

          page.setViewportSize(900, 1600);
          page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
          page.waitForTimeout(1000);
          Chromium.screenshot(page, "kiosk-portrait");
        });
  }

  @Test
  void a_browsers_own_webcam_gets_its_lines_from_the_server() throws IOException {
    Path film = data.resolve("webcam.mjpeg");
    try (OutputStream out = Files.newOutputStream(film)) {
      DemoMember.play(
          DemoMember.FILM,
          0,
          8,
          1,
          (frame, second) -> {
            try {
              out.write(ImageCodec.jpeg(frame.image(), 90));
              return true;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Chromium.visitMoving(
        List.of(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--use-file-for-fake-video-capture=" + film),
        (_, page) -> {
          page.setViewportSize(1600, 900);
          page.navigate(address("window"));
          waitForFace(page);
          page.waitForTimeout(6000);
          print(page, "webcam");
          Chromium.screenshot(page, "kiosk-webcam");
          Kiosk kiosk = server.bean(Kiosks.class).find("window").orElseThrow();
          assertThat(kiosk.audience().viewers()).hasSize(1);
          assertThat(kiosk.health().analysed()).isPositive();
        });
  }

  @Test
  void a_screen_without_a_camera_or_with_a_revoked_address_says_so() {
    Chromium.visitMoving(
        List.of(),
        (_, page) -> {
          page.navigate(address("window"));
          page.waitForCondition(
              () -> page.getByTestId("kiosk-sign").innerText().contains("camera"),
              new Page.WaitForConditionOptions().setTimeout(PATIENCE));
          Chromium.screenshot(page, "kiosk-no-camera");
          page.navigate("http://localhost:" + server.port() + "/#/kiosk/window/gh_wrong");
          page.waitForCondition(
              () -> page.getByTestId("kiosk-sign").innerText().contains("no longer valid"),
              new Page.WaitForConditionOptions().setTimeout(PATIENCE));
        });
  }

  @Test
  void the_owners_page_shows_counts_and_makes_addresses() {
    Instant hour = Instant.now().minus(Duration.ofHours(3));
    for (int i = 0; i < 6; i++) {
      TestCounts.add(server.context(), "showroom", AgeBand.FROM_30, hour);
      TestCounts.add(server.context(), "showroom", AgeBand.FROM_18, hour.minusSeconds(3600));
    }
    TestCounts.add(server.context(), "showroom", AgeBand.FROM_60, hour);
    String password = server.bean(Accounts.class).resetPassword(Accounts.ADMIN);
    Chromium.visitMoving(
        List.of(),
        (_, page) -> {
          page.setViewportSize(1280, 900);
          page.navigate("http://localhost:" + server.port() + "/");
          Chromium.logIn(page, Accounts.ADMIN, password);
          page.getByTestId("nav-kiosk").click();
          page.getByTestId("kiosk-chart").waitFor();
          page.getByText("The numbers as a table").first().click();
          assertThat(page.getByTestId("kiosk-table").innerText()).contains("6", "under 5");
          page.locator("[aria-labelledby=kiosk-showroom]")
              .getByTestId("kiosk-address-make")
              .click();
          page.getByTestId("kiosk-address").waitFor();
          assertThat(page.getByTestId("kiosk-address").inputValue())
              .startsWith("http://localhost:" + server.port() + "/#/kiosk/showroom/gh_");
          Chromium.screenshot(page, "kiosks");
          page.navigate(page.getByTestId("kiosk-address").inputValue());
          waitForFace(page);
        });
  }
}
