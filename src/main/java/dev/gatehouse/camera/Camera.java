package dev.gatehouse.camera;

import dev.gatehouse.camera.CameraHealth.State;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source that is kept running on a thread of its own. It holds the newest frame only: who is slow
 * sees fewer frames, never older ones, and the rest is counted as dropped. When the source fails it
 * is opened again, after a wait that doubles from one attempt to the next.
 *
 * {@snippet :
 * try (Camera camera = new Camera("door", "Front door", source, CameraOptions.defaults())) {
 *   camera.onChange(health -> log(health.state() + " " + health.message()));
 *   camera.start();
 *   while (open) {
 *     camera.take(Duration.ofSeconds(1)).ifPresent(frame -> {
 *       try (frame) {
 *         look(frame);
 *       }
 *     });
 *   }
 * }
 * }
 *
 * <p>Memory is bounded: while {@value #MOST_FRAMES_OUT} of its frames are with consumers, new ones
 * are dropped. Thread-safe; each frame goes to one taker.
 */
public final class Camera implements AutoCloseable {
  private static final int MOST_FRAMES_OUT = 8;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** A rate is measured over about this many frames. */
  private static final double FPS_SMOOTHING = 1 / 16.0;

  private final String id;
  private final String name;
  private final Source source;
  private final CameraOptions options;
  private final FramePool pool = new FramePool(4);
  private final List<Consumer<CameraHealth>> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition frameOrStop = lock.newCondition();
  private final Condition change = lock.newCondition();

  // All of these are guarded by the lock.
  private @Nullable Run run;
  private boolean closed;
  private @Nullable Frame newest;
  private State state = State.STOPPED;
  private String message = "not started";
  private Instant since = Instant.now();
  private long lastFrameNanos;
  private double secondsPerFrame;
  private int width;
  private int height;
  private long framesDecoded;
  private long framesDropped;
  private long corruptPackets;
  private long reconnects;

  /**
   * @param id stands in its frames
   * @param name what people call it
   */
  public Camera(String id, String name, Source source, CameraOptions options) {
    this.id = id;
    this.name = name;
    this.source = source;
    this.options = options;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Source source() {
    return source;
  }

  /**
   * Calls the listener after each change of state, in order, on a thread of the camera that has
   * nothing else to do; it may take its time and may call this camera. What it throws is ignored.
   */
  public void onChange(Consumer<CameraHealth> listener) {
    listeners.add(listener);
  }

  /** Starts it; does nothing if it runs already. */
  public void start() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("Camera " + id + " is closed");
      }
      if (run == null) {
        Run started = new Run();
        run = started;
        change(State.CONNECTING, "");
        started.begin();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops it, waiting up to five seconds for its thread; a network that hangs does not hold it up.
   * It can be started again.
   */
  public void stop() {
    Run ending;
    lock.lock();
    try {
      ending = run;
      if (ending != null) {
        ending.deadline.cancel();
        leave(ending, "stopped");
      }
      if (newest != null) {
        newest.close();
        newest = null;
      }
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      ending.join();
    }
  }

  /** Stops it for good; frames that were taken stay valid until they are closed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    stop();
    pool.close();
  }

  /**
   * Waits for a frame that nobody has taken yet. The caller closes it.
   *
   * @return empty if none came in time, and at once when the camera is stopped
   */
  public Optional<Frame> take(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (newest == null && run != null && left > 0) {
        left = frameOrStop.awaitNanos(left);
      }
      Optional<Frame> frame = Optional.ofNullable(newest);
      newest = null;
      return frame;
    } finally {
      lock.unlock();
    }
  }

  public CameraHealth health() {
    lock.lock();
    try {
      if (state == State.RUNNING && stale()) {
        goStale();
      }
      return snapshot();
    } finally {
      lock.unlock();
    }
  }

  /** Frames that were taken and are not closed yet, and the one that waits. */
  int framesOut() {
    return pool.framesOut();
  }

  private CameraHealth snapshot() {
    double fps = 0;
    if (state == State.RUNNING && secondsPerFrame > 0) {
      double silent = (System.nanoTime() - lastFrameNanos) / 1e9;
      fps = 1 / Math.max(secondsPerFrame, silent);
    }
    return new CameraHealth(
        id,
        name,
        state,
        message,
        width,
        height,
        fps,
        framesDecoded,
        framesDropped,
        corruptPackets,
        reconnects,
        since);
  }

  private boolean stale() {
    return System.nanoTime() - lastFrameNanos > options.staleAfter().toNanos();
  }

  private void goStale() {
    change(
        State.RECONNECTING,
        source + ": no frame for " + options.staleAfter().toMillis() / 1000.0 + " s");
  }

  /** With the lock held. */
  private void change(State next, String why) {
    message = why;
    if (state != next) {
      state = next;
      since = Instant.now();
      if (run != null) {
        run.changes.add(snapshot());
        change.signalAll();
      }
    }
  }

  /** With the lock held: ends a run, unless it was ended before. */
  private void leave(Run ending, String why) {
    if (run == ending) {
      change(State.STOPPED, why);
      ending.ended = true;
      run = null;
      frameOrStop.signalAll();
      change.signalAll();
    }
  }

  /** What happens between one start and its stop: a thread that reads and one that tells. */
  private final class Run {
    private final Deadline deadline = new Deadline();
    private final ArrayDeque<CameraHealth> changes = new ArrayDeque<>();
    private final Thread reading =
        Thread.ofPlatform().daemon().name("camera-" + id).unstarted(this::read);
    private boolean ended; // guarded by the lock
    private int failures;
    private long playedNanos;

    void begin() {
      reading.start();
      Thread.ofVirtual().name("camera-" + id + "-changes").start(this::tell);
    }

    void join() {
      if (Thread.currentThread() != reading) {
        boolean interrupted = false;
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        while (reading.isAlive() && System.nanoTime() < end) {
          try {
            reading.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private void read() {
      while (true) {
        String why;
        playedNanos = 0;
        try {
          play();
          if (!source.live()) {
            end(source + ": played to its end");
            return;
          }
          why = source + ": the server ended the stream";
        } catch (CameraException e) {
          why = String.valueOf(e.getMessage());
        } catch (RuntimeException | Error e) { // no memory, no native library: shown, not hidden
          why = source + ": " + e;
        }
        // One frame does not make a working camera, else a failing one is asked twice a second.
        boolean worked = playedNanos > 10 * options.firstRetry().toNanos();
        failures = worked ? 1 : failures + 1;
        if (!pauseBeforeRetry(why)) {
          return;
        }
      }
    }

    private void end(String why) {
      lock.lock();
      try {
        leave(this, why);
      } finally {
        lock.unlock();
      }
    }

    /** Returns when the source has ended. */
    private void play() {
      boolean paced = source instanceof Source.Files files && files.realTime();
      try (VideoReader video = VideoReader.open(source, options.video(), pool, deadline)) {
        long opened = System.nanoTime();
        long base = opened;
        long corruptBefore = 0;
        while (video.next()) {
          if (paced) {
            base = waitForTurn(base, video.position().toNanos());
          }
          if (deadline.cancelled()) {
            return;
          }
          publish(video, video.corruptPackets() - corruptBefore);
          playedNanos = System.nanoTime() - opened;
          corruptBefore = video.corruptPackets();
        }
      }
    }

    /**
     * Waits until a frame of a file is due. A machine that is too slow, and a file whose clock
     * jumps, move the beginning instead of making it race or stand still.
     */
    private long waitForTurn(long base, long position) {
      long wait = base + position - System.nanoTime();
      long allowed = Math.clamp(wait, -500_000_000L, options.staleAfter().toNanos() / 2);
      sleep(allowed);
      return base + allowed - wait;
    }

    private void publish(VideoReader video, long corrupt) {
      boolean tooMany = pool.framesOut() >= MOST_FRAMES_OUT;
      Frame frame = null;
      if (!tooMany) {
        frame = video.frame(id, framesDecoded, Instant.now());
      }
      lock.lock();
      try {
        long now = System.nanoTime();
        if (ended) {
          if (frame != null) {
            frame.close();
          }
          return;
        }
        if (state == State.RUNNING) {
          double interval = (now - lastFrameNanos) / 1e9;
          secondsPerFrame +=
              (interval - secondsPerFrame) * (secondsPerFrame == 0 ? 1 : FPS_SMOOTHING);
        } else {
          secondsPerFrame = 0;
        }
        lastFrameNanos = now;
        framesDecoded++;
        corruptPackets += corrupt;
        width = video.width();
        height = video.height();
        if (frame == null) {
          framesDropped++;
        } else {
          if (newest != null) {
            newest.close();
            framesDropped++;
          }
          newest = frame;
          frameOrStop.signal();
        }
        change(State.RUNNING, "");
      } finally {
        lock.unlock();
      }
    }

    private boolean pauseBeforeRetry(String why) {
      lock.lock();
      try {
        if (ended) {
          return false;
        }
        change(State.RECONNECTING, why);
      } finally {
        lock.unlock();
      }
      double first = options.firstRetry().toNanos();
      double longest = options.longestRetry().toNanos();
      double wait = Math.min(longest, first * Math.pow(2, Math.min(failures - 1, 40)));
      sleep((long) (wait * ThreadLocalRandom.current().nextDouble(0.5, 1)));
      lock.lock();
      try {
        if (!ended) {
          reconnects++;
        }
        return !ended;
      } finally {
        lock.unlock();
      }
    }

    /** Sleeps, unless it is stopped. */
    private void sleep(long nanos) {
      long end = System.nanoTime() + nanos;
      lock.lock();
      try {
        for (long left = nanos; left > 0 && !ended; left = end - System.nanoTime()) {
          await(change, left);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Brings changes to the listeners, and notices when frames fail to come. */
    private void tell() {
      while (true) {
        CameraHealth next;
        lock.lock();
        try {
          while (changes.isEmpty()) {
            if (ended) {
              return;
            }
            if (state == State.RUNNING) {
              if (stale()) {
                goStale();
              } else {
                long left = lastFrameNanos + options.staleAfter().toNanos() - System.nanoTime();
                await(change, left + 1_000_000);
              }
            } else {
              change.awaitUninterruptibly();
            }
          }
          next = changes.remove();
        } finally {
          lock.unlock();
        }
        for (Consumer<CameraHealth> listener : listeners) {
          try {
            listener.accept(next);
          } catch (RuntimeException e) {
            System.getLogger(Camera.class.getName())
                .log(System.Logger.Level.WARNING, "A listener of camera " + id + " failed", e);
          }
        }
      }
    }
  }

  /** Waits once, on a thread of the camera itself, which nobody has a reason to interrupt. */
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private static void await(Condition condition, long nanos) {
    try {
      condition.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // A listener left it behind; the conditions are looked at again in any case.
    }
  }
}
