package dev.gatehouse.door;

import dev.gatehouse.liveness.LivenessMode;
import java.time.Duration;

/**
 * What a door asks before it opens.
 *
 * @param threshold similarity from which on a face counts as a member's, -1 to 1
 * @param framesNeeded how many of the last {@code window} good frames must agree on one member
 * @param window how many good frames are looked back on
 * @param framesToRefuse good frames without agreement after which the answer is no
 * @param qualityNeeded quality below which a frame says nothing, 0 to 1
 * @param smallestFace width of a face, in pixels, below which it is too far away
 * @param cooldown time after a decision in which the same track, or the same member, gets no other
 * @param openFor how long the door is told to stay open
 * @param liveness what it asks of a face besides being recognised
 * @param livenessPatience how long somebody who is recognised may take to be found live, besides
 *     the time that a challenge takes
 * @param patience how long a face may be out of sight before the approach has ended
 * @param cards whether a card that its holder shows to the camera opens the door to its holder
 */
public record DoorPolicy(
    float threshold,
    int framesNeeded,
    int window,
    int framesToRefuse,
    double qualityNeeded,
    int smallestFace,
    Duration cooldown,
    Duration openFor,
    LivenessMode liveness,
    Duration livenessPatience,
    Duration patience,
    boolean cards) {

  public DoorPolicy {
    require(threshold > 0 && threshold < 1, "threshold", threshold, "between 0 and 1");
    require(framesNeeded >= 1, "framesNeeded", framesNeeded, "1 or more");
    require(window >= framesNeeded, "window", window, "framesNeeded or more");
    require(framesToRefuse >= window, "framesToRefuse", framesToRefuse, "window or more");
    require(qualityNeeded >= 0 && qualityNeeded < 1, "qualityNeeded", qualityNeeded, "0 to 1");
    require(smallestFace >= 24, "smallestFace", smallestFace, "24 or more");
    require(cooldown.isPositive(), "cooldown", cooldown, "positive");
    require(openFor.isPositive(), "openFor", openFor, "positive");
    require(livenessPatience.isPositive(), "livenessPatience", livenessPatience, "positive");
    require(patience.isPositive(), "patience", patience, "positive");
  }

  private static void require(boolean met, String name, Object value, String wanted) {
    if (!met) {
      throw new DoorException("A door's " + name + " is " + value + "; it must be " + wanted);
    }
  }

  /**
   * Three of five good frames at a similarity of 0.42, which two different people reach about once
   * in ten thousand comparisons of single photos (docs/faces.md gives the measurement).
   */
  public static DoorPolicy defaults() {
    return new DoorPolicy(
        0.42f,
        3,
        5,
        10,
        0.3,
        60,
        Duration.ofSeconds(6),
        Duration.ofSeconds(3),
        LivenessMode.PASSIVE,
        Duration.ofSeconds(8),
        Duration.ofMillis(800),
        true);
  }

  /** The same with another liveness check. */
  public DoorPolicy with(LivenessMode mode) {
    return new DoorPolicy(
        threshold,
        framesNeeded,
        window,
        framesToRefuse,
        qualityNeeded,
        smallestFace,
        cooldown,
        openFor,
        mode,
        livenessPatience,
        patience,
        cards);
  }

  /** How long somebody who is recognised is waited for, whatever the check asks. */
  Duration waitForLife() {
    return livenessPatience.plus(liveness.challengeTime());
  }
}
