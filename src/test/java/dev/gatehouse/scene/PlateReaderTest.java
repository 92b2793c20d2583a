package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlateReaderTest {
  private static final Quad STRAIGHT = Quad.of(new Box(240, 285, 400, 325));

  private final PlateFormats formats = PlateFormats.bundled();
  private PlateModels models;
  private PlateReader reader;
  private PlateFinder finder;

  @BeforeAll
  void load() {
    models = PlateModels.load(ModelManifest.bundled(), 1);
    reader = new PlateReader(models, formats);
    finder = new PlateFinder(models);
  }

  @AfterAll
  void close() {
    finder.close();
    reader.close();
    models.close();
  }

  private Optional<String> text(Image image) {
    return reader.read(image, PaintedPlates.CAR).map(s -> s.read().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"BRK4726", "XH83KLM", "WT472KE"})
  void aPlateOnACarIsFoundAndRead(String plate) {
    try (Image image = PaintedPlates.carWith(plate, STRAIGHT)) {
      PlateSighting seen = reader.read(image, PaintedPlates.CAR).orElseThrow();
      assertThat(seen.read().text()).isEqualTo(plate);
      assertThat(seen.outline().bounds().iou(STRAIGHT.bounds())).isGreaterThan(0.5);
      assertThat(seen.reading().places()).hasSize(plate.length());
      assertThat(seen.reading().text()).isEqualTo(plate);
    }
  }

  @ParameterizedTest
  @CsvSource({"15, 10", "-15, 10", "25, 0", "-40, -8", "40, 8"})
  void aPlateSeenAtAnAngleIsRectifiedFirst(int drop, int taper) {
    // The right end stands lower by `drop` pixels, and is smaller by twice the taper.
    Quad place =
        new Quad(
            new Point(230, 280),
            new Point(410, 280 + drop + taper),
            new Point(410, 325 + drop - taper),
            new Point(230, 325));
    try (Image image = PaintedPlates.carWith("BRK4726", place)) {
      assertThat(text(image)).contains("BRK4726");
    }
  }

  @Test
  void aSmallPlateIsRead() {
    try (Image image = PaintedPlates.carWith("WT472KE", Quad.of(new Box(280, 290, 368, 312)))) {
      assertThat(text(image)).contains("WT472KE");
    }
  }

  @Test
  void aStickerLosesAgainstThePlate() {
    try (Image image = PaintedPlates.carWith("WT472KE", STRAIGHT)) {
      PaintedPlates.paint(image, Quad.of(new Box(180, 110, 420, 160)), "SURFING");
      assertThat(text(image)).contains("WT472KE");
    }
  }

  @Test
  void theHeaderAboveTheNumberIsNotThePlate() {
    try (Image image = PaintedPlates.carWith("BRK4726", Quad.of(new Box(240, 290, 400, 330)))) {
      PaintedPlates.paint(image, Quad.of(new Box(255, 262, 385, 288)), "CALIFORNIA");
      assertThat(text(image)).contains("BRK4726");
    }
  }

  @Test
  void twoLinesAreReadAsOnePlate() {
    try (Image image = PaintedPlates.car()) {
      PaintedPlates.paint(image, Quad.of(new Box(270, 240, 370, 330)), "MHL", "4826");
      assertThat(text(image)).contains("MHL4826");
    }
  }

  @Test
  void aWholePictureIsSearchedWithoutVehicles() {
    try (Image image = PaintedPlates.carWith("BRK4726", STRAIGHT)) {
      assertThat(reader.read(image)).extracting(s -> s.read().text()).containsExactly("BRK4726");
    }
  }

  @Test
  void theFinderGivesThePlaceToBlur() {
    try (Image image = PaintedPlates.carWith("BRK4726", STRAIGHT)) {
      assertThat(finder.find(image, PaintedPlates.CAR))
          .anySatisfy(q -> assertThat(q.bounds().iou(STRAIGHT.bounds())).isGreaterThan(0.5));
      assertThat(finder.find(image))
          .anySatisfy(q -> assertThat(q.bounds().iou(STRAIGHT.bounds())).isGreaterThan(0.5));
    }
  }

  @Test
  void aCarWithoutAPlateHasNone() {
    try (Image image = PaintedPlates.car()) {
      assertThat(reader.read(image, PaintedPlates.CAR)).isEmpty();
      assertThat(finder.find(image, PaintedPlates.CAR)).isEmpty();
    }
  }

  @Test
  void boxesOfNoUseGiveNothing() {
    List<Box> useless =
        List.of(
            new Box(10, 10, 10, 10),
            new Box(10, 10, 12, 11),
            new Box(-500, -500, -100, -100),
            new Box(5000, 5000, 6000, 6000),
            new Box(639, 0, 640, 480),
            new Box(0, 479.5, 640, 480));
    try (Image image = PaintedPlates.carWith("BRK4726", STRAIGHT)) {
      for (Box box : useless) {
        assertThat(reader.read(image, box)).as("%s", box).isEmpty();
        assertThat(finder.find(image, box)).as("%s", box).isEmpty();
      }
      // One that reaches far outside is cut to the picture.
      assertThat(reader.read(image, new Box(-900, -900, 2000, 2000))).isPresent();
    }
  }

  @Test
  void plainPicturesOfAnySizeGiveNothing() {
    for (int[] size : new int[][] {{1, 1}, {3, 400}, {640, 480}, {9000, 40}, {6000, 4000}}) {
      try (Image white = Photos.plain(size[0], size[1], 255)) {
        Box all = new Box(0, 0, size[0], size[1]);
        assertThat(reader.read(white)).isEmpty();
        assertThat(reader.read(white, all)).isEmpty();
        assertThat(finder.find(white, all)).isEmpty();
      }
    }
  }

  @Test
  void nothingShowsThePlateInALog() {
    try (Image image = PaintedPlates.carWith("BRK4726", STRAIGHT)) {
      PlateSighting seen = reader.read(image, PaintedPlates.CAR).orElseThrow();
      assertThat(seen.toString()).doesNotContain("BRK").doesNotContain("4726");
      assertThat(seen.reading().places().toString()).doesNotContain("B");
    }
  }

  @Test
  void mostPlatesOfRealPhotosAreRead() throws IOException {
    Path folder = Path.of("../shared/data/plates/eu");
    assumeThat(folder)
        .as("photos with plates; they come with the project's shared folder")
        .isDirectory();
    List<Path> truths;
    try (var files = Files.list(folder)) {
      truths = files.filter(f -> f.toString().endsWith(".txt")).sorted().limit(12).toList();
    }
    int right = 0;
    for (Path truth : truths) {
      String[] parts = Files.readString(truth).strip().split("\t");
      try (Image image = ImageCodec.read(folder.resolve(parts[0]))) {
        right +=
            reader.read(image).stream().anyMatch(s -> s.read().text().equals(parts[5])) ? 1 : 0;
      }
    }
    assertThat(right).as("of %s", truths.size()).isGreaterThanOrEqualTo(truths.size() * 2 / 3);
  }
}
