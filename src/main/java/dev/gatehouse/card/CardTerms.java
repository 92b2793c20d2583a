package dev.gatehouse.card;

import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a card is good for, as its holder chose. It names nobody.
 *
 * @param id of the card, by which a lost one is revoked
 * @param from first instant, in whole seconds
 * @param until first instant after, in whole seconds, before the year 2106
 * @param purposes one or more of {@code DOOR} and {@code VERIFY}
 * @param places where, by place id, sorted; empty means everywhere
 */
public record CardTerms(
    UUID id, Instant from, Instant until, Set<Purpose> purposes, List<String> places) {
  private static final long LAST_SECOND = (1L << 32) - 1; // in February 2106
  private static final Set<Purpose> POSSIBLE = Set.of(Purpose.DOOR, Purpose.VERIFY);

  public CardTerms {
    from = from.truncatedTo(ChronoUnit.SECONDS);
    until = until.truncatedTo(ChronoUnit.SECONDS);
    purposes = Set.copyOf(purposes);
    places = List.copyOf(new TreeSet<>(places));
    if (!until.isAfter(from)) {
      throw new CardException(
          "until", "The card would end at " + until + ", before it begins at " + from);
    }
    if (from.getEpochSecond() < 0 || until.getEpochSecond() > LAST_SECOND) {
      throw new CardException("until", "A card is valid between the years 1970 and 2106");
    }
    if (purposes.isEmpty() || !POSSIBLE.containsAll(purposes)) {
      throw new CardException(
          "purposes", "A card is for DOOR, for VERIFY or for both, not for " + purposes);
    }
    if (places.stream().anyMatch(place -> place.isBlank() || place.length() > 100)) {
      throw new CardException("places", "The id of a place has 1 to 100 characters");
    }
  }

  /** Why the card does not cover what is asked; empty where it does. */
  Optional<String> refusal(Purpose purpose, String place, Instant at) {
    if (at.isBefore(from)) {
      return Optional.of("the card is not valid yet");
    }
    if (!at.isBefore(until)) {
      return Optional.of("the card has expired");
    }
    if (!purposes.contains(purpose)) {
      return Optional.of("the card is not for this purpose");
    }
    if (!places.isEmpty() && !places.contains(place)) {
      return Optional.of("the card is not for this place");
    }
    return Optional.empty();
  }
}
