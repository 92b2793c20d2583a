package dev.gatehouse.merchandise;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who stands before a screen, all of them together. Made for one request and kept nowhere.
 *
 * @param kiosk id of the kiosk: what is on its screen stays a while, and is counted by this
 * @param place where the kiosk stands
 * @param viewers how many; of 0 nothing is counted
 * @param ages from the youngest that the youngest may be to the oldest; absent as soon as one of
 *     them is of unknown age
 * @param sex where all of them are the same
 * @param member who was recognised there under a {@code KIOSK} grant
 */
public record Shopper(
    String kiosk,
    String place,
    int viewers,
    Optional<AgeRange> ages,
    Optional<Sex> sex,
    Optional<UUID> member,
    Instant at) {

  public Shopper {
    if (viewers < 0) {
      throw new IllegalArgumentException(viewers + " people stand before no screen");
    }
  }
}
