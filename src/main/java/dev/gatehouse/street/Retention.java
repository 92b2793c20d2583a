package dev.gatehouse.street;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Deletes once a minute what street cameras have kept for long enough. */
public final class Retention implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Retention.class.getName());

  private final StreetStore store;
  private final Duration plates;
  private final Duration observations;
  private final Duration statistics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("street-retention").factory());

  Retention(StreetStore store, Duration plates, Duration observations, Duration statistics) {
    this.store = store;
    this.plates = plates;
    this.observations = observations;
    this.statistics = statistics;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::run, 0, 1, TimeUnit.MINUTES);
  }

  /** How long a plate is kept, also as a hash. */
  public Duration plates() {
    return plates;
  }

  /** How long an observation is kept, with the picture of a vehicle. */
  public Duration observations() {
    return observations;
  }

  /** How long counts by minute are kept. */
  public Duration statistics() {
    return statistics;
  }

  private void run() {
    try {
      store.deleteOld(plates, observations, statistics);
    } catch (RuntimeException e) { // the database may be back in a minute
      LOG.log(Level.ERROR, "What is too old could not be deleted", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
