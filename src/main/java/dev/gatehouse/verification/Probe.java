package dev.gatehouse.verification;

import java.util.Arrays;
import java.util.UUID;

/** Whose face it is that is verified: one on a photo, or one that a challenge saw. */
public sealed interface Probe {

  /** Overwrites what was sent. */
  default void wipe() {}

  /**
   * A photo as it was sent.
   *
   * @param field of the request, for messages
   * @param bytes of a JPEG, PNG, WebP or BMP; overwritten when they have been looked at
   */
  @SuppressWarnings("ArrayRecordComponent") // on its way, never compared
  record Photo(String field, byte[] bytes) implements Probe {
    @Override
    public void wipe() {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * The face of a challenge that was passed.
   *
   * @param caller who began it
   */
  record Seen(UUID challenge, String caller) implements Probe {}
}
