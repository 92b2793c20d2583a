package dev.gatehouse.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.door.DemoMember;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running kiosk when something is not as it should be. */
@Timeout(60)
class KioskTest {
  @TempDir Path folder;
  private final Screen screen = new Screen();

  private static final class Screen implements Kiosk.Screen {
    private final BlockingQueue<KioskFrame> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    private volatile boolean ready = true;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void show(KioskFrame frame) {
      frames.add(frame);
    }

    @Override
    public void refused(String why) {
      refusals.add(why);
    }

    KioskFrame next() throws InterruptedException {
      KioskFrame frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).isNotNull();
      return frame;
    }
  }

  @BeforeEach
  void films() {
    assumeTrue(
        Files.exists(DemoMember.FILM),
        "The demo's films are missing; build with Maven, which fetches them with npm");
  }

  private static KioskSettings settings(Optional<Source> camera) {
    return new KioskSettings("hall", "Hall", "hall", camera, true);
  }

  private static Source film(boolean loop) {
    return new Source.Files(List.of(DemoMember.FILM), loop, true);
  }

  private static Kiosk without(KioskSettings settings) {
    return new Kiosk(
        settings,
        () -> {
          throw new InferenceException("Model 'face-mesh' is missing");
        });
  }

  @Test
  void without_its_networks_it_shows_pictures_and_says_why_there_are_no_lines() throws Exception {
    try (Kiosk kiosk = without(settings(Optional.of(film(true))))) {
      kiosk.addScreen(screen);
      kiosk.start();
      for (int i = 0; i < 20; i++) {
        KioskFrame frame = screen.next();
        assertThat(frame.jpeg()).isPresent();
        assertThat(frame.scene().faces()).isEmpty();
      }
      assertThat(kiosk.health().problem())
          .contains("Faces cannot be looked at: Model 'face-mesh' is missing");
      assertThat(kiosk.health().analysed()).isZero();
      assertThat(kiosk.audience()).isEqualTo(Audience.NOBODY);
    }
  }

  @Test
  void without_its_networks_a_browser_is_told_so() throws Exception {
    try (Kiosk kiosk = without(settings(Optional.empty()))) {
      kiosk.addScreen(screen);
      kiosk.start();
      assertThat(kiosk.submit(screen, new byte[] {1, 2, 3}, 1)).isTrue();
      assertThat(screen.refusals.poll(20, TimeUnit.SECONDS)).contains("'face-mesh' is missing");
      assertThat(kiosk.camera()).isEmpty();
    }
  }

  @Test
  void a_camera_that_ends_leaves_nobody_there() throws Exception {
    Path shortFilm = folder.resolve("short.mp4");
    try (Image picture = Image.allocate(640, 480);
        Size size = new Size(640, 480);
        VideoWriter out = VideoWriter.create(shortFilm, 640, 480, 25)) {
      DemoMember.play(
          DemoMember.FILM,
          0,
          3,
          1,
          (frame, _) -> {
            opencv_imgproc.resize(frame.image().mat(), picture.mat(), size);
            out.write(picture);
            return true;
          });
    }
    try (var faces = FaceModels.load(ModelManifest.bundled(), 1);
        var models = KioskModels.load(faces, ModelManifest.bundled(), 1);
        var gallery = new Gallery();
        Kiosk kiosk =
            Kiosk.standalone(
                settings(Optional.of(new Source.Files(List.of(shortFilm), false, true))),
                models,
                gallery)) {
      kiosk.addScreen(screen);
      boolean somebody = false;
      while (kiosk.camera().orElseThrow().state() != CameraHealth.State.STOPPED || !somebody) {
        somebody |= !kiosk.audience().viewers().isEmpty();
        Thread.sleep(20);
      }
      Thread.sleep(1500);
      assertThat(kiosk.audience()).isEqualTo(Audience.NOBODY);
      screen.frames.clear();
      assertThat(screen.frames.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void a_screen_that_is_busy_gets_no_pictures_and_one_that_has_gone_is_not_analysed_for()
      throws Exception {
    try (var faces = FaceModels.load(ModelManifest.bundled(), 1);
        var models = KioskModels.load(faces, ModelManifest.bundled(), 1);
        var gallery = new Gallery();
        Kiosk kiosk = Kiosk.standalone(settings(Optional.of(film(true))), models, gallery)) {
      kiosk.addScreen(screen);
      screen.next();
      screen.ready = false;
      Thread.sleep(300);
      screen.frames.clear();
      Thread.sleep(300);
      assertThat(screen.frames).isEmpty();
      screen.ready = true;
      screen.next();

      assertThat(kiosk.submit(screen, new byte[10], 1)).as("it has a camera").isFalse();
      kiosk.pause(Duration.ofSeconds(30));
      screen.frames.clear();
      screen.next();
      assertThat(screen.next().scene().state()).isEqualTo(Scene.State.PAUSED);
      kiosk.resume();

      kiosk.removeScreen(screen);
      Thread.sleep(1500);
      long analysed = kiosk.health().analysed();
      Thread.sleep(500);
      assertThat(kiosk.health().analysed()).isEqualTo(analysed);
      assertThat(kiosk.health().failures()).isZero();
    }
  }
}
