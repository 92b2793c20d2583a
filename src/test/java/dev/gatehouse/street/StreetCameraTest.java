package dev.gatehouse.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running street camera whose stream is bad in all ways that streams are. */
@Timeout(180)
class StreetCameraTest {
  private static SceneModels models;
  private static Image car;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    models = SceneModels.load(ModelManifest.bundled(), 2);
    car = PaintedCars.photo();
  }

  @AfterAll
  static void close() {
    models.close();
    car.close();
  }

  /** A car that drives through in four seconds. */
  private Path film(String name, int width, int height) {
    Path file = folder.resolve(name);
    try (VideoWriter film = VideoWriter.create(file, width, height, 10)) {
      for (int i = 0; i < 40; i++) {
        double x = width * (0.15 + 0.7 * i / 39);
        try (Image image = PaintedCars.street(car, width, height, List.of(x), 3 * width / 8)) {
          film.write(image);
        }
      }
    }
    return file;
  }

  private static StreetCamera camera(List<Path> films, List<Observation> journal) {
    return new StreetCamera(
        StreetSettings.of("street", "Street", "street", new Source.Files(films, true, true)),
        Layout.EMPTY,
        LayoutCounts.none(LocalDate.EPOCH),
        models,
        PlateFormats.bundled(),
        List.of(),
        journal::add,
        Clock.systemUTC());
  }

  @Test
  void framesThatAreDamagedInTheMiddleAreCountedAndTheStreetGoesOn() throws IOException {
    byte[] file = Files.readAllBytes(film("street.mp4", 640, 360));
    Random random = new Random(7);
    // The pictures' data, not the index at the end or the header: some bytes in every hundred.
    for (int i = file.length / 4; i < file.length * 3 / 4; i++) {
      if (random.nextInt(100) < 4) {
        file[i] = (byte) random.nextInt(256);
      }
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), file);
    List<Observation> journal = new CopyOnWriteArrayList<>();
    Path good = film("good.mp4", 640, 360);
    try (StreetCamera street = camera(List.of(damaged, good), journal)) {
      street.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> street.camera().corruptPackets() > 0 && street.health().analysed() > 60);
      // The good film, after the damaged one, is seen as if nothing had been.
      Instant now = Instant.now();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> journal.stream().anyMatch(o -> o.from().isAfter(now)));
      assertThat(street.health().failures()).isZero();
      assertThat(street.health().lastFailure()).isEmpty();
    }
  }

  @Test
  void theSizeOfThePictureMayChangeInTheStream() {
    List<Observation> journal = new CopyOnWriteArrayList<>();
    try (StreetCamera street =
        camera(List.of(film("wide.mp4", 640, 360), film("small.mp4", 480, 360)), journal)) {
      street.start();
      List<Integer> widths = new CopyOnWriteArrayList<>();
      street.addViewer(
          new StreetCamera.Viewer() {
            @Override
            public boolean ready() {
              return true;
            }

            @Override
            public void show(LiveStreetFrame frame) {
              if (widths.isEmpty() || widths.getLast() != frame.width()) {
                widths.add(frame.width());
              }
            }
          });
      await().atMost(Duration.ofSeconds(60)).until(() -> widths.size() >= 3);
      assertThat(new ArrayList<>(widths).subList(0, 3)).containsExactly(640, 480, 640);
      assertThat(street.health().failures()).isZero();
    }
  }

  @Test
  void aJournalThatFailsIsInTheHealthAndTheStreetGoesOn() {
    try (StreetCamera street =
        new StreetCamera(
            StreetSettings.of(
                "street",
                "Street",
                "street",
                new Source.Files(List.of(film("street.mp4", 640, 360)), true, true)),
            Layout.EMPTY,
            LayoutCounts.none(LocalDate.EPOCH),
            models,
            PlateFormats.bundled(),
            List.of(),
            _ -> {
              throw new IllegalStateException("the disk is full");
            },
            Clock.systemUTC())) {
      street.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> street.health().failures() > 0);
      assertThat(street.health().lastFailure()).get().asString().contains("disk is full");
      long analysed = street.health().analysed();
      await().atMost(Duration.ofSeconds(20)).until(() -> street.health().analysed() > analysed + 5);
    }
  }

  @Test
  void twoHundredObjectsInAFrameAreFollowedAndForgotten() {
    StreetSettings settings =
        new StreetSettings(
            "street",
            "Street",
            "street",
            Source.parse("none.mp4"),
            ObjectClass.STREET,
            PlatePrivacy.HASHED,
            1920,
            List.of());
    Instant start = Instant.parse("2026-05-01T12:00:00Z");
    int most = 0;
    List<Observation> ended = new ArrayList<>();
    try (var analysis =
        new StreetAnalysis(
            settings,
            Layout.EMPTY,
            models,
            PlateFormats.bundled(),
            ZoneOffset.UTC,
            LayoutCounts.none(LocalDate.EPOCH))) {
      for (int i = 0; i < 12; i++) {
        try (Image image = PaintedCars.field(car, 20, 10, 160, 120, 12 * i)) {
          var result = analysis.process(image, start.plusMillis(100 * i), i / 10.0);
          most = Math.max(most, result.tracks().size());
          ended.addAll(result.ended());
        }
      }
      ended.addAll(analysis.endAll());
      assertThat(most).isGreaterThanOrEqualTo(200);
      assertThat(ended).hasSizeGreaterThan(150).hasSizeLessThan(600);
      // Nothing is held once they are gone.
      assertThat(analysis.endAll()).isEmpty();
      assertThat(analysis.sightings()).isZero();
    }
  }

  @Test
  void nothingThatStoppedIsLeftRunning() {
    StreetCamera street =
        camera(List.of(film("street.mp4", 640, 360)), new CopyOnWriteArrayList<>());
    street.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> street.health().analysed() > 3);
    street.close();
    long analysed = street.health().analysed();
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.equals("street-street"));
    assertThat(street.health().analysed()).isEqualTo(analysed);
    assertThat(street.camera().state()).isEqualTo(CameraHealth.State.STOPPED);
  }
}
