package dev.gatehouse.verification;

import dev.gatehouse.card.CardReading;
import dev.gatehouse.card.Cards;
import dev.gatehouse.card.HolderCard;
import dev.gatehouse.card.QrReader;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.verification.Probe.Photo;
import dev.gatehouse.verification.Probe.Seen;
import dev.gatehouse.verification.VerificationException.Kind;
import dev.gatehouse.verification.VerificationResult.PhotoQuality;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * Compares one photo, or the face that passed a challenge, with another photo, with a member who
 * agreed to it, or with a card. It never looks for who somebody is. Photos, embeddings and cards
 * are overwritten before it returns, whatever happens. Thread-safe.
 */
public final class Verifier {
  private final PhotoReader reader;
  private final Challenges challenges;
  private final Gallery gallery;
  private final Cards cards;
  private final Clock clock;

  Verifier(PhotoReader reader, Challenges challenges, Gallery gallery, Cards cards, Clock clock) {
    this.reader = reader;
    this.challenges = challenges;
    this.gallery = gallery;
    this.cards = cards;
    this.clock = clock;
  }

  /**
   * Are the two photos of one person?
   *
   * @param fmr false match rate to decide at; absent for 1e-4
   * @throws VerificationException if a photo has not exactly one face, or the rate is not known
   */
  public VerificationResult photos(Probe first, Photo second, Optional<Double> fmr) {
    try {
      OperatingPoint point = point(fmr);
      try (Look one = look(first);
          Look other = look(second)) {
        return result(one.embedding().similarity(other.embedding()), point, List.of(one, other));
      }
    } finally {
      first.wipe();
      second.wipe();
    }
  }

  /**
   * Is the photo of that member, who agreed to {@link Purpose#VERIFY} at that place?
   *
   * @throws VerificationException as for {@link #photos}; and if there is no such member or they
   *     did not agree, which the caller cannot tell apart
   */
  public VerificationResult member(Probe probe, UUID member, String place, Optional<Double> fmr) {
    try {
      OperatingPoint point = point(fmr);
      try (Look look = look(probe)) {
        OptionalDouble score =
            gallery.verify(look.embedding(), member, Purpose.VERIFY, place, clock.instant());
        if (score.isEmpty()) {
          throw new VerificationException(
              Kind.NOBODY,
              "member",
              "There is nobody with this id who agreed to be verified at this place");
        }
        return result((float) score.getAsDouble(), point, List.of(look));
      }
    } finally {
      probe.wipe();
    }
  }

  /**
   * Is the photo of the holder of that card, which must be for {@link Purpose#VERIFY} at that
   * place?
   *
   * @param card its file, or a picture of its QR code; overwritten
   * @throws VerificationException as for {@link #photos}; and if the card is not to be used, with
   *     the reason
   */
  public VerificationResult card(Probe probe, Photo card, String place, Optional<Double> fmr) {
    try {
      OperatingPoint point = point(fmr);
      Instant now = clock.instant();
      return switch (cards.read(payload(card), Purpose.VERIFY, place, now)) {
        case CardReading.Refused refused ->
            throw new VerificationException(Kind.UNUSABLE, card.field(), refused.reason());
        case CardReading.Accepted(HolderCard holder) -> {
          try (holder;
              Look look = look(probe)) {
            yield result(holder.similarity(look.embedding()), point, List.of(look));
          }
        }
      };
    } finally {
      probe.wipe();
      card.wipe();
    }
  }

  private OperatingPoint point(Optional<Double> fmr) {
    return OperatingPoint.at(fmr.orElse(OperatingPoint.STANDARD), reader.model());
  }

  private static VerificationResult result(float score, OperatingPoint point, List<Look> looks) {
    return new VerificationResult(
        score >= point.threshold(),
        score,
        point.threshold(),
        point.fmr(),
        OperatingPoint.SOURCE,
        looks.getFirst().liveness(),
        looks.stream().map(Look::quality).toList());
  }

  private Look look(Probe probe) {
    return switch (probe) {
      case Photo photo -> reader.read(photo, (_, found) -> look(photo.field(), found));
      case Seen seen -> challenges.take(seen.challenge(), seen.caller());
    };
  }

  private static Look look(String field, List<AnalyzedFace> found) {
    if (!PhotoReader.alone(found)) {
      throw new VerificationException(
          Kind.UNUSABLE,
          field,
          found.isEmpty()
              ? "No face was found in the photo"
              : "The photo shows more than one face; one is needed");
    }
    AnalyzedFace face = found.getFirst();
    return new Look(
        face.embedding(),
        new PhotoQuality(field, face.quality().score(), face.quality().reasons()),
        OptionalDouble.empty());
  }

  /** The card's bytes, of a file as they are, of a picture from its QR code. */
  private static byte[] payload(Photo card) {
    if (Cards.looksLikeCard(card.bytes())) {
      return card.bytes().clone();
    }
    try (Image image = ImageCodec.decode(card.bytes());
        var reader = new QrReader()) {
      return reader
          .read(image)
          .orElseThrow(
              () ->
                  new VerificationException(
                      Kind.UNUSABLE, card.field(), "No QR code could be read in the picture"));
    } catch (ImageException e) {
      throw new VerificationException(
          Kind.WRONG, card.field(), "This is neither the file of a card nor a picture of one");
    }
  }
}
