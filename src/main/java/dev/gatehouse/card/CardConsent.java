package dev.gatehouse.card;

import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a holder agrees to and chooses. It cannot be made without agreement, and is not kept: it
 * goes onto the card.
 *
 * @param agreed whether the holder agreed; must be true
 * @param purposes what for: {@code DOOR}, {@code VERIFY} or both
 * @param places where, by place id; empty means everywhere
 * @param from first instant; absent for now
 * @param until first instant after
 * @param noticeVersion of the {@link CardNotice} that the holder was shown
 */
public record CardConsent(
    boolean agreed,
    Set<Purpose> purposes,
    Set<String> places,
    Optional<Instant> from,
    Instant until,
    String noticeVersion) {

  public CardConsent {
    if (!agreed) {
      throw new CardException("consent", "Without the holder's consent no card is made");
    }
    purposes = Set.copyOf(purposes);
    places = Set.copyOf(places);
    String current = CardNotice.current().version();
    if (!current.equals(noticeVersion)) {
      throw new CardException(
          "noticeVersion",
          "The holder was shown version "
              + noticeVersion
              + " of the notice; the current one is "
              + current
              + ". Show that one");
    }
  }
}
