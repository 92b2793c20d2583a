package dev.gatehouse.verification;

import dev.gatehouse.liveness.LivenessChallenge;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * How a challenge stands, for whoever shows its prompts to the person.
 *
 * @param prompt what the person is to do now; empty before a face was seen and once nothing more is
 *     asked
 * @param words what to tell the person, in English
 * @param liveness 0 (an attack) to 1 (live); empty while too little was seen
 * @param expires when the challenge, and the face that it saw, are forgotten
 */
public record Challenge(
    UUID id,
    State state,
    Optional<LivenessChallenge.Prompt> prompt,
    String words,
    OptionalDouble liveness,
    Instant expires) {

  /** Whether it still goes on. */
  public enum State {
    RUNNING,
    /** The face that was seen can be verified, once. */
    PASSED,
    FAILED
  }
}
