package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.camera.CameraHealth.State;
import dev.gatehouse.image.Frame;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CameraTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final CameraOptions QUICK =
      CameraOptions.defaults()
          .withVideo(VideoOptions.defaults().withTimeouts(Duration.ofSeconds(5), SECOND))
          .withStaleAfter(Duration.ofMillis(700))
          .withRetry(Duration.ofMillis(50), Duration.ofMillis(200));

  @TempDir Path folder;

  private static Camera camera(Source source) {
    return new Camera("door", "Front door", source, QUICK);
  }

  private static Frame next(Camera camera) throws InterruptedException {
    return camera.take(Duration.ofSeconds(10)).orElseThrow();
  }

  private static void awaitState(Camera camera, State state) {
    await().atMost(Duration.ofSeconds(10)).until(() -> camera.health().state() == state);
  }

  @Test
  void playsAFileInRealTimeToItsEnd() throws Exception {
    Path file = Footage.video(folder.resolve("a.mp4"), 320, 240, 50, 25);
    try (Camera camera = camera(new Source.Files(file))) {
      assertThat(camera.health().state()).isEqualTo(State.STOPPED);
      camera.start();
      camera.start();
      int frames = 0;
      Instant first = Instant.MAX;
      Instant last = Instant.MIN;
      for (Optional<Frame> taken = camera.take(Duration.ofSeconds(10));
          taken.isPresent();
          taken = camera.take(SECOND)) {
        try (Frame frame = taken.get()) {
          assertThat(frame.camera()).isEqualTo("door");
          assertThat((System.nanoTime() - frame.arrivalNanos()) / 1e6).isLessThan(500);
          first = frame.time().isBefore(first) ? frame.time() : first;
          last = frame.time();
          frames++;
          if (frames == 30) {
            CameraHealth health = camera.health();
            assertThat(health.running()).isTrue();
            assertThat(health.fps()).isCloseTo(25, within(5.0));
            assertThat(health.width()).isEqualTo(320);
            assertThat(health.height()).isEqualTo(240);
            assertThat(health.message()).isEmpty();
          }
        }
      }
      assertThat(Duration.between(first, last).toMillis()).isBetween(1800L, 2300L);
      CameraHealth health = camera.health();
      assertThat(health.state()).isEqualTo(State.STOPPED);
      assertThat(health.message()).contains("a.mp4", "to its end");
      assertThat(health.framesDecoded()).isEqualTo(50);
      assertThat(health.framesDropped() + frames).isEqualTo(50);
      assertThat(frames).isGreaterThan(40);
    }
  }

  @Test
  void theNewestFrameWins() throws Exception {
    Path file = Footage.video(folder.resolve("a.mp4"), 64, 64, 25, 50);
    try (Camera camera = camera(new Source.Files(List.of(file), true, true))) {
      camera.start();
      long before = -1;
      int taken = 0;
      for (int i = 0; i < 10; i++) {
        try (Frame frame = next(camera)) {
          assertThat(frame.sequence()).isGreaterThan(before);
          before = frame.sequence();
          taken++;
          Thread.sleep(200); // ten frames go by
          assertThat(camera.framesOut()).isBetween(1, 3);
        }
      }
      assertThat(before).isGreaterThan(60);
      camera.stop();
      CameraHealth health = camera.health();
      // What was decoded was taken, dropped, or waited when it stopped.
      assertThat(health.framesDecoded() - health.framesDropped() - taken).isBetween(0L, 1L);
      assertThat(health.framesDropped()).isGreaterThan(60);
      assertThat(camera.framesOut()).isZero();
      assertThat(camera.take(SECOND)).isEmpty();
    }
  }

  @Test
  void whoKeepsFramesDoesNotFillTheMemory() throws Exception {
    Path file = Footage.video(folder.resolve("a.mp4"), 64, 64, 25, 100);
    try (Camera camera = camera(new Source.Files(List.of(file), true, true))) {
      camera.start();
      List<Frame> kept = new ArrayList<>();
      for (Optional<Frame> taken = camera.take(SECOND);
          taken.isPresent();
          taken = camera.take(SECOND)) {
        kept.add(taken.get());
      }
      assertThat(kept).hasSize(8);
      assertThat(camera.health().running()).isTrue();
      assertThat(camera.health().framesDropped()).isPositive();
      kept.removeLast().close();
      kept.add(next(camera));
      camera.stop();
      assertThat(camera.framesOut()).isEqualTo(8);
      kept.forEach(Frame::close);
      assertThat(camera.framesOut()).isZero();
    }
  }

  @Test
  void aFileCanBePlayedAsFastAsItDecodes() throws Exception {
    Path file = Footage.video(folder.resolve("a.mp4"), 64, 64, 250, 25);
    long began = System.nanoTime();
    try (Camera camera = camera(new Source.Files(List.of(file), false, false))) {
      camera.start();
      awaitState(camera, State.STOPPED);
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L); // it lasts 10 s
      try (Frame last = next(camera)) {
        assertThat(last.sequence()).isEqualTo(249);
      }
      assertThat(camera.take(SECOND)).isEmpty();
      assertThat(camera.framesOut()).isZero();
    }
  }

  @Test
  void comesBackAfterItsServerDiedAndReturned() throws Exception {
    List<State> states = new CopyOnWriteArrayList<>();
    MjpegServer server = new MjpegServer();
    int port = server.port();
    try (Camera camera = camera(Source.parse(server.url("/video")))) {
      camera.onChange(health -> states.add(health.state()));
      camera.onChange(
          health -> {
            throw new IllegalStateException("a listener that fails");
          });
      camera.start();
      next(camera).close();
      server.close();
      awaitState(camera, State.RECONNECTING);
      assertThat(camera.health().message()).contains("127.0.0.1:" + port);
      await().until(() -> camera.health().reconnects() >= 2);
      assertThat(camera.health().fps()).isZero();
      camera.take(Duration.ZERO).ifPresent(Frame::close);
      try (MjpegServer again = new MjpegServer(port)) {
        awaitState(camera, State.RUNNING);
        next(camera).close();
        assertThat(camera.health().message()).isEmpty();
      }
    }
    await().until(() -> states.size() >= 5);
    assertThat(states.subList(0, 4))
        .containsExactly(State.CONNECTING, State.RUNNING, State.RECONNECTING, State.RUNNING);
    assertThat(states.getLast()).isEqualTo(State.STOPPED);
  }

  @Test
  void anRtspServerThatStopsWithinAFrameIsAskedAgain() throws Exception {
    Path file = Footage.video(folder.resolve("a.mp4"), 160, 120, 40, 25);
    List<CameraHealth> changes = new CopyOnWriteArrayList<>();
    try (RtspServer server = new RtspServer(file)) {
      server.stallAfter = 60;
      try (Camera camera = camera(Source.parse(server.url()))) {
        camera.onChange(changes::add);
        camera.start();
        awaitState(camera, State.RUNNING);
        // First it is stale; then the read fails, and it is opened again.
        awaitState(camera, State.RECONNECTING);
        await().atMost(Duration.ofSeconds(10)).until(() -> camera.health().reconnects() >= 2);
        assertThat(server.plays.get()).isGreaterThanOrEqualTo(2);
        server.stallAfter = Integer.MAX_VALUE;
        awaitState(camera, State.RUNNING);
      }
    }
    assertThat(changes)
        .filteredOn(change -> change.state() == State.RECONNECTING)
        .extracting(CameraHealth::message)
        .anyMatch(message -> message.contains("no frame for 0.7 s"));
  }

  @Test
  void withoutAFrameItIsStaleAndItsListenersAreTold() throws Exception {
    List<CameraHealth> changes = new CopyOnWriteArrayList<>();
    try (MjpegServer server = new MjpegServer()) {
      server.stallAfter = 50;
      CameraOptions patient =
          QUICK.withVideo(VideoOptions.defaults()).withStaleAfter(Duration.ofMillis(500));
      try (Camera camera = new Camera("c", "c", Source.parse(server.url("/video")), patient)) {
        camera.onChange(changes::add);
        camera.start();
        await().until(() -> changes.size() >= 2);
        long running = System.nanoTime();
        await().until(() -> changes.size() >= 3);
        assertThat(changes.get(1).state()).isEqualTo(State.RUNNING);
        assertThat(changes.get(2).state()).isEqualTo(State.RECONNECTING);
        assertThat(System.nanoTime() - running).isLessThan(5_000_000_000L);
        assertThat(camera.health().running()).isFalse();
        assertThat(camera.health().reconnects()).isZero(); // the connection is still there
      }
    }
  }

  @Test
  void closesAtOnceWhileTheNetworkHangs() throws Exception {
    try (MjpegServer server = new MjpegServer()) {
      server.stallAfter = 40;
      server.millisBetweenFrames = 2;
      for (String path : List.of("/nothing", "/video", "/drip")) {
        CameraOptions patient = CameraOptions.defaults();
        Camera camera = new Camera("hang" + path.substring(1), "", source(server, path), patient);
        camera.start();
        if (path.equals("/video")) {
          next(camera).close();
        }
        Thread.sleep(500);
        long began = System.nanoTime();
        camera.close();
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
        assertThat(camera.health().state()).isEqualTo(State.STOPPED);
        assertThat(camera.framesOut()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
            .extracting(Thread::getName)
            .doesNotContain("camera-hang" + path.substring(1));
        assertThatThrownBy(camera::start).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  private static Source source(MjpegServer server, String path) {
    return Source.parse(server.url(path));
  }

  @Test
  void aListenerMayCloseTheCamera() throws Exception {
    try (MjpegServer server = new MjpegServer()) {
      Camera camera = camera(Source.parse(server.url("/video")));
      camera.onChange(
          health -> {
            if (health.running()) {
              camera.close();
            }
          });
      camera.start();
      await().until(() -> server.requests.get() > 0);
      awaitState(camera, State.STOPPED);
      await().until(() -> camera.framesOut() == 0);
    }
  }

  @Test
  void canBeStoppedAndStartedAgain() throws Exception {
    try (MjpegServer server = new MjpegServer();
        Camera camera = camera(Source.parse(server.url("/video")))) {
      long sequence = -1;
      for (int i = 0; i < 5; i++) {
        camera.start();
        try (Frame frame = next(camera)) {
          assertThat(frame.sequence()).isGreaterThan(sequence);
          sequence = frame.sequence();
        }
        camera.stop();
        assertThat(camera.framesOut()).isZero();
      }
    }
  }

  @Test
  void aFileThatDoesNotExistYetIsTriedAgain() throws Exception {
    Path file = folder.resolve("later.mp4");
    try (Camera camera = camera(new Source.Files(List.of(file), true, true))) {
      camera.start();
      awaitState(camera, State.RECONNECTING);
      assertThat(camera.health().message()).contains("later.mp4", "no such file");
      Path made = Footage.video(folder.resolve("made.mp4"), 64, 64, 25, 25);
      java.nio.file.Files.move(made, file);
      next(camera).close();
    }
  }

  /** JavaCPP serves only ten callbacks of a kind; one native function of ours serves them all. */
  @Test
  void thirtyCamerasRunSideBySide() throws Exception {
    List<Camera> cameras = new ArrayList<>();
    try (MjpegServer server = new MjpegServer()) {
      server.millisBetweenFrames = 100;
      for (int i = 0; i < 30; i++) {
        cameras.add(camera(Source.parse(server.url("/video"))));
        cameras.getLast().start();
      }
      for (Camera camera : cameras) {
        next(camera).close();
      }
    } finally {
      cameras.forEach(Camera::close);
    }
    assertThat(cameras).allMatch(camera -> camera.framesOut() == 0);
  }
}
