package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.OptionalDouble;

/** The check that asks nothing of the person: {@link LivenessEvidence} over a track's frames. */
public final class PassiveLiveness implements LivenessCheck {
  /** The first frames go to the networks one by one, then one in a while. */
  private static final int FRAMES_AT_ONCE = 3;

  private static final double PAUSE = 0.25; // seconds

  private final PresentationAttackDetector detector;

  public PassiveLiveness(PresentationAttackModels models) {
    this.detector = new PresentationAttackDetector(models);
  }

  @Override
  public String name() {
    return "passive";
  }

  @Override
  public String description() {
    return "Three networks look for traces of screens and prints; the face must move as no flat"
        + " picture can; blinks and the background are watched. This stops a photo held before the"
        + " camera and many screens; it does not stop every film on a screen, nor a mask. Where"
        + " that matters, ask for a PIN or a card as well.";
  }

  @Override
  public Session begin() {
    return new Evidence();
  }

  @Override
  public void close() {
    detector.close();
  }

  private final class Evidence implements Session {
    private final LivenessEvidence evidence = new LivenessEvidence();
    private double lookedAt = Double.NEGATIVE_INFINITY;

    @Override
    public void see(Image image, Box face, FaceShape shape, double seconds) {
      evidence.see(image, face, shape, seconds);
    }

    @Override
    public void look(Image image, Box face, boolean good, double seconds) {
      boolean due = evidence.networkFrames() < FRAMES_AT_ONCE || seconds - lookedAt >= PAUSE;
      if (good && due) {
        evidence.add(detector.score(image, face));
        lookedAt = seconds;
      }
    }

    @Override
    public OptionalDouble score() {
      return evidence.score();
    }

    @Override
    public boolean live() {
      return evidence.live();
    }

    @Override
    public void close() {
      evidence.close();
    }
  }
}
