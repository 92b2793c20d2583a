package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * Tells a person before the camera from a picture of one (presentation attack detection, ISO/IEC
 * 30107). A check belongs to one door; what it sees of one track is gathered in a {@link Session}.
 * It knows nothing of members, and its answer names none. For the door's thread.
 */
public interface LivenessCheck extends AutoCloseable {
  /** The check of a mode, over networks that doors share. */
  static LivenessCheck of(LivenessMode mode, PresentationAttackModels models) {
    return switch (mode) {
      case OFF -> new NoLiveness();
      case PASSIVE -> new PassiveLiveness(models);
      case ACTIVE -> active(models, new SecureRandom());
    };
  }

  /**
   * The check of {@link LivenessMode#ACTIVE}.
   *
   * @param random what the challenges are drawn from: {@link SecureRandom}, but in tests
   */
  static LivenessCheck active(PresentationAttackModels models, RandomGenerator random) {
    return new ActiveLiveness(new PassiveLiveness(models), random);
  }

  /** A short name, for the page. */
  String name();

  /** What it can tell and what it cannot, in plain words, for the page. */
  String description();

  /** Starts gathering for one track. */
  Session begin();

  @Override
  void close();

  /** What was seen of one track. */
  interface Session extends AutoCloseable {
    /**
     * One frame; quick, since a decision may wait for it.
     *
     * @param image BGR, of a camera that stands still
     * @param shape the 68 points in this frame
     * @param seconds time of the frame
     */
    void see(Image image, Box face, FaceShape shape, double seconds);

    /**
     * What takes longer, of the same frame; called only where no decision was made of it, so that
     * none waits for it.
     *
     * @param good whether the frame's quality is good enough to recognise by
     */
    void look(Image image, Box face, boolean good, double seconds);

    /** 0 (a picture) to 1 (live); empty while it was seen too little to tell. */
    OptionalDouble score();

    /** Whether a door may open. */
    boolean live();

    /** Why the answer is no for good, however long one waits; empty while it is not. */
    default Optional<String> failure() {
      return Optional.empty();
    }

    /** What the person is asked to do now; empty where nothing is. */
    default Optional<LivenessChallenge.Prompt> prompt() {
      return Optional.empty();
    }

    @Override
    void close();
  }
}
