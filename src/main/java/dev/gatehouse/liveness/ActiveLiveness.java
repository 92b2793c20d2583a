package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.liveness.LivenessChallenge.Prompt;
import dev.gatehouse.liveness.LivenessChallenge.State;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * The passive check and a challenge: two actions drawn anew for each approach. It asks for a
 * display at the door that shows the prompts (the live picture of the door's page does).
 */
final class ActiveLiveness implements LivenessCheck {
  static final int ACTIONS = 2;

  private final PassiveLiveness passive;
  private final RandomGenerator random;

  ActiveLiveness(PassiveLiveness passive, RandomGenerator random) {
    this.passive = passive;
    this.random = random;
  }

  @Override
  public String name() {
    return "active";
  }

  @Override
  public String description() {
    return "As the passive check; and the person is asked to turn, to blink or to come closer, in"
        + " an order that nobody knows before. This stops photos and films that were taken before;"
        + " it does not stop a mask, nor a face that a computer makes follow. Where that matters,"
        + " ask for a PIN or a card as well.";
  }

  @Override
  public Session begin() {
    return new Asked(passive.begin());
  }

  @Override
  public void close() {
    passive.close();
  }

  private final class Asked implements Session {
    private final Session evidence;
    private Optional<LivenessChallenge> challenge = Optional.empty();

    Asked(Session evidence) {
      this.evidence = evidence;
    }

    @Override
    public void see(Image image, Box face, FaceShape shape, double seconds) {
      evidence.see(image, face, shape, seconds);
      if (challenge.isEmpty()) {
        challenge = Optional.of(LivenessChallenge.random(random, ACTIONS, seconds));
      } else {
        challenge.get().see(shape, seconds);
      }
    }

    @Override
    public void look(Image image, Box face, boolean good, double seconds) {
      evidence.look(image, face, good, seconds);
    }

    @Override
    public OptionalDouble score() {
      return in(State.FAILED) ? OptionalDouble.of(0) : evidence.score();
    }

    @Override
    public boolean live() {
      return evidence.live() && in(State.PASSED);
    }

    @Override
    public Optional<String> failure() {
      return challenge.filter(c -> c.state() == State.FAILED).map(LivenessChallenge::failure);
    }

    private boolean in(State state) {
      return challenge.filter(c -> c.state() == state).isPresent();
    }

    @Override
    public Optional<Prompt> prompt() {
      return challenge.flatMap(LivenessChallenge::prompt);
    }

    @Override
    public void close() {
      evidence.close();
    }
  }
}
