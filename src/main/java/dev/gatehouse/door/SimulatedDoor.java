package dev.gatehouse.door;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A door for trying things out: it only remembers that it was opened. Thread-safe. */
public final class SimulatedDoor implements Relay {
  private final AtomicLong openings = new AtomicLong();

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public void open(Decision decision, Duration time) {
    openings.incrementAndGet();
  }

  /** How often it was opened. */
  public long openings() {
    return openings.get();
  }
}
