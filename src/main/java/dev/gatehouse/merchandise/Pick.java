package dev.gatehouse.merchandise;

import java.util.UUID;

/** An item on a screen. Only what has passed the {@link AgeGate} becomes one. */
public final class Pick {
  private final UUID id;
  private final AgeGate.Allowed allowed;

  Pick(UUID id, AgeGate.Allowed allowed) {
    this.id = id;
    this.allowed = allowed;
  }

  /** Of this one card at this one time; lives minutes, in memory. */
  public UUID id() {
    return id;
  }

  public Item item() {
    return allowed.item();
  }
}
