package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** The bytes of cards: what comes in is what comes out, and nothing forged does. */
class CardCodecProperties {
  private static final Path FOLDER = folder();
  private static final CardKey KEY = CardKey.create(FOLDER.resolve("card.key"));
  private static final CardKey OTHER = CardKey.create(FOLDER.resolve("other.key"));
  private static final CardCodec CODEC = new CardCodec(KEY, TestCards.MODEL);
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final byte[] CARD =
      TestCards.card(
          KEY,
          TestCards.MODEL,
          TestCards.terms(NOW, NOW.plusSeconds(60)),
          List.of(TestCards.face(1)));

  private static Path folder() {
    try {
      return Files.createTempDirectory("cards");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void deleteKeys() throws IOException {
    for (String name : List.of("card.key", "other.key")) {
      Files.delete(FOLDER.resolve(name));
    }
    Files.delete(FOLDER);
  }

  @Provide
  Arbitrary<CardTerms> terms() {
    Arbitrary<Long> second = Arbitraries.longs().between(0, (1L << 32) - 2);
    Arbitrary<Set<Purpose>> purposes =
        Arbitraries.of(Purpose.DOOR, Purpose.VERIFY).set().ofMinSize(1);
    Arbitrary<List<String>> places =
        Arbitraries.strings()
            .ofMinLength(1)
            .ofMaxLength(20)
            .excludeChars('\ud800', '\udfff')
            .alpha()
            .withChars("äß€ -")
            .filter(s -> !s.isBlank())
            .list()
            .ofMaxSize(6);
    return Combinators.combine(second, second, purposes, places)
        .as(
            (a, b, wanted, where) ->
                new CardTerms(
                    new UUID(a * 31, b),
                    Instant.ofEpochSecond(Math.min(a, b)),
                    Instant.ofEpochSecond(Math.max(a, b) + 1),
                    wanted,
                    where));
  }

  @Property(tries = 1000)
  void a_card_says_what_was_written(@ForAll("terms") CardTerms terms, @ForAll long person) {
    byte[] bytes = TestCards.card(KEY, TestCards.MODEL, terms, List.of(TestCards.face(person)));
    assertThat(bytes.length).isLessThanOrEqualTo(CardCodec.MOST_BYTES);
    try (HolderCard card = CODEC.decode(bytes)) {
      assertThat(card.terms()).isEqualTo(terms);
      assertThat(card.similarity(TestCards.face(person))).isGreaterThan(0.98f);
      assertThat(card.similarity(TestCards.face(person + 1))).isBetween(-0.3f, 0.3f);
    }
  }

  @Property(tries = 2000)
  void a_card_that_was_changed_anywhere_is_refused(@ForAll Random random) {
    byte[] changed = CARD.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    assertThatThrownBy(() -> CODEC.decode(changed)).isInstanceOf(CardException.class);
  }

  @Property(tries = 2000)
  void any_bytes_are_refused_in_words(@ForAll byte[] bytes, @ForAll boolean headed) {
    byte[] card = bytes;
    if (headed) {
      card = Arrays.copyOf(CARD, 8 + bytes.length);
      System.arraycopy(bytes, 0, card, 8, bytes.length);
    }
    byte[] given = card;
    assertThatThrownBy(() -> CODEC.decode(given))
        .isInstanceOf(CardException.class)
        .hasMessageMatching("(?s)(this|the) .*card.*");
  }

  /** Behind the signature too: contents may come from a version with a mistake in it. */
  @Property(tries = 5000)
  void any_contents_are_a_card_or_refused_in_words(@ForAll Random random) {
    byte[] contents =
        CODEC.contents(
            TestCards.terms(NOW, NOW.plusSeconds(60), "front", "back"),
            CompactTemplate.of(
                Template.enrol(
                    new Grant(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        Purpose.DOOR,
                        Set.of(),
                        NOW,
                        Optional.empty()),
                    List.of(TestCards.face(1))),
                PROTECTION));
    if (random.nextBoolean()) {
      contents = Arrays.copyOf(contents, random.nextInt(contents.length + 20));
    }
    int changes = random.nextInt(8);
    for (int i = 0; i < changes && contents.length > 0; i++) {
      // Mostly among the numbers that say how long the rest is.
      int where = random.nextInt(random.nextBoolean() ? contents.length : 60);
      contents[where % contents.length] = (byte) random.nextInt(256);
    }
    try (HolderCard card = CODEC.parse(contents)) {
      assertThat(card.terms().purposes()).isNotEmpty();
    } catch (CardException e) {
      assertThat(e).hasMessageMatching("(?s).*[a-z].*");
    }
  }

  private static final dev.gatehouse.gallery.TemplateProtection PROTECTION =
      KEY.protection(UUID.randomUUID());

  @Example
  void cards_of_another_site_or_with_another_signature_are_refused() {
    CardTerms terms = TestCards.terms(NOW, NOW.plusSeconds(60));
    byte[] foreign = TestCards.card(OTHER, TestCards.MODEL, terms, List.of(TestCards.face(1)));
    assertThatThrownBy(() -> CODEC.decode(foreign)).hasMessage("the card is of another site");
    byte[] pretended = foreign.clone();
    System.arraycopy(KEY.site(), 0, pretended, 4, 4);
    assertThatThrownBy(() -> CODEC.decode(pretended)).hasMessage("the card's signature is wrong");
    // Signed anew by whoever pretends: by another key.
    int signed = pretended.length - CardKey.SIGNATURE;
    byte[] signature = OTHER.sign(Arrays.copyOf(pretended, signed));
    System.arraycopy(signature, 0, pretended, signed, signature.length);
    assertThatThrownBy(() -> CODEC.decode(pretended)).hasMessage("the card's signature is wrong");
  }

  @Example
  void a_card_of_another_embedder_has_to_be_made_anew() {
    byte[] old =
        TestCards.card(
            KEY,
            TestCards.MODEL,
            TestCards.terms(NOW, NOW.plusSeconds(60)),
            List.of(TestCards.face(1)));
    assertThatThrownBy(() -> new CardCodec(KEY, "model:2").decode(old))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("another face model");
  }

  @Example
  void two_cards_of_one_person_have_nothing_in_common_behind_the_header() {
    byte[] again =
        TestCards.card(
            KEY,
            TestCards.MODEL,
            TestCards.terms(NOW, NOW.plusSeconds(60)),
            List.of(TestCards.face(1)));
    int same = 0;
    for (int i = 8; i < CARD.length; i++) {
      same += CARD[i] == again[i] ? 1 : 0;
    }
    assertThat(same).isLessThan(15);
    assertThat(CARD).hasSizeLessThan(CardCodec.MOST_BYTES / 2);
    assertThat(new QrCode(CARD).version()).isLessThanOrEqualTo(25);
  }

  @Example
  void too_many_places_are_told() {
    String[] places = new String[40];
    for (int i = 0; i < places.length; i++) {
      places[i] = "a place with a long name " + i;
    }
    CardTerms terms = TestCards.terms(NOW, NOW.plusSeconds(60), places);
    assertThatThrownBy(
            () -> TestCards.card(KEY, TestCards.MODEL, terms, List.of(TestCards.face(1))))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("do not fit");
  }

  @Example
  void terms_that_make_no_sense_cannot_be_built() {
    assertThatThrownBy(() -> TestCards.terms(NOW, NOW)).hasMessageContaining("before it begins");
    assertThatThrownBy(
            () ->
                new CardTerms(
                    UUID.randomUUID(), NOW, NOW.plusSeconds(1), Set.of(Purpose.TRAIL), List.of()))
        .hasMessageContaining("TRAIL");
    assertThatThrownBy(() -> TestCards.terms(NOW, Instant.parse("2107-01-01T00:00:00Z")))
        .hasMessageContaining("2106");
  }
}
