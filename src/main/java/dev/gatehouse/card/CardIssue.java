package dev.gatehouse.card;

import dev.gatehouse.member.PhotoVerdict;
import java.util.List;

/** How the making of a card ended. */
public sealed interface CardIssue {

  /** One for each photo and video, in the order they were given. */
  List<PhotoVerdict> photos();

  /**
   * The card, which nobody keeps but its holder.
   *
   * @param terms what it is good for
   * @param file the card as a file
   * @param png the card as a QR code
   * @param qrVersion of the QR code, 1 to 25
   */
  @SuppressWarnings("ArrayRecordComponent") // on their way out, never compared
  record Issued(CardTerms terms, byte[] file, byte[] png, int qrVersion, List<PhotoVerdict> photos)
      implements CardIssue {
    public Issued {
      photos = List.copyOf(photos);
    }
  }

  /**
   * No card was made.
   *
   * @param reason for people; the photos say more
   */
  record Refused(String reason, List<PhotoVerdict> photos) implements CardIssue {
    public Refused {
      photos = List.copyOf(photos);
    }
  }
}
