package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceException;
import dev.gatehouse.face.FacePoints;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks a person to do a few things in an order that nobody could know before, and checks by the 68
 * points that they did: active liveness. It stops a photo, and a film that was taken before; it
 * does not stop a face that is made to follow (a puppeteered deepfake, a mask worn by somebody).
 *
 * <p>What a film that was taken before would do is what fails:
 *
 * <ul>
 *   <li>each action counts only from a straight look that follows its prompt, and not within 0.2 s
 *       of the prompt, which no person manages;
 *   <li>turning the wrong way while the other is asked for fails, so that a film of everything in
 *       turn does not pass; blinks are asked for in a number, since everybody blinks;
 *   <li>each action and the whole have a time limit;
 *   <li>a face that is gone for a second, or that jumps, fails: nobody else may step in. That it is
 *       one <em>person</em> throughout the caller checks by its embeddings.
 * </ul>
 *
 * A challenge is good for one attempt and is done for good once passed or failed. Not thread-safe.
 *
 * <pre>{@code
 * var challenge = LivenessChallenge.random(new SecureRandom(), 3, now);
 * while (challenge.state() == LivenessChallenge.State.RUNNING) {
 *   show(challenge.prompt());            // TURN_LEFT, BLINK twice, ...
 *   challenge.see(shapeOfNextFrame, now);
 * }
 * }</pre>
 */
public final class LivenessChallenge {
  /** How long one action may take, in seconds from its prompt. */
  public static final double SECONDS_EACH = 8;

  private static final double REACTION = 0.2; // seconds
  private static final double LONGEST_GAP = 1; // seconds without a face
  private static final double TURNED = 0.30;
  private static final double STRAIGHT = 0.15;
  private static final double CLOSER = 1.25;
  private static final int STRAIGHT_FRAMES = 2;

  /** What is asked for; left and right are the person's own. */
  public enum Action {
    TURN_LEFT,
    TURN_RIGHT,
    BLINK,
    COME_CLOSER
  }

  /** How the challenge stands. */
  public enum State {
    RUNNING,
    PASSED,
    FAILED
  }

  /**
   * One thing to do.
   *
   * @param times how often; 1 for everything but blinks
   */
  public record Prompt(Action action, int times) {
    public Prompt {
      if (times < 1 || times > 5 || (times > 1 && action != Action.BLINK)) {
        throw new FaceException("A challenge cannot ask for " + action + " " + times + " times");
      }
    }

    /** What the person is told, in English, without a full stop. */
    public String words() {
      return switch (action) {
        case TURN_LEFT -> "turn your head to your left, then look here again";
        case TURN_RIGHT -> "turn your head to your right, then look here again";
        case BLINK -> "blink " + times + " times";
        case COME_CLOSER -> "come closer";
      };
    }
  }

  private final List<Prompt> prompts;
  private State state = State.RUNNING;
  private String failure = "";
  private int current;
  private double promptedAt;
  private double lastSeen;
  private int straightFrames;
  private double referenceSize;
  private Point lastCentre = new Point(0, 0);
  private double lastSize;
  private EyeBlinks blinks = new EyeBlinks();

  private LivenessChallenge(List<Prompt> prompts, double seconds) {
    this.prompts = List.copyOf(prompts);
    this.promptedAt = seconds;
    this.lastSeen = seconds;
  }

  /**
   * A challenge of different actions in random order, a turn among them.
   *
   * @param random {@link SecureRandom}, but in tests
   * @param actions how many, 1 to 4
   * @param seconds the present time
   */
  public static LivenessChallenge random(RandomGenerator random, int actions, double seconds) {
    if (actions < 1 || actions > Action.values().length) {
      throw new FaceException("A challenge has 1 to 4 actions, not " + actions);
    }
    List<Action> all = new ArrayList<>(Arrays.asList(Action.values()));
    do {
      Collections.shuffle(all, java.util.Random.from(random));
    } while (all.subList(0, actions).stream().noneMatch(LivenessChallenge::isTurn));
    return of(
        all.subList(0, actions).stream()
            .map(a -> new Prompt(a, a == Action.BLINK ? 2 + random.nextInt(2) : 1))
            .toList(),
        seconds);
  }

