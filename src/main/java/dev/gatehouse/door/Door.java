package dev.gatehouse.door;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.card.Cards;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.liveness.LivenessCheck;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A running door: a camera, an analysis on a thread of its own, and the relays. Shut unless a
 * decision opens it; a camera that is gone, an analysis that fails and a decision that cannot be
 * written down leave it shut and raise an alarm.
 *
 * <p>Thread-safe.
 */
public final class Door implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Door.class.getName());
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final int JPEG_QUALITY = 80;

  /** What a door is doing. */
  public enum State {
    CLOSED,
    OPEN,
    ALARM
  }

  /** Where decisions are written down before a door acts on them. */
  @FunctionalInterface
  public interface Journal {
    /**
     * @throws RuntimeException if it cannot be written; the door then stays shut
     */
    void write(Decision decision);
  }

  /** Somebody who watches the door. */
  public interface Viewer {
    /** Whether it wants the next picture: only then is one encoded. */
    boolean ready();

    /** Called on the door's thread: it must hand on and return. */
    void show(LiveFrame frame);
  }

  private final DoorSettings settings;
  private final Camera camera;
  private final DoorAnalysis analysis;
  private final Journal journal;
  private final List<Relay> relays;
  private final LivenessCheck liveness;
  private final BiConsumer<Door, String> alarmListener;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private volatile boolean closing;
  private boolean journalFails; // the door's thread alone
  private volatile @Nullable String alarm = "The camera has not started yet";
  private volatile long openUntil = System.nanoTime();
  private volatile double latencyMillis;

  /**
   * @param camera not started yet; the door starts and closes it
   * @param cards what tells genuine cards
   * @param alarmListener told the door and the reason when an alarm begins
   */
  public Door(
      DoorSettings settings,
      Camera camera,
      Gallery gallery,
      FaceModels models,
      LivenessCheck liveness,
      Journal journal,
      List<Relay> relays,
      Clock clock,
      Optional<Cards> cards,
      BiConsumer<Door, String> alarmListener) {
    this.settings = settings;
    this.camera = camera;
    this.liveness = liveness;
    this.journal = journal;
    this.relays = List.copyOf(relays);
    this.alarmListener = alarmListener;
    this.analysis =
        new DoorAnalysis(
            settings.id(),
            settings.place(),
            settings.policy(),
            liveness,
            gallery,
            models,
            clock,
            cards);
    this.thread = Thread.ofPlatform().name("door-" + settings.id()).unstarted(this::run);
  }

  /** Before {@link #start}: who is told of each good face, for purposes of their own. */
  void follow(Collection<DoorFollower> followers) {
    analysis.follow(followers);
  }

  /** Starts the camera and the analysis. */
  public void start() {
    camera.start();
    thread.start();
  }

  public DoorSettings settings() {
    return settings;
  }

  public LivenessCheck liveness() {
    return liveness;
  }

  public List<Relay> relays() {
    return relays;
  }

  public CameraHealth camera() {
    return camera.health();
  }

  public State state() {
    if (alarm != null) {
      return State.ALARM;
    }
    return System.nanoTime() - openUntil < 0 ? State.OPEN : State.CLOSED;
  }

  /** Why it can decide nothing; empty while it can. */
  public Optional<String> alarm() {
    return Optional.ofNullable(alarm);
  }

  public void addViewer(Viewer viewer) {
    viewers.add(viewer);
  }

  public void removeViewer(Viewer viewer) {
    viewers.remove(viewer);
  }

  private void run() {
    try (analysis) {
      while (!closing) {
        Optional<Frame> next = camera.take(WAIT);
        if (next.isEmpty()) {
          withoutFrame();
        } else {
          try (Frame frame = next.get()) {
            look(frame);
          } catch (RuntimeException | Error e) { // no memory, no native library: shut and said so
            LOG.log(Level.ERROR, "Door " + settings.id() + ": the analysis failed", e);
            analysis.reset();
            raise("The analysis failed: " + e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void withoutFrame() throws InterruptedException {
    CameraHealth health = camera.health();
    if (!health.running()) {
      analysis.reset();
      if (health.state() != CameraHealth.State.CONNECTING) {
        raise("The camera gives no picture: " + health.message());
      }
      // A camera that is stopped returns at once.
      Thread.sleep(health.state() == CameraHealth.State.STOPPED ? WAIT : Duration.ZERO);
    }
  }

  private void look(Frame frame) {
    DoorAnalysis.Result result = analysis.process(frame);
    boolean written = true;
    for (Decision decision : result.decisions()) {
      written &= act(decision);
    }
    latencyMillis = (System.nanoTime() - frame.arrivalNanos()) / 1e6;
    // What could not be written is an alarm until something can be written again.
    if (!result.decisions().isEmpty()) {
      journalFails = !written;
    }
    if (!journalFails && !closing) {
      alarm = null;
    }
    show(frame, result.faces());
  }

  /** Writes first and opens then: what is not written down did not happen. */
  private boolean act(Decision decision) {
    try {
      journal.write(decision);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Door " + settings.id() + ": a decision could not be written", e);
      raise("The decision could not be written down: " + e.getMessage());
      return false;
    }
    if (decision.outcome() == Outcome.OPEN) {
      openUntil = System.nanoTime() + settings.policy().openFor().toNanos();
      for (Relay relay : relays) {
        try {
          relay.open(decision, settings.policy().openFor());
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "Door " + settings.id() + ": " + relay.name() + " failed", e);
        }
      }
    }
    return true;
  }

  private void raise(String reason) {
    boolean fresh = alarm == null || (!reason.equals(alarm) && !closing);
    alarm = reason;
    if (fresh && !closing) {
      LOG.log(Level.WARNING, "Alarm at door {0}: {1}", settings.id(), reason);
      for (Relay relay : relays) {
        tell(() -> relay.alarm(settings.id(), reason));
      }
      tell(() -> alarmListener.accept(this, reason));
    }
  }

  /** Who is told must not be able to stop the door's thread. */
  private void tell(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Door " + settings.id() + ": an alarm could not be told", e);
    }
  }

  private void show(Frame frame, List<FaceView> faces) {
    List<Viewer> ready = viewers.stream().filter(Viewer::ready).toList();
    if (!ready.isEmpty()) {
      var live =
          new LiveFrame(
              frame.sequence(),
              frame.time(),
              frame.image().width(),
              frame.image().height(),
              state(),
              faces,
              latencyMillis,
              camera.health().fps(),
              ImageCodec.jpeg(frame.image(), JPEG_QUALITY));
      ready.forEach(v -> v.show(live));
    }
  }

  /** Stops the analysis and the camera; the door is shut from then on. */
  @Override
  public void close() {
    closing = true;
    alarm = "The door was shut down";
    camera.close();
    if (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Relay relay : relays) {
      if (relay instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          LOG.log(Level.WARNING, relay.name() + " could not be closed", e);
        }
      }
    }
  }
}
