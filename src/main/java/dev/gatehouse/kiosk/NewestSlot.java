package dev.gatehouse.kiosk;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A queue of one: what is newer takes the place of what was not taken yet. Thread-safe. */
final class NewestSlot<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private @Nullable T newest;

  /** Puts something in; gives what it replaces. */
  Optional<T> put(T next) {
    lock.lock();
    try {
      Optional<T> replaced = Optional.ofNullable(newest);
      newest = next;
      filled.signal();
      return replaced;
    } finally {
      lock.unlock();
    }
  }

  /** Whether something is there. */
  boolean filled() {
    lock.lock();
    try {
      return newest != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something; empty if nothing came in time. */
  Optional<T> take(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (newest == null && left > 0) {
        left = filled.awaitNanos(left);
      }
      Optional<T> taken = Optional.ofNullable(newest);
      newest = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
