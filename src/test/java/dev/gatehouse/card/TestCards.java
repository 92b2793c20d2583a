package dev.gatehouse.card;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.gallery.TemplateProtection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** Cards without photos. */
public final class TestCards {
  static final String MODEL = "model:1";

  private TestCards() {}

  static Embedding face(long person) {
    var random = new SplittableRandom(person);
    float[] vector = new float[512];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.synthetic(MODEL, vector);
  }

  static CardTerms terms(Instant from, Instant until, String... places) {
    return new CardTerms(UUID.randomUUID(), from, until, Set.of(Purpose.DOOR), List.of(places));
  }

  /** The bytes of a card for these faces of one person. */
  static byte[] card(CardKey key, String model, CardTerms terms, List<Embedding> faces) {
    var grant =
        new Grant(terms.id(), terms.id(), Purpose.DOOR, Set.of(), terms.from(), Optional.empty());
    try (TemplateProtection protection = key.protection(terms.id())) {
      return new CardCodec(key, model)
          .encode(terms, CompactTemplate.of(Template.enrol(grant, faces), protection));
    }
  }

  /** A site with a card for these faces, as a picture of its QR code. */
  public record Site(Cards cards, byte[] file, byte[] png, UUID id) {}

  /** For tests of a door: a site whose only card is for that place, from a day before to after. */
  public static Site site(
      Path folder,
      org.springframework.jdbc.core.simple.JdbcClient database,
      String model,
      List<Embedding> faces,
      String place,
      Instant now) {
    Path file = folder.resolve("card.key");
    byte[] card;
    CardTerms terms = terms(now.minusSeconds(86_400), now.plusSeconds(86_400), place);
    try (CardKey key = CardKey.create(file)) {
      card = QrCode.readable(() -> card(key, model, terms, faces)).bytes();
    }
    var store = new CardStore(database);
    store.insert(terms.id(), terms.until(), now);
    var reader =
        new dev.gatehouse.member.FaceReader() {
          @Override
          public String model() {
            return model;
          }

          @Override
          public List<dev.gatehouse.face.AnalyzedFace> faces(dev.gatehouse.image.Image image) {
            return List.of();
          }
        };
    var cards = new Cards(file, store, reader, Clock.fixed(now, java.time.ZoneOffset.UTC));
    return new Site(cards, card, new QrCode(card).png(), terms.id());
  }
}
