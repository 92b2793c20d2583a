package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.door.Decision;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.door.Outcome;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.image.Frame;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.CountingLine;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import dev.gatehouse.web.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The program as a new user starts it, with its page in a real browser. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoSiteTest {
  /** Signature, size and the beginning of the pixels of a PNG. */
  private static final int PLAN_HEAD = 64;

  private static final Path PHOTOS = Path.of("target/test-media");

  @TempDir static Path data;
  private static ServletWebServerApplicationContext program;
  private static String password;

  @BeforeAll
  static void start() {
    assumeTrue(
        DemoSiteTest.class.getResource("/demo/demo-member.mp4") != null,
        "The demo's films are missing; build with Maven, which fetches them with npm");
    program =
        (ServletWebServerApplicationContext)
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

  private static String address() {
    return "http://localhost:" + program.getEnvironment().getRequiredProperty("local.server.port");
  }

  @Test
  void theKioskHasGoodsWithPictures() {
    Merchandise merchandise = program.getBean(Merchandise.class);
    assertThat(merchandise.items())
        .hasSize(14)
        .allSatisfy(item -> assertThat(merchandise.pictureOf(item.id())).isPresent())
        .anyMatch(item -> item.minimumAge() == 18);
  }

  @Test
  @Order(1)
  void thePageShowsTheDoorOpeningForTheMember() {
    Chromium.visit(
        (_, page) -> {
          logIn(page);
          page.waitForSelector("[data-testid=door-canvas]");
          page.waitForCondition(
              () -> {
                String sequence = page.getByTestId("door-canvas").getAttribute("data-sequence");
                return sequence != null && !sequence.isEmpty();
              },
              new Page.WaitForConditionOptions().setTimeout(20_000));
          page.locator("[data-testid=decision-row][data-outcome=OPEN]")
              .first()
              .waitFor(new Locator.WaitForOptions().setTimeout(45_000));
          assertThat(
                  page.locator("[data-testid=decision-row][data-outcome=OPEN]").first().innerText())
              .contains("Demo Member");
          Chromium.screenshot(page, "door");
        });
  }

  @Test
  @Order(2)
  void aMemberEnrolsOnThePage() {
    assumeTrue(
        Files.exists(PHOTOS.resolve("photo-emily-1.jpg")),
        "The test photos are missing; build with Maven, which fetches them with npm");
    Chromium.visit(
        (_, page) -> {
          logIn(page);
          page.getByTestId("nav-members").click();
          page.getByTestId("enrol-open").click();
          page.getByTestId("enrol-name").fill("Emily Example");
          page.getByTestId("enrol-photos")
              .setInputFiles(
                  new Path[] {
                    PHOTOS.resolve("photo-emily-1.jpg"), PHOTOS.resolve("photo-emily-2.jpg")
                  });
          page.getByTestId("enrol-consent").check();
          page.getByTestId("enrol-submit").click();
          page.getByTestId("photo-result")
              .first()
              .waitFor(new Locator.WaitForOptions().setTimeout(30_000));
          Chromium.screenshot(page, "enrolled");
          page.getByTestId("nav-members").click();
          Locator row =
              page.getByTestId("member-row")
                  .filter(new Locator.FilterOptions().setHasText("Emily Example"));
          row.first().waitFor();
          assertThat(row.count()).isEqualTo(1);
          Chromium.screenshot(page, "members");
        });
  }

  @Test
  @Order(3)
  void theStrangerIsRefusedAndNeverNamed() throws InterruptedException {
    DecisionLog log = program.getBean(DecisionLog.class);
    // The member's film lasts 31 s, the stranger's 200 s.
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    Optional<Instant> strangerSeen = Optional.empty();
    while (strangerSeen.isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(500);
      strangerSeen =
          log.latest(100, Optional.empty()).stream()
              .map(DecisionLog.Entry::decision)
              .filter(d -> d.outcome() == Outcome.REFUSED && d.reason().contains("not recognised"))
              .map(Decision::at)
              .findFirst();
    }
    assertThat(strangerSeen).as("a refusal of the stranger").isPresent();
    Thread.sleep(10_000);
    Instant since = strangerSeen.get();
    assertThat(log.latest(100, Optional.empty()).stream().map(DecisionLog.Entry::decision))
        .filteredOn(d -> !d.at().isBefore(since))
        .isNotEmpty()
        .allSatisfy(d -> assertThat(d.member()).isEmpty())
        .noneSatisfy(d -> assertThat(d.outcome()).isEqualTo(Outcome.OPEN));
  }

  @Test
  @Order(4)
  void noFileHoldsTheStrangersTemplateOrFace() throws IOException {
    List<float[]> stranger = embeddings("demo-stranger");
    assertThat(stranger).hasSizeGreaterThan(3);
    assertThat(filesWith(data, stranger)).isEmpty();

    // The search finds what it should find: a control, so that it cannot pass by being blind.
    Path control = Files.createDirectory(data.resolve("control"));
    ByteBuffer floats =
        ByteBuffer.allocate(3 + 4 * stranger.getFirst().length).order(ByteOrder.LITTLE_ENDIAN);
    floats.position(3);
    floats.asFloatBuffer().put(stranger.getFirst());
    Files.write(control.resolve("floats"), floats.array());
    byte[] ints = new byte[stranger.getFirst().length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (byte) Math.clamp(Math.round(stranger.getFirst()[i] * 500), -127, 127);
    }
    Files.write(control.resolve("ints"), ints);
    Files.write(control.resolve("photo"), new byte[] {1, (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0});
    assertThat(filesWith(control, stranger)).hasSize(3);
  }

  @Test
  @Order(5)
  void theStreetIsCountedAndItsLinesAreDrawnWithTheMouse() {
    StreetCamera street = program.getBean(Streets.class).find("demo-street").orElseThrow();
    Chromium.visit(
        (_, page) -> {
          logIn(page);
          page.getByTestId("nav-street").click();
          page.waitForCondition(
              () -> {
                String sequence = page.getByTestId("street-canvas").getAttribute("data-sequence");
                return sequence != null && !sequence.isEmpty();
              },
              new Page.WaitForConditionOptions().setTimeout(20_000));
          page.getByTestId("observation-row")
              .first()
              .waitFor(new Locator.WaitForOptions().setTimeout(60_000));
          Chromium.screenshot(page, "street");

          int before = street.layout().lines().size();
          page.getByTestId("edit-layout").click();
          page.getByTestId("add-line").click();
          // What the film shows at fractions of its width and height, on the screen.
          List<Double> screen =
              page.getByTestId("layout-canvas")
                          .evaluate(
                              """
                              svg => [[0.2, 0.6], [0.5, 0.5], [0.8, 0.6]].flatMap(([x, y]) => {
                                const { width, height } = svg.viewBox.baseVal
                                const p = new DOMPoint(x * width, y * height)
                                const at = p.matrixTransform(svg.getScreenCTM())
                                return [at.x, at.y]
                              })
                              """)
                      instanceof List<?> numbers
                  ? numbers.stream().map(n -> ((Number) n).doubleValue()).toList()
                  : List.of();
          page.mouse().move(screen.get(0), screen.get(1));
          page.mouse().down();
          page.mouse().move(screen.get(2), screen.get(3));
          page.mouse().move(screen.get(4), screen.get(5));
          page.mouse().up();
          assertThat(page.getByTestId("layout-unsaved").isVisible()).isTrue();
          page.getByTestId("save-layout").click();
          page.waitForCondition(() -> street.layout().lines().size() == before + 1);
          CountingLine drawn = street.layout().lines().getLast();
          assertThat(drawn.from().x()).isCloseTo(0.2, within(0.02));
          assertThat(drawn.to().x()).isCloseTo(0.8, within(0.02));
          assertThat(drawn.from().y()).isCloseTo(0.6, within(0.02));
          Chromium.screenshot(page, "street-layout");
          page.getByTestId("close-layout").click();

          page.getByTestId("street-statistics").click();
          page.locator("[data-testid=statistics][aria-busy=false] canvas").first().waitFor();
          page.getByTestId("statistics-table-open").click();
          assertThat(page.getByTestId("statistics-table").locator("tbody tr").count()).isPositive();
          Chromium.screenshot(page, "street-statistics");
        });
  }

  @Test
  @Order(6)
  void aVehicleIsRegisteredOnThePageAndRemoved() {
    Streets streets = program.getBean(Streets.class);
    Source film = streets.find("demo-street").orElseThrow().settings().camera();
    streets.add(
        new StreetSettings(
            "car-park",
            "Car park",
            "yard",
            film,
            ObjectClass.STREET,
            PlatePrivacy.REGISTERED,
            320,
            List.of()),
        Layout.EMPTY);
    Chromium.visit(
        (_, page) -> {
          logIn(page);
          page.navigate(address() + "/#/street/car-park/vehicles");
          page.getByTestId("vehicle-plate").fill("mo zx 4482");
          page.getByTestId("vehicle-owner").fill("Anna Owner");
          assertThat(page.getByTestId("vehicle-add").isDisabled()).isTrue(); // nobody agreed
          page.getByTestId("vehicle-agreed").check();
          page.getByTestId("vehicle-add").click();
          Locator row = page.getByTestId("vehicle-row");
          row.first().waitFor();
          assertThat(row.first().innerText()).contains("MOZX4482", "Anna Owner");
          Chromium.screenshot(page, "street-vehicles");
          page.getByTestId("remove-vehicle").click();
          page.getByTestId("confirm-action").click();
          row.first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
          assertThat(streets.store().vehicles()).isEmpty();
        });
  }

  /**
   * Files that hold a picture other than those of goods, a video, or 512 numbers in a row that
   * resemble one of the faces.
   */
  private static List<Path> filesWith(Path folder, List<float[]> faces) throws IOException {
    Merchandise merchandise = program.getBean(Merchandise.class);
    List<byte[]> goods =
        merchandise.items().stream()
            .flatMap(item -> merchandise.picture(item.id()).stream())
            .toList();
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              f -> {
                try {
                  byte[] bytes = Files.readAllBytes(f);
                  return hasPicture(bytes, goods) || hasFace(bytes, faces);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  private static boolean hasPicture(byte[] bytes, List<byte[]> goods) {
    for (int i = 0; i + 4 <= bytes.length; i++) {
      int word =
          (bytes[i] & 0xFF) << 24
              | (bytes[i + 1] & 0xFF) << 16
              | (bytes[i + 2] & 0xFF) << 8
              | (bytes[i + 3] & 0xFF);
      int at = i;
      boolean jpeg =
          (word & 0xFFFFFF00) == 0xFFD8FF00
              && goods.stream().noneMatch(picture -> beginsAs(bytes, at, picture));
      boolean png = word == 0x89504E47 && !isPlan(bytes, i);
      boolean video = word == 0x66747970; // ftyp
      if (jpeg || png || video) {
        return true;
      }
    }
    return false;
  }

  /** The plans of the demo's site are drawings; they begin with what their areas have. */
  private static boolean isPlan(byte[] bytes, int at) {
    return program.getBean(Sites.class).areas().stream()
        .flatMap(area -> program.getBean(Sites.class).plan(area.id()).stream())
        .anyMatch(
            plan ->
                at + PLAN_HEAD <= bytes.length
                    && Arrays.equals(bytes, at, at + PLAN_HEAD, plan.png(), 0, PLAN_HEAD));
  }

  /**
   * Beyond the header of 623 bytes, which is the same for all pictures of a size; of what was
   * deleted the rest may be overwritten.
   */
  private static boolean beginsAs(byte[] bytes, int at, byte[] picture) {
    int length = 640;
    return at + length <= bytes.length && Arrays.equals(bytes, at, at + length, picture, 0, length);
  }

  private static boolean hasFace(byte[] bytes, List<float[]> faces) {
    int n = faces.getFirst().length;
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
      for (int at = 0; at + 4 * n <= bytes.length; at++) {
        float first = Math.abs(buffer.getFloat(at));
        if (first < 1 && resembles(faces, buffer, at, true)) {
          return true;
        }
      }
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int at = 0; at + n <= bytes.length; at++) {
      if (resembles(faces, buffer, at, false)) {
        return true;
      }
    }
    return false;
  }

  private static boolean resembles(List<float[]> faces, ByteBuffer bytes, int at, boolean floats) {
    int n = faces.getFirst().length;
    double squares = 0;
    double[] dots = new double[faces.size()];
    for (int i = 0; i < n; i++) {
      double value = floats ? bytes.getFloat(at + 4 * i) : bytes.get(at + i);
      if (!(Math.abs(value) < 1e6)) {
        return false;
      }
      squares += value * value;
      for (int f = 0; f < dots.length; f++) {
        dots[f] += value * faces.get(f)[i];
      }
    }
    for (double dot : dots) {
      if (squares > 0 && dot / Math.sqrt(squares) > 0.5) {
        return true;
      }
    }
    return false;
  }

  private static List<float[]> embeddings(String film) throws IOException {
    List<float[]> all = new ArrayList<>();
    Path file = Files.createTempFile("stranger", ".mp4");
    try (var in = DemoSiteTest.class.getResourceAsStream("/demo/" + film + ".mp4")) {
      Files.write(file, in.readAllBytes());
    }
    try (var analyzer = new FaceAnalyzer(program.getBean(FaceModels.class));
        var reader = VideoReader.open(new Source.Files(file), VideoOptions.defaults())) {
      for (int i = 0; all.size() < 6; i++) {
        try (Frame frame = reader.read().orElseThrow()) {
          if (i % 40 == 0) {
            for (AnalyzedFace face : analyzer.analyze(frame.image())) {
              float[] vector = new float[face.embedding().dimension()];
              face.embedding().copyTo(vector);
              all.add(vector);
            }
          }
        }
      }
    } finally {
      Files.delete(file);
    }
    return all;
  }

  private static void logIn(Page page) {
    page.navigate(address());
    Chromium.logIn(page, "admin", password);
  }
}
