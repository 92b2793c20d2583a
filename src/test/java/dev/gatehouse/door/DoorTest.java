package dev.gatehouse.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.PassiveLiveness;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole door over the demo's film: what it does when all is well, and when something is not. */
class DoorTest {
  private static final String PLACE = "entrance";

  private static FaceModels models;
  private static PresentationAttackModels attackModels;
  private static List<Embedding> enrolled;

  @TempDir Path folder;
  private Gallery gallery;
  private final Recorder relay = new Recorder();
  private final BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Remembers what it was told. */
  private static final class Recorder implements Relay {
    final BlockingQueue<Decision> openings = new LinkedBlockingQueue<>();
    final BlockingQueue<String> alarms = new LinkedBlockingQueue<>();

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public void open(Decision decision, Duration time) {
      openings.add(decision);
    }

    @Override
    public void alarm(String door, String reason) {
      alarms.add(reason);
    }
  }

  /** Fails at everything. */
  private static final class Broken implements Relay {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void open(Decision decision, Duration time) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void alarm(String door, String reason) {
      throw new IllegalStateException("broken");
    }
  }

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 1);
    attackModels = PresentationAttackModels.load(ModelManifest.bundled(), 1);
    enrolled = DemoMember.embeddings(models);
  }

  @AfterAll
  static void close() {
    models.close();
    attackModels.close();
  }

  @BeforeEach
  void fill() {
    gallery = DemoMember.gallery(enrolled, DemoMember.grant(PLACE));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    gallery.close();
  }

  private Door door(Source source, Door.Journal journal, Relay... relays) {
    var options =
        new CameraOptions(
            VideoOptions.defaults(),
            Duration.ofSeconds(2),
            Duration.ofMillis(50),
            Duration.ofMillis(200));
    var door =
        new Door(
            new DoorSettings("front", "Front door", PLACE, source, DoorPolicy.defaults()),
            new Camera("front", "Front door", source, options),
            gallery,
            models,
            new PassiveLiveness(attackModels),
            journal,
            List.of(relays),
            Clock.fixed(DemoMember.NOW, ZoneOffset.UTC),
            Optional.empty(),
            (d, reason) -> alarms.add(d.settings().id() + ": " + reason));
    open.add(door);
    return door;
  }

  private static Source film(Path file, boolean loop) {
    return new Source.Files(List.of(file), loop, true);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T one = queue.poll(60, TimeUnit.SECONDS);
    assertThat(one).as("within a minute").isNotNull();
    return one;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 6000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).as("within a minute").isTrue();
  }

  @Test
  void a_member_s_decision_is_written_down_and_then_the_relay_opens() throws Exception {
    List<Decision> written = new CopyOnWriteArrayList<>();
    List<Boolean> writtenFirst = new CopyOnWriteArrayList<>();
    var door =
        door(
            film(DemoMember.FILM, true),
            d -> {
              writtenFirst.add(relay.openings.isEmpty());
              written.add(d);
            },
            new Broken(),
            relay);
    assertThat(door.state()).as("before it has seen anything").isEqualTo(Door.State.ALARM);
    door.start();

    Decision opened = next(relay.openings);

    assertThat(opened.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(opened.member()).contains(DemoMember.ID);
    assertThat(written).contains(opened);
    assertThat(writtenFirst).first().isEqualTo(true);
    await(() -> door.state() != Door.State.ALARM);
    assertThat(door.alarm()).isEmpty();
    await(() -> door.state() == Door.State.CLOSED);
    assertThat(alarms).isEmpty();
  }

  @Test
  void without_a_camera_it_is_in_alarm_and_shut() throws Exception {
    var door = door(film(Path.of("target/absent.mp4"), false), d -> {}, new Broken(), relay);
    door.start();
    assertThat(next(relay.alarms)).contains("gives no picture");
    assertThat(next(alarms)).startsWith("front: ").contains("gives no picture");
    assertThat(door.state()).isEqualTo(Door.State.ALARM);
    assertThat(door.alarm().orElseThrow()).contains("absent.mp4");
    assertThat(relay.openings).isEmpty();
  }

  @Test
  void a_film_that_is_none_is_an_alarm() throws Exception {
    Path text = Files.writeString(folder.resolve("camera.mp4"), "this is no film");
    var door = door(film(text, true), d -> {}, relay);
    door.start();
    assertThat(next(relay.alarms)).contains("gives no picture");
    assertThat(door.state()).isEqualTo(Door.State.ALARM);
    assertThat(relay.openings).isEmpty();
  }

  @Test
  void a_camera_that_ends_leaves_it_in_alarm() throws Exception {
    var door = door(new Source.Files(List.of(DemoMember.ENROLMENT), false, false), d -> {}, relay);
    door.start();
    assertThat(next(relay.alarms)).contains("played to its end");
    assertThat(door.state()).isEqualTo(Door.State.ALARM);
  }

  @Test
  void what_cannot_be_written_down_does_not_open_and_stays_an_alarm() throws Exception {
    BlockingQueue<Decision> tried = new LinkedBlockingQueue<>();
    var door =
        door(
            film(DemoMember.FILM, true),
            d -> {
              tried.add(d);
              throw new IllegalStateException("no database");
            },
            new Broken(),
            relay);
    door.start();

    assertThat(next(tried).outcome()).isEqualTo(Outcome.OPEN);
    assertThat(next(relay.alarms)).contains("could not be written down").contains("no database");
    assertThat(next(alarms)).contains("no database");
    // Frames go on coming, and are no reason to think that it can be written again.
    long seen = door.camera().framesDecoded();
    await(() -> door.camera().framesDecoded() > seen + 20);
    assertThat(door.state()).isEqualTo(Door.State.ALARM);
    assertThat(relay.openings).isEmpty();
  }

  @Test
  void viewers_get_pictures_only_while_they_are_ready() throws Exception {
    var door = door(film(DemoMember.FILM, true), d -> {}, relay);
    BlockingQueue<LiveFrame> shown = new LinkedBlockingQueue<>();
    BlockingQueue<LiveFrame> busy = new LinkedBlockingQueue<>();
    door.addViewer(viewer(true, shown));
    door.addViewer(viewer(false, busy));
    door.start();
    LiveFrame frame = next(shown);
    assertThat(frame.width()).isEqualTo(400);
    assertThat(frame.height()).isEqualTo(300);
    assertThat(frame.jpeg()).startsWith((byte) 0xFF, (byte) 0xD8);
    assertThat(busy).isEmpty();
  }

  private static Door.Viewer viewer(boolean ready, BlockingQueue<LiveFrame> shown) {
    return new Door.Viewer() {
      @Override
      public boolean ready() {
        return ready;
      }

      @Override
      public void show(LiveFrame frame) {
        shown.add(frame);
      }
    };
  }

  @Test
  void once_shut_down_it_stays_shut() throws Exception {
    var door = door(film(DemoMember.FILM, true), d -> {}, relay);
    door.start();
    await(() -> door.camera().framesDecoded() > 3);
    door.close();
    relay.openings.clear();
    assertThat(door.state()).isEqualTo(Door.State.ALARM);
    assertThat(door.alarm()).contains("The door was shut down");
    assertThat(relay.openings.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }
}
