package dev.gatehouse.door;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * One answer to one approach, with its evidence. It holds no picture and no embedding, and names a
 * member, or the card that was shown, only where the door opened: a refusal says nothing of whom
 * the face came nearest to.
 *
 * @param door its id
 * @param at when
 * @param outcome the answer
 * @param member who it opened for; absent otherwise, and where it opened for a card
 * @param card id of the holder's card it opened for, of which nobody here knows whose it is; absent
 *     otherwise
 * @param reason for people
 * @param score best similarity of the frames that counted; absent where none did
 * @param threshold what the score had to reach
 * @param framesSeen frames of the track
 * @param framesAgreeing good frames that agreed on the member
 * @param quality best quality of its frames, 0 to 1
 * @param liveness 0 to 1; absent where it could not be told yet
 * @param latencyMillis from the arrival of the frame that completed the evidence to the decision
 */
public record Decision(
    String door,
    Instant at,
    Outcome outcome,
    Optional<UUID> member,
    Optional<UUID> card,
    String reason,
    OptionalDouble score,
    float threshold,
    int framesSeen,
    int framesAgreeing,
    double quality,
    OptionalDouble liveness,
    double latencyMillis) {

  public Decision {
    boolean names = member.isPresent() || card.isPresent();
    if (names != (outcome == Outcome.OPEN) || (member.isPresent() && card.isPresent())) {
      throw new DoorException(
          "A decision names a member, or a card, when, and only when, the door opens");
    }
  }

  /** One without a card. */
  public Decision(
      String door,
      Instant at,
      Outcome outcome,
      Optional<UUID> member,
      String reason,
      OptionalDouble score,
      float threshold,
      int framesSeen,
      int framesAgreeing,
      double quality,
      OptionalDouble liveness,
      double latencyMillis) {
    this(
        door,
        at,
        outcome,
        member,
        Optional.empty(),
        reason,
        score,
        threshold,
        framesSeen,
        framesAgreeing,
        quality,
        liveness,
        latencyMillis);
  }
}
