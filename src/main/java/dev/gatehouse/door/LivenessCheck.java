package dev.gatehouse.door;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.face.LivenessChallenge;
import dev.gatehouse.face.PresentationAttackModels;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.Optional;
import java.util.OptionalDouble;

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
      case ACTIVE -> new ActiveLiveness(new PassiveLiveness(models));
    };
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

    /** Whether the answer is no for good, however long one waits. */
    default boolean failed() {
      return false;
    }

    /** What the person is asked to do now; empty where nothing is. */
    default Optional<LivenessChallenge.Prompt> prompt() {
      return Optional.empty();
    }

    @Override
    void close();
  }
}
