package dev.gatehouse.kiosk;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running kiosk. Pictures come from a camera of the server, or from the browser that shows the
 * page. Faces are looked at on a thread of their own, of the newest picture each time; what there
 * was no time for is dropped and counted. A camera's pictures do not wait for that, or not for
 * long, so that the screen is smooth when the analysis is not.
 *
 * <p>Nothing is analysed while no screen shows it. A kiosk whose networks cannot be loaded shows
 * its pictures without lines and says why. Thread-safe.
 */
public final class Kiosk implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Kiosk.class.getName());
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final int JPEG_QUALITY = 80;

  /** How long a picture waits for its own lines, from its arrival on. */
  private static final long PATIENCE = Duration.ofMillis(30).toNanos();

  /** From then on what was seen is no longer shown, nor told as who is there. */
  private static final long STALE = Duration.ofSeconds(1).toNanos();

  /** How long guesses and greetings wait where there is hardly time for lines. */
  private static final long LONGEST_WITHOUT_THOUGHT = Duration.ofMillis(500).toNanos();

  /** A screen from which nothing came for so long may be replaced by another. */
  private static final long GONE = Duration.ofSeconds(10).toNanos();

  /** Longest side of a browser's picture, in pixels. */
  public static final int LARGEST_SIDE = 1280;

  /** Largest picture of a browser, in bytes. */
  public static final int LARGEST_PICTURE = 1_000_000;

  private static final double SHARE = 0.05; // of the smoothed times

  /** Somebody who shows the kiosk. */
  public interface Screen {
    /** Whether it wants the next picture: only then is one made. */
    boolean ready();

    /** Called on the kiosk's threads: it must hand on and return. */
    void show(KioskFrame frame);

    /** A picture that the screen sent is not one; in words. */
    default void refused(String why) {}
  }

  /** A camera's frame, which two threads look at; the second to leave closes it. */
  private static final class Shared {
    private final Frame frame;
    private final AtomicInteger holders = new AtomicInteger(2);
    private final CountDownLatch looked = new CountDownLatch(1);

    private Shared(Frame frame) {
      this.frame = frame;
    }

    private void release() {
      if (holders.decrementAndGet() == 0) {
        frame.close();
      }
    }
  }

  /** A picture that a browser sent. */
  private record Sent(Screen from, byte[] picture, long sequence, long arrivalNanos) {}

  private final KioskSettings settings;
  private final Optional<Camera> camera;
  private final Supplier<KioskAnalysis> load;
  private final List<Screen> screens = new CopyOnWriteArrayList<>();
  private final NewestSlot<Shared> frames = new NewestSlot<>();
  private final NewestSlot<Sent> sent = new NewestSlot<>();
  private final FramePool pool = new FramePool(2);
  private final Thread faces;
  private final Optional<Thread> pictures;
  private final AtomicLong shown = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  private volatile boolean closing;
  private volatile Scene scene = Scene.without(Scene.State.ANALYSING, System.nanoTime() - STALE);
  private volatile Audience audience = Audience.NOBODY;
  private volatile long pausedUntil = System.nanoTime();
  private volatile @Nullable String problem;

  // Guarded by this: which screen's browser is the camera.
  private @Nullable Screen source;
  private long sourceSeen;

  private final AtomicLong analysed = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile double analysisMillis;

  // The analysis's thread alone.
  private long thought = System.nanoTime();
  private double smoothedMillis;
  private double sentPerSecond;
  private long lastArrival;

  /**
   * @param load makes the analysis, on the kiosk's thread; what it throws is the kiosk's problem
   */
  Kiosk(KioskSettings settings, Supplier<KioskAnalysis> load) {
    this.settings = settings;
    this.load = load;
    this.camera =
        settings
            .camera()
            .map(
                source ->
                    new Camera(settings.id(), settings.name(), source, CameraOptions.defaults()));
    this.faces = Thread.ofPlatform().name("kiosk-" + settings.id()).unstarted(this::lookAtFaces);
    this.pictures =
        camera.map(
            one ->
                Thread.ofPlatform()
                    .name("kiosk-" + settings.id() + "-pictures")
                    .unstarted(() -> showPictures(one)));
  }

  /**
   * A kiosk without a database: it counts nobody, and writes no greeting down. For measuring.
   *
   * @param models closed by their owner after this
   * @param gallery of members, each of whom is called by their id
   */
  public static Kiosk standalone(KioskSettings settings, KioskModels models, Gallery gallery) {
    var kiosk =
        new Kiosk(
            settings,
            () ->
                new KioskAnalysis(
                    models,
                    Optional.of(
                        new Greeter(
                            settings.place(),
                            gallery,
                            models.faces(),
                            member -> Optional.of(member.toString()),
                            (_, _) -> {},
                            Clock.systemUTC())),
                    _ -> {}));
    kiosk.start();
    return kiosk;
  }

  void start() {
    camera.ifPresent(Camera::start);
    faces.start();
    pictures.ifPresent(Thread::start);
  }

  public KioskSettings settings() {
    return settings;
  }

  /** The camera's; empty where the browser has it. */
  public Optional<CameraHealth> camera() {
    return camera.map(Camera::health);
  }

  public KioskHealth health() {
    return new KioskHealth(
        screens.size(),
        shown.get(),
        analysed.get(),
        dropped.get(),
        analysisMillis,
        failures.get(),
        Optional.ofNullable(problem));
  }

  /** Who stands before it now; nobody where nothing was seen for a second. */
  public Audience audience() {
    return fresh(System.nanoTime()) ? audience : Audience.NOBODY;
  }

  private boolean fresh(long now) {
    return now - scene.arrivalNanos() < STALE;
  }

  public void addScreen(Screen screen) {
    screens.add(screen);
  }

  public void removeScreen(Screen screen) {
    screens.remove(screen);
    synchronized (this) {
      if (source == screen) {
        source = null;
      }
    }
  }

  /** Looks at no face for that long, because somebody before the screen asked for it. */
  public void pause(Duration time) {
    pausedUntil = System.nanoTime() + time.toNanos();
    audience = Audience.NOBODY;
  }

  /** Ends the pause. */
  public void resume() {
    pausedUntil = System.nanoTime();
  }

  private boolean paused() {
    return System.nanoTime() - pausedUntil < 0;
  }

  // ---- a browser's pictures

  /**
   * Takes a picture that a screen's browser made. It answers with {@link Screen#show}, or {@link
   * Screen#refused}; not at all where a newer one comes first.
   *
   * @param picture JPEG, PNG or WebP, at most {@link #LARGEST_PICTURE} bytes and {@link
   *     #LARGEST_SIDE} pixels a side; the caller does not change it afterwards
   * @param sequence given back with the answer
   * @return false if the kiosk has a camera, or another screen is its camera now
   */
  public boolean submit(Screen from, byte[] picture, long sequence) {
    if (camera.isPresent() || !isSource(from)) {
      return false;
    }
    if (picture.length > LARGEST_PICTURE) {
      from.refused("A picture has at most " + LARGEST_PICTURE + " bytes");
      return true;
    }
    sent.put(new Sent(from, picture, sequence, System.nanoTime()))
        .ifPresent(_ -> dropped.incrementAndGet());
    return true;
  }

  private synchronized boolean isSource(Screen from) {
    long now = System.nanoTime();
    if (source == null || now - sourceSeen > GONE) {
      source = from;
    }
    if (source == from) {
      sourceSeen = now;
      return true;
    }
    return false;
  }

  // ---- a camera's pictures

  private void showPictures(Camera from) {
    try {
      while (!closing) {
        Optional<Frame> next = from.take(WAIT);
        if (next.isEmpty()) {
          if (from.health().state() == CameraHealth.State.STOPPED) {
            Thread.sleep(WAIT); // a camera that is stopped returns at once
          }
        } else if (screens.isEmpty()) {
          next.get().close();
        } else {
          picture(from, new Shared(next.get()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void picture(Camera from, Shared shared) throws InterruptedException {
    frames
        .put(shared)
        .ifPresent(
            old -> {
              dropped.incrementAndGet();
              old.release();
            });
    try {
      List<Screen> ready = ready();
      if (ready.isEmpty()) {
        return;
      }
      Frame frame = shared.frame;
      byte[] jpeg = ImageCodec.jpeg(frame.image(), JPEG_QUALITY);
      long left = PATIENCE - (System.nanoTime() - frame.arrivalNanos());
      if (problem == null && left > 0) {
        boolean _ = shared.looked.await(left, TimeUnit.NANOSECONDS);
      }
      show(
          ready,
          new KioskFrame(
              frame.sequence(),
              frame.time(),
              frame.arrivalNanos(),
              frame.image().width(),
              frame.image().height(),
              newest(frame.arrivalNanos()),
              from.health().fps(),
              Optional.of(jpeg)));
    } catch (RuntimeException | Error e) { // no memory for a picture: the next may have some
      failed("A picture could not be shown: " + e.getMessage(), e);
    } finally {
      shared.release();
    }
  }

  private List<Screen> ready() {
    List<Screen> ready = new ArrayList<>(screens.size());
    for (Screen screen : screens) {
      if (screen.ready()) {
        ready.add(screen);
      }
    }
    return ready;
  }

  private void show(List<Screen> ready, KioskFrame frame) {
    shown.incrementAndGet();
    ready.forEach(screen -> screen.show(frame));
  }

  /** Nothing of a moment ago stands for now. */
  private Scene newest(long arrivalNanos) {
    Scene newest = scene;
    if (problem != null || arrivalNanos - newest.arrivalNanos() > STALE) {
      return Scene.without(paused() ? Scene.State.PAUSED : Scene.State.ANALYSING, arrivalNanos);
    }
    return newest;
  }

  // ---- faces

  private void lookAtFaces() {
    try (KioskAnalysis analysis = load.get()) {
      problem = null;
      while (!closing) {
        boolean looked = camera.isPresent() ? lookAtFrame(analysis) : lookAtSent(analysis);
        if (!looked) {
          forget(analysis);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) { // a network is missing or damaged
      failed("Faces cannot be looked at: " + e.getMessage(), e);
      problem = "Faces cannot be looked at: " + e.getMessage();
      drain();
    }
  }

  /** Without an analysis nobody takes what was put there. */
  private void drain() {
    try {
      while (!closing) {
        frames
            .take(WAIT)
            .ifPresent(
                shared -> {
                  shared.looked.countDown();
                  shared.release();
                });
        sent.take(Duration.ZERO)
            .ifPresent(one -> one.from().refused("This kiosk looks at no faces: " + problem));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean lookAtFrame(KioskAnalysis analysis) throws InterruptedException {
    Optional<Shared> next = frames.take(WAIT);
    if (next.isEmpty()) {
      return false;
    }
    Shared shared = next.get();
    try {
      look(analysis, shared.frame.image(), shared.frame.arrivalNanos());
      shared.looked.countDown();
      think(analysis, shared.frame.image(), frames.filled());
    } catch (RuntimeException | Error e) {
      analysisFailed(analysis, e);
    } finally {
      shared.looked.countDown();
      shared.release();
    }
    return true;
  }

  private boolean lookAtSent(KioskAnalysis analysis) throws InterruptedException {
    Optional<Sent> next = sent.take(WAIT);
    if (next.isEmpty()) {
      return false;
    }
    Sent one = next.get();
    measure(one.arrivalNanos());
    try (Frame frame = decode(one)) {
      look(analysis, frame.image(), one.arrivalNanos());
      show(
          List.of(one.from()),
          new KioskFrame(
              one.sequence(),
              frame.time(),
              one.arrivalNanos(),
              frame.image().width(),
              frame.image().height(),
              newest(one.arrivalNanos()),
              sentPerSecond,
              Optional.empty()));
      think(analysis, frame.image(), sent.filled());
    } catch (ImageException e) {
      one.from().refused("The picture cannot be read: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      analysisFailed(analysis, e);
      one.from().refused("The analysis failed; the next picture is tried again");
    }
    return true;
  }

  private Frame decode(Sent one) {
    Image image = ImageCodec.decode(one.picture());
    if (Math.max(image.width(), image.height()) > LARGEST_SIDE) {
      String size = image.width() + "x" + image.height();
      image.close();
      throw new ImageException(
          "it is " + size + " pixels, and " + LARGEST_SIDE + " a side are the most");
    }
    return pool.frame(image, settings.id(), one.sequence(), Instant.now());
  }

  private void measure(long arrival) {
    double seconds = (arrival - lastArrival) / 1e9;
    lastArrival = arrival;
    if (seconds > 0 && seconds < 2) {
      sentPerSecond += (1 / seconds - sentPerSecond) * (sentPerSecond == 0 ? 1 : 0.1);
    }
  }

  private void look(KioskAnalysis analysis, Image image, long arrivalNanos) {
    long start = System.nanoTime();
    Scene seen = analysis.look(image, paused(), arrivalNanos);
    // Who asked for a pause meanwhile is not shown either.
    scene = paused() ? Scene.without(Scene.State.PAUSED, arrivalNanos) : seen;
    audience = audience(scene, image.height());
    double took = (System.nanoTime() - start) / 1e6;
    smoothedMillis += (took - smoothedMillis) * (analysed.getAndIncrement() == 0 ? 1 : SHARE);
    analysisMillis = smoothedMillis;
  }

  /** Where the next picture waits already, its lines come first, for a while. */
  private void think(KioskAnalysis analysis, Image image, boolean next) {
    long now = System.nanoTime();
    if (!next || now - thought > LONGEST_WITHOUT_THOUGHT) {
      thought = now;
      analysis.think(image);
    }
  }

  private static Audience audience(Scene scene, int height) {
    if (scene.faces().isEmpty() && scene.others() == 0) {
      return Audience.NOBODY;
    }
    List<Viewer> viewers = new ArrayList<>();
    Optional<Greeting> greeting = Optional.empty();
    for (FaceView face : scene.faces()) {
      viewers.add(
          new Viewer(
              face.age().orElse(Viewer.ANY_AGE),
              face.sex(),
              Math.clamp(face.mesh().box().height() / height, 0, 1)));
      greeting = greeting.or(face::greeting);
    }
    for (int i = 0; i < scene.others(); i++) {
      viewers.add(new Viewer(Viewer.ANY_AGE, Optional.empty(), 0));
    }
    return new Audience(viewers, greeting);
  }

  private void analysisFailed(KioskAnalysis analysis, Throwable e) {
    failed("The analysis failed: " + e.getMessage(), e);
    forget(analysis);
  }

  private void failed(String what, Throwable e) {
    LOG.log(Level.ERROR, "Kiosk " + settings.id() + ": " + what, e);
    failures.incrementAndGet();
  }

  /** Nobody watches, or no picture comes: nobody is there. */
  private void forget(KioskAnalysis analysis) {
    analysis.leave();
    audience = Audience.NOBODY;
    scene = Scene.without(Scene.State.ANALYSING, System.nanoTime() - STALE);
  }

  /** Stops it; who was in view is forgotten. */
  @Override
  public void close() {
    closing = true;
    camera.ifPresent(Camera::close);
    for (Thread thread : threads()) {
      if (thread.isAlive()) { // not interrupted: it may be writing, which H2 does not survive
        try {
          thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    try {
      frames.take(Duration.ZERO).ifPresent(Shared::release);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pool.close();
    audience = Audience.NOBODY;
  }

  private List<Thread> threads() {
    List<Thread> all = new ArrayList<>();
    pictures.ifPresent(all::add);
    all.add(faces);
    return all;
  }
}
