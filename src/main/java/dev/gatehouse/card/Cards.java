package dev.gatehouse.card;

import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.gallery.TemplateProtection;
import dev.gatehouse.member.EnrolmentCheck;
import dev.gatehouse.member.FaceReader;
import dev.gatehouse.member.Material;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cards of people who keep their template themselves: makes them, tells genuine ones, revokes lost
 * ones. Of a card nothing is kept but its id and when it ends. Thread-safe.
 */
public final class Cards implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cards.class);

  private final Path keyFile;
  private final CardStore store;
  private final FaceReader faces;
  private final EnrolmentCheck check;
  private final Clock clock;

  /** Absent until the first card is made. */
  private volatile Optional<CardKey> key;

  Cards(Path keyFile, CardStore store, FaceReader faces, Clock clock) {
    this.keyFile = keyFile;
    this.store = store;
    this.faces = faces;
    this.check = new EnrolmentCheck(faces);
    this.clock = clock;
    this.key = Files.exists(keyFile) ? Optional.of(CardKey.read(keyFile)) : Optional.empty();
  }

  /** Whether these bytes begin as the file of a card does, genuine or not. */
  public static boolean looksLikeCard(byte[] file) {
    return CardCodec.hasMagic(file);
  }

  /** Whether a card was ever made here; where none was, there is none to look for. */
  public boolean inUse() {
    return key.isPresent();
  }

  /** How many cards have not expired and can be used. */
  public int valid() {
    return store.count(clock.instant(), false);
  }

  /** How many cards have not expired, but were revoked. */
  public int revoked() {
    return store.count(clock.instant(), true);
  }

  /**
   * Makes a card. The pictures are looked at and forgotten, and so is the template: the result is
   * all there is of it.
   *
   * @param material photos and videos of the holder; two photos or more are best
   * @throws CardException if what was chosen does not make a card
   * @throws dev.gatehouse.member.MemberException if the number of files is wrong
   */
  public CardIssue issue(CardConsent consent, List<Material> material) {
    Instant now = clock.instant();
    UUID id = UUID.randomUUID();
    var terms =
        new CardTerms(
            id,
            consent.from().orElse(now),
            consent.until(),
            consent.purposes(),
            List.copyOf(consent.places()));
    if (!terms.until().isAfter(now)) {
      throw new CardException("until", "The card would end at " + terms.until() + ", in the past");
    }
    try (EnrolmentCheck.Result result = check.check(material)) {
      if (result.refusal().isPresent()) {
        return new CardIssue.Refused(result.refusal().get(), result.verdicts());
      }
      QrCode code = encode(terms, result);
      store.insert(id, terms.until(), now);
      log.info("Made card {}, valid until {}", id, terms.until());
      return new CardIssue.Issued(
          terms, code.bytes(), code.png(), code.version(), result.verdicts());
    }
  }

  private QrCode encode(CardTerms terms, EnrolmentCheck.Result result) {
    CardKey site = keyForIssue();
    Grant grant =
        new Grant(
            terms.id(),
            terms.id(),
            terms.purposes().iterator().next(),
            Set.copyOf(terms.places()),
            terms.from(),
            Optional.of(terms.until()));
    Template template = Template.enrol(grant, result.embeddings());
    try (TemplateProtection protection = site.protection(terms.id())) {
      CompactTemplate compact = CompactTemplate.of(template, protection);
      try {
        var codec = new CardCodec(site, faces.model());
        return QrCode.readable(() -> codec.encode(terms, compact));
      } finally {
        compact.erase();
      }
    } finally {
      template.erase();
    }
  }

  private synchronized CardKey keyForIssue() {
    CardKey site = key.orElseGet(() -> CardKey.create(keyFile));
    key = Optional.of(site);
    return site;
  }

  /**
   * Reads a card that was shown.
   *
   * @param card its bytes, from a file or a QR code
   * @param place id of the place where it was shown
   */
  public CardReading read(byte[] card, Purpose purpose, String place, Instant at) {
    if (key.isEmpty()) {
      return new CardReading.Refused("no card was ever made here");
    }
    HolderCard read;
    try {
      read = new CardCodec(key.get(), faces.model()).decode(card);
    } catch (CardException e) {
      return new CardReading.Refused(String.valueOf(e.getMessage()));
    }
    Optional<String> refusal =
        store.revoked(read.terms().id())
            ? Optional.of("the card was revoked")
            : read.terms().refusal(purpose, place, at);
    if (refusal.isPresent()) {
      read.close();
      return new CardReading.Refused(refusal.get());
    }
    return new CardReading.Accepted(read);
  }

  /** Whether a card may still be used; asked again at the moment it opens something. */
  public boolean holds(CardTerms terms, Purpose purpose, String place, Instant at) {
    return terms.refusal(purpose, place, at).isEmpty() && !store.revoked(terms.id());
  }

  /**
   * Revokes a lost card, from now on and for good. Doing it twice changes nothing.
   *
   * @throws CardException if no valid card has that id
   */
  public void revoke(UUID card) {
    if (!store.revoke(card, clock.instant())) {
      throw new CardException("id", "There is no card with the id " + card + ", or it has expired");
    }
    log.info("Revoked card {}", card);
  }

  @Override
  public void close() {
    key.ifPresent(CardKey::close);
  }
}
