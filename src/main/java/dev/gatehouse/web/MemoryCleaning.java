package dev.gatehouse.web;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Clears the server's memory of what it no longer uses after somebody was erased. A name in a
 * request, a picture on its way to be looked at, the copies that computing with a template leaves:
 * all that is garbage as soon as it was used, but garbage stays in memory until it is collected,
 * which may be hours on a quiet day. Collecting stops the program for some tenths of a second; so
 * several erasures in a row share one. Thread-safe.
 */
@Component
@ConditionalOnWebApplication
final class MemoryCleaning implements AutoCloseable {
  private static final long AFTER_MILLIS = 300; // the answer to who asked for it has gone out

  private final List<Runnable> buffers = new CopyOnWriteArrayList<>();
  private final AtomicBoolean due = new AtomicBoolean();
  private final ScheduledExecutorService cleaner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("memory-cleaning").daemon().factory());

  /**
   * @param overwrite called after an erasure, for buffers that live as long as a connection
   */
  void add(Runnable overwrite) {
    buffers.add(overwrite);
  }

  /** To be called when somebody was erased. */
  void soon() {
    buffers.forEach(Runnable::run);
    if (due.compareAndSet(false, true)) {
      cleaner.schedule(this::clean, AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void clean() {
    due.set(false);
    System.gc();
  }

  @Override
  public void close() {
    cleaner.shutdownNow();
  }
}