  /** A challenge whose prompts are given; for tests, and for who draws them elsewhere. */
  static LivenessChallenge of(List<Prompt> prompts, double seconds) {
    if (prompts.isEmpty()) {
      throw new FaceException("A challenge needs an action");
    }
    return new LivenessChallenge(prompts, seconds);
  }

  private static boolean isTurn(Action action) {
    return action == Action.TURN_LEFT || action == Action.TURN_RIGHT;
  }

  public State state() {
    return state;
  }

  /** What to do now; empty once passed or failed. */
  public Optional<Prompt> prompt() {
    return state == State.RUNNING ? Optional.of(prompts.get(current)) : Optional.empty();
  }

  /** All prompts in their order; show the person the present one only. */
  List<Prompt> prompts() {
    return prompts;
  }

  /** How many actions are done. */
  public int done() {
    return current;
  }

  /** How many there are. */
  public int actions() {
    return prompts.size();
  }

  /** Why it failed, for people; empty unless it did. */
  public String failure() {
    return failure;
  }

  /**
   * A frame without a face, or simply time that passes.
   *
   * @param seconds time, never before that of an earlier call
   */
  public State see(double seconds) {
    if (state == State.RUNNING) {
      if (seconds - promptedAt > SECONDS_EACH) {
        fail("it took longer than %.0f seconds".formatted(SECONDS_EACH));
      } else if (lastSize > 0 && seconds - lastSeen > LONGEST_GAP) {
        fail("the face was out of sight");
      }
    }
    return state;
  }

  /**
   * A frame with the face.
   *
   * @param shape its 68 points, of a picture that is <em>not</em> mirrored
   * @param seconds time of the frame, after that of earlier calls
   */
  public State see(FaceShape shape, double seconds) {
    if (see(seconds) != State.RUNNING) {
      return state;
    }
    FacePoints points = shape.fivePoints();
    double size = points.eyeDistance();
    Point centre = shape.box().centre();
    if (lastSize > 0 && jumped(centre, size)) {
      fail("the face changed");
      return state;
    }
    lastSeen = seconds;
    lastCentre = centre;
    lastSize = size;
    double yaw = points.yaw();
    if (straightFrames < STRAIGHT_FRAMES) {
      straighten(yaw, shape);
    } else {
      blinks.see(shape, seconds);
      act(yaw, size, seconds);
    }
    return state;
  }

  private boolean jumped(Point centre, double size) {
    return centre.distance(lastCentre) > 2 * lastSize
        || size > 1.6 * lastSize
        || size < lastSize / 1.6;
  }

  /** Waits for a straight look, from which the action is then measured. */
  private void straighten(double yaw, FaceShape shape) {
    straightFrames = Math.abs(yaw) < STRAIGHT ? straightFrames + 1 : 0;
    if (straightFrames == STRAIGHT_FRAMES) {
      referenceSize = shape.fivePoints().eyeDistance();
      blinks = new EyeBlinks();
    }
  }

  private void act(double yaw, double size, double seconds) {
    Prompt prompt = prompts.get(current);
    boolean left = yaw > TURNED;
    boolean right = yaw < -TURNED;
    boolean met =
        switch (prompt.action) {
          case TURN_LEFT -> left;
          case TURN_RIGHT -> right;
          case BLINK -> blinks.count() >= prompt.times;
          case COME_CLOSER -> size >= CLOSER * referenceSize;
        };
    if (met && seconds - promptedAt < REACTION) {
      fail("it was done before anybody could have read the prompt");
    } else if (met) {
      next(seconds);
    } else if (left || right) {
      fail("the head turned when that was not asked for");
    }
  }

  private void next(double seconds) {
    current++;
    if (current == prompts.size()) {
      state = State.PASSED;
    }
    promptedAt = seconds;
    straightFrames = 0;
  }

  private void fail(String reason) {
    state = State.FAILED;
    failure = reason;
  }
}
