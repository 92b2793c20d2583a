package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * What the frames of one face say of whether it is live (passive presentation attack detection over
 * several frames). Four cues:
 *
 * <ul>
 *   <li><b>motion</b> that no flat picture makes, however it is held and tilted: a head's depth
 *       seen from other sides, lids, lips, brows. It is a condition: without it nothing is live;
 *   <li><b>networks</b> on single frames ({@link PresentationAttackDetector}), the median of
 *       several;
 *   <li><b>blinks</b>, which speak for a live face and whose absence says nothing;
 *   <li><b>surroundings</b>: whether what is beside the face stays while it moves, or comes along.
 * </ul>
 *
 * The last three are added as log odds, each within limits that the code states, so that none
 * decides alone. The limits are set by reason, not fitted: there is too little labelled film for
 * that. It holds a small grey copy of one frame while the track lives, and no embedding. Not
 * thread-safe.
 */
public final class LivenessEvidence implements AutoCloseable {
  /** Score from which on a face counts as live. */
  public static final double LIVE = 0.5;

  /** Frames that the networks must have seen. */
  private static final int NETWORK_FRAMES = 2;

  /** Of the latest frames that the networks saw the median counts. */
  private static final int NETWORK_MEMORY = 9;

  private static final double NETWORKS_AT_MOST = 4;
  private static final double BLINK = 1;
  private static final double SURROUNDINGS_AT_MOST = 2;

  private final FaceMotion motion = new FaceMotion();
  private final EyeBlinks blinks = new EyeBlinks();
  private final Surroundings surroundings = new Surroundings();
  private final Deque<Double> networks = new ArrayDeque<>();

  /**
   * One frame of the face. Cheap: less than a millisecond.
   *
   * @param image BGR, of a camera that stands still
   * @param face its box
   * @param shape its 68 points
   * @param seconds time of the frame, after that of the frame before
   */
  public void see(Image image, Box face, FaceShape shape, double seconds) {
    see(shape, seconds);
    surroundings.see(image, face);
  }

  /** One frame of which the points alone are known. */
  void see(FaceShape shape, double seconds) {
    motion.see(shape, seconds);
    blinks.see(shape, seconds);
  }

  /** What the networks say of one of the frames. */
  public void add(PresentationAttackDetector.Score score) {
    networks.addLast(score.fused());
    if (networks.size() > NETWORK_MEMORY) {
      networks.removeFirst();
    }
  }

  /** How many frames the networks have seen, as far as they count. */
  public int networkFrames() {
    return networks.size();
  }

  /** 0 (no motion, or such as a flat picture makes) to 1; empty while seen too little. */
  public OptionalDouble motion() {
    return motion.score();
  }

  /** Median of the networks' fused log odds; empty while they have seen too little. */
  public OptionalDouble networks() {
    if (networks.size() < NETWORK_FRAMES) {
      return OptionalDouble.empty();
    }
    double[] sorted = networks.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return OptionalDouble.of((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
  }

  /** Blinks seen so far. */
  public int blinks() {
    return blinks.count();
  }

  /**
   * 0 (what is beside the face stayed while it moved) to 1 (it came along); empty while the face
   * has not moved enough, or nothing beside it can be followed.
   */
  public OptionalDouble surroundings() {
    return surroundings.together();
  }

  /**
   * 0 (an attack) to 1 (live): the weaker of the motion and of the probability that the other cues
   * make; empty while too little was seen.
   */
  public OptionalDouble score() {
    if (motion().isEmpty() || networks().isEmpty()) {
      return OptionalDouble.empty();
    }
    double odds =
        Math.clamp(networks().getAsDouble(), -NETWORKS_AT_MOST, NETWORKS_AT_MOST)
            + (blinks() > 0 ? BLINK : 0);
    if (surroundings().isPresent()) {
      odds += SURROUNDINGS_AT_MOST * (1 - 2 * surroundings().getAsDouble());
    }
    return OptionalDouble.of(Math.min(motion().getAsDouble(), 1 / (1 + Math.exp(-odds))));
  }

  /** Whether the score is there and high enough. */
  public boolean live() {
    return score().orElse(0) >= LIVE;
  }

  @Override
  public void close() {
    surroundings.close();
  }
}
