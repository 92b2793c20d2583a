package dev.gatehouse.street;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A running street camera: a camera, and its analysis on a thread of its own. It takes the newest
 * frame each time; what it has no time for is dropped and counted. An analysis that fails begins
 * anew with the next frame. Whoever watches sees no face and no plate.
 *
 * <p>Thread-safe.
 */
public final class StreetCamera implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StreetCamera.class.getName());
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final int JPEG_QUALITY = 80;

  /** Of the smoothed times. */
  private static final double SHARE = 0.05;

  /** Somebody who watches the street. */
  public interface Viewer {
    /** Whether it wants the next picture: only then is one made. */
    boolean ready();

    /** Called on the street's thread: it must hand on and return. */
    void show(LiveStreetFrame frame);
  }

  /** Somebody who follows what the camera sees, frame by frame. */
  public interface Follower {
    /**
     * Called on the street's thread for each frame that was analysed: take what is needed and
     * return. The frame's picture is lent for the call, copy what is to stay.
     */
    void follow(StreetFrame frame);
  }

  private final StreetSettings settings;
  private final Camera camera;
  private final String detectorForm;
  private final StreetAnalysis analysis;
  private final Consumer<Observation> journal;
  private final Clock clock;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Collection<Follower> followers;
  private final AtomicReference<Optional<Layout>> nextLayout =
      new AtomicReference<>(Optional.empty());
  private final Thread thread;

  private volatile boolean closing;
  private volatile Layout layout;
  private volatile LayoutCounts counts;
  private volatile StreetHealth health;

  // The street's thread alone.
  private long analysed;
  private long failures;
  private Optional<String> lastFailure = Optional.empty();
  private double pipelineMillis;

  /**
   * @param layout what is drawn into its picture
   * @param start what had been counted before on this day
   * @param models shared, closed by their owner after this
   * @param followers told each frame; may change at any time, so give a concurrent collection
   * @param journal told each observation on the street's thread; what it throws is counted as a
   *     failure and the observation is lost
   */
  public StreetCamera(
      StreetSettings settings,
      Layout layout,
      LayoutCounts start,
      SceneModels models,
      PlateFormats formats,
      Collection<Follower> followers,
      Consumer<Observation> journal,
      Clock clock) {
    this.settings = settings;
    this.layout = layout;
    this.counts = start;
    this.followers = followers;
    this.journal = journal;
    this.clock = clock;
    this.detectorForm = models.detector().form();
    this.camera =
        new Camera(settings.id(), settings.name(), settings.camera(), CameraOptions.defaults());
    this.analysis = new StreetAnalysis(settings, layout, models, formats, clock.getZone(), start);
    this.health = snapshot();
    this.thread = Thread.ofPlatform().name("street-" + settings.id()).unstarted(this::run);
  }

  /** Starts the camera and the analysis. */
  public void start() {
    camera.start();
    thread.start();
  }

  public StreetSettings settings() {
    return settings;
  }

  public CameraHealth camera() {
    return camera.health();
  }

  public StreetHealth health() {
    return health;
  }

  public Layout layout() {
    return layout;
  }

  /** Takes effect with the next frame; what was counted on lines and in zones that stay, stays. */
  public void setLayout(Layout next) {
    layout = next;
    nextLayout.set(Optional.of(next));
  }

  /** What was counted since midnight. */
  public LayoutCounts counts() {
    return counts;
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
          } catch (RuntimeException | Error e) { // no memory, a broken frame: said, and on it goes
            failed("The analysis failed: " + e.getMessage(), e);
            analysis.endAll();
          }
        }
      }
      analysis.endAll().forEach(this::write);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void withoutFrame() throws InterruptedException {
    CameraHealth state = camera.health();
    if (!state.running()) {
      analysis.endAll().forEach(this::write);
      // A camera that is stopped returns at once.
      Thread.sleep(state.state() == CameraHealth.State.STOPPED ? WAIT : Duration.ZERO);
    }
  }

  private void look(Frame frame) {
    nextLayout
        .getAndSet(Optional.empty())
        .ifPresent(next -> analysis.layout(next, analysis.counts(clock.instant())));
    long start = System.nanoTime();
    Instant time = clock.instant();
    StreetAnalysis.Result result =
        analysis.process(frame.image(), time, frame.arrivalNanos() / 1e9);
    tell(frame, time, result.tracks());
    result.ended().forEach(this::write);
    counts = analysis.counts(clock.instant());
    long now = System.nanoTime();
    double took = (now - start) / 1e6;
    pipelineMillis += (took - pipelineMillis) * (analysed == 0 ? 1 : SHARE);
    analysed++;
    health = snapshot();
    show(frame, result.tracks(), (now - frame.arrivalNanos()) / 1e6);
  }

  private StreetHealth snapshot() {
    return new StreetHealth(
        analysed,
        analysis.gateCounts().still(),
        analysis.gateSaving(),
        detectorForm,
        analysis.detectorMillis(),
        pipelineMillis,
        failures,
        lastFailure);
  }

  private void write(Observation observation) {
    try {
      journal.accept(observation);
    } catch (RuntimeException e) {
      failed("An observation could not be written: " + e.getMessage(), e);
    }
  }

  private void failed(String what, Throwable e) {
    LOG.log(Level.ERROR, "Street " + settings.id() + ": " + what, e);
    failures++;
    lastFailure = Optional.of(what);
    health = snapshot();
  }

  /** A follower that fails is said; the street goes on. */
  private void tell(Frame frame, Instant time, List<TrackView> tracks) {
    if (followers.isEmpty()) {
      return;
    }
    var seen = new StreetFrame(settings, frame.image(), time, tracks);
    for (Follower follower : followers) {
      try {
        follower.follow(seen);
      } catch (RuntimeException e) {
        failed("A frame could not be followed: " + e.getMessage(), e);
      }
    }
  }

  private void show(Frame frame, List<TrackView> tracks, double latencyMillis) {
    List<Viewer> ready = viewers.stream().filter(Viewer::ready).toList();
    if (ready.isEmpty()) {
      return;
    }
    try (Image copy = frame.image().copy()) {
      analysis.redact(copy);
      var live =
          new LiveStreetFrame(
              frame.sequence(),
              frame.time(),
              copy.width(),
              copy.height(),
              tracks,
              counts,
              latencyMillis,
              camera.health().fps(),
              analysis.gateSaving(),
              ImageCodec.jpeg(copy, JPEG_QUALITY));
      ready.forEach(v -> v.show(live));
    }
  }

  /** Stops the analysis and the camera; tracks that were in view become observations. */
  @Override
  public void close() {
    closing = true;
    camera.close();
    if (thread.isAlive()) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else if (thread.getState() == Thread.State.NEW) {
      analysis.close();
    }
  }
}
