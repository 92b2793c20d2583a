package dev.gatehouse.street;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.camera.Source;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way from frames to observations, with the real networks, on a photo of a car. */
class StreetAnalysisTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
  private static final CountingLine MIDDLE =
      new CountingLine("middle", "Middle", new Point(0.5, 1), new Point(0.5, 0), "east", "west");

  private static SceneModels models;
  private static Image car;

  @BeforeAll
  static void load() {
    models = SceneModels.load(ModelManifest.bundled(), 2);
    // A yellow car, whole, before a wall; out of a package that the build fetches.
    car = ImageCodec.read(Path.of("target/calibration/calibration-1.jpg"));
  }

  @AfterAll
  static void close() {
    models.close();
    car.close();
  }

  private static StreetAnalysis analysis(Layout layout) {
    return new StreetAnalysis(
        StreetSettings.of("test", "test", "test", Source.parse("test.mp4")),
        layout,
        models,
        PlateFormats.bundled(),
        ZoneOffset.UTC,
        LayoutCounts.none(LocalDate.of(2026, 5, 1)));
  }

  private static Image grey(int width, int height, int level) {
    return PaintedCars.grey(width, height, level);
  }

  /** The car, 240 pixels wide, on a grey ground with its middle at x. */
  private static Image street(double x) {
    return PaintedCars.street(car, WIDTH, HEIGHT, List.of(x), 240);
  }

  private static List<Observation> drive(
      StreetAnalysis analysis, double fromX, double toX, int frames, double fps, double startAt) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      double at = startAt + i / fps;
      try (Image image = street(fromX + (toX - fromX) * i / (frames - 1))) {
        observations.addAll(
            analysis.process(image, START.plusNanos((long) (at * 1e9)), at).ended());
      }
    }
    return observations;
  }

  @Test
  void aCarThatDrivesThroughIsOneObservationAndCountsOnce() {
    try (var analysis = analysis(new Layout(List.of(), List.of(MIDDLE), Optional.empty()))) {
      List<Observation> observations = drive(analysis, 130, 520, 40, 10, 0);
      observations.addAll(analysis.endAll());
      assertThat(observations).hasSize(1);
      Observation seen = observations.getFirst();
      assertThat(seen.type().isMotorVehicle()).isTrue();
      assertThat(seen.crossings()).hasSize(1);
      assertThat(seen.crossings().getFirst().forward()).isTrue();
      assertThat(seen.thumbnail()).isPresent();
      try (Image picture = ImageCodec.decode(seen.thumbnail().orElseThrow())) {
        assertThat(picture.width()).isLessThanOrEqualTo(320);
      }
      assertThat(seen.description()).isInstanceOf(Description.Vehicle.class);
      assertThat(analysis.counts(START.plusSeconds(5)).line("middle"))
          .isEqualTo(new LayoutCounts.OfLine(1, 0));
    }
  }

  @Test
  void aParkedCarIsNoObservationAndIsNotLookedAtAllTheTime() {
    try (var analysis = analysis(Layout.EMPTY)) {
      List<Observation> observations = drive(analysis, 320, 320, 100, 10, 0);
      observations.addAll(analysis.endAll());
      assertThat(observations).isEmpty();
      assertThat(analysis.gateSaving()).isGreaterThan(0.3);
    }
  }

  @Test
  void nightAndEmptyScenesCountZero() {
    try (var analysis = analysis(new Layout(List.of(), List.of(MIDDLE), Optional.empty()))) {
      for (int i = 0; i < 30; i++) {
        try (Image image = grey(WIDTH, HEIGHT, i < 15 ? 0 : 100 + i)) {
          var result = analysis.process(image, START.plusMillis(100 * i), i / 10.0);
          assertThat(result.tracks()).isEmpty();
          assertThat(result.ended()).isEmpty();
        }
      }
      assertThat(analysis.endAll()).isEmpty();
      assertThat(analysis.counts(START).line("middle")).isEqualTo(LayoutCounts.OfLine.NONE);
    }
  }

  @Test
  void sizesAndTimesMayChangeOnTheWay() {
    try (var analysis = analysis(Layout.EMPTY)) {
      double[] times = {0, 0.1, 0.1, 0.2, 0.05, 0.3, 100, 100.1, 0};
      int[][] sizes = {{640, 360}, {640, 360}, {320, 240}, {1, 1}, {1920, 40}, {33, 777}};
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < times.length; i++) {
          int[] size = sizes[(i + round) % sizes.length];
          try (Image image = grey(size[0], size[1], 20 * i)) {
            analysis.process(image, START.plusMillis((long) (1000 * times[i])), times[i]);
          }
        }
      }
      // And it still works.
      List<Observation> observations = drive(analysis, 130, 520, 30, 10, 200);
      observations.addAll(analysis.endAll());
      assertThat(observations).hasSize(1);
    }
  }

  @Test
  void whatIsShownOfAVehicleHasNoReadablePlate() {
    try (var analysis = analysis(Layout.EMPTY);
        Image image = street(320)) {
      var result = analysis.process(image, START, 0);
      assertThat(result.ended()).isEmpty();
      try (Image copy = image.copy()) {
        analysis.redact(copy);
        // Where the number plate of a car can be, blocks of one colour have replaced the pixels.
        assertThat(roughness(copy)).isLessThan(0.6 * roughness(image));
      }
    }
  }

  /** Mean difference of neighbouring pixels in the lower half of the car. */
  private static double roughness(Image image) {
    double sum = 0;
    int count = 0;
    for (int y = 240; y < 300; y++) {
      for (int x = 240; x < 400; x++) {
        int at = 3 * (y * image.width() + x);
        sum += Math.abs((image.buffer().get(at) & 255) - (image.buffer().get(at + 3) & 255));
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void noPictureOfAPersonCanBeKept() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                new Observation(
                    "s",
                    1,
                    ObjectClass.PERSON,
                    1,
                    START,
                    START,
                    new Description.Other(),
                    List.of(),
                    List.of(),
                    java.util.OptionalDouble.empty(),
                    List.of(),
                    Optional.of(new byte[1])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
