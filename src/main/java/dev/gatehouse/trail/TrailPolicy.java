package dev.gatehouse.trail;

import java.time.Duration;

/**
 * What is asked of a face before it becomes a visit.
 *
 * @param threshold similarity from which on a face counts as a member's, 0 to 1
 * @param framesNeeded how many of the last {@code window} good frames of a track must agree on one
 *     member; as many in a row that do not end what was believed
 * @param window how many good frames are looked back on
 * @param qualityNeeded quality below which a frame says nothing, 0 to 1
 * @param smallestFace width in pixels below which a face is too far away
 * @param gap how long a member may be out of a camera's sight within one visit
 * @param every how often a track's face is looked at until it is known, and ten times as long after
 *     that
 */
public record TrailPolicy(
    float threshold,
    int framesNeeded,
    int window,
    double qualityNeeded,
    int smallestFace,
    Duration gap,
    Duration every) {
  public TrailPolicy {
    if (!(threshold > 0 && threshold < 1)
        || framesNeeded < 1
        || window < framesNeeded
        || !(qualityNeeded >= 0 && qualityNeeded < 1)
        || smallestFace < 24
        || gap.isNegative()
        || !every.isPositive()) {
      throw new TrailException("The day map's policy cannot be " + threshold + ", " + gap);
    }
  }

  /**
   * A similarity of 0.49, which two different people reach about once in a hundred thousand
   * comparisons of single photos (docs/faces.md): a wrong visit says of a member that they were
   * where they were not, and whoever is missed here is seen at the next camera.
   */
  public static TrailPolicy defaults() {
    return new TrailPolicy(0.49f, 3, 5, 0.3, 50, Duration.ofMinutes(2), Duration.ofMillis(300));
  }
}
