package dev.gatehouse.door;

import dev.gatehouse.card.CardReading;
import dev.gatehouse.card.Cards;
import dev.gatehouse.card.HolderCard;
import dev.gatehouse.card.QrReader;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Image;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a card that somebody holds up to the door's camera, and remembers it for the few
 * seconds in which they take it away and show their face. For the door's thread alone.
 */
final class CardWatch implements AutoCloseable {
  /** Looking takes some milliseconds, so it is not done for each frame. */
  private static final double LOOK_EVERY = 0.25; // seconds

  /** How long a card counts after it, or its holder's face, was last seen. */
  private static final double REMEMBERED = 6; // seconds

  private final Cards cards;
  private final String place;
  private final Clock clock;
  private final QrReader reader = new QrReader();

  private byte[] seen = {};
  private @Nullable HolderCard card;
  private Optional<String> refusal = Optional.empty();
  private double seenAt = Double.NEGATIVE_INFINITY;
  private double lookedAt = Double.NEGATIVE_INFINITY;

  CardWatch(Cards cards, String place, Clock clock) {
    this.cards = cards;
    this.place = place;
    this.clock = clock;
  }

  /**
   * Looks at a frame in which nobody was recognised, if it is time again.
   *
   * @return whether a card was shown that was not there before and can be used
   */
  boolean look(Image image, double seconds) {
    if (seconds - seenAt > REMEMBERED) {
      forget();
    }
    if (!cards.inUse() || seconds - lookedAt < LOOK_EVERY) {
      return false;
    }
    lookedAt = seconds;
    Optional<byte[]> found = reader.read(image);
    if (found.isEmpty()) {
      return false;
    }
    if (Arrays.equals(found.get(), seen)) {
      seenAt = seconds;
      return false;
    }
    return take(found.get(), seconds);
  }

  private boolean take(byte[] shown, double seconds) {
    forget();
    seen = shown;
    seenAt = seconds;
    switch (cards.read(shown, Purpose.DOOR, place, clock.instant())) {
      case CardReading.Accepted accepted -> card = accepted.card();
      case CardReading.Refused refused -> refusal = Optional.of(refused.reason());
    }
    return card != null;
  }

  /** Whether a face is that of the holder of the card that was shown. */
  Optional<CardMatch> compare(Embedding face, float threshold, double seconds) {
    if (card == null) {
      return Optional.empty();
    }
    float score = card.similarity(face);
    if (score < threshold) {
      return Optional.empty();
    }
    seenAt = seconds;
    return Optional.of(new CardMatch(card.terms().id(), score));
  }

  /**
   * @param card its id
   * @param score similarity, -1 to 1
   */
  record CardMatch(UUID card, float score) {}

  /** Whether the card still holds, at the moment it would open the door. */
  boolean holds() {
    return card != null && cards.holds(card.terms(), Purpose.DOOR, place, clock.instant());
  }

  /** What was wrong with the card that was shown last, for a refusal. */
  Optional<String> complaint() {
    return card != null ? Optional.of("the face is not that of the card's holder") : refusal;
  }

  void forget() {
    if (card != null) {
      card.close();
      card = null;
    }
    refusal = Optional.empty();
    seen = new byte[0];
    seenAt = Double.NEGATIVE_INFINITY;
  }

  @Override
  public void close() {
    forget();
    reader.close();
  }
}
