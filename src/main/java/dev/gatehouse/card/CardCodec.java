package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.GalleryException;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.TemplateProtection;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The bytes of a card. In the open: {@code GHC}, the version (1), four bytes that name the site's
 * key, a nonce of 12 bytes. Then the contents, encrypted with their tag, and the site's signature
 * over all that comes before it: who cannot sign is refused before anything is decrypted.
 *
 * <p>Contents, integers in network order: id (16), valid from and until in seconds since 1970 (4
 * each), purposes as bits (1), which embedder (8), dimension (2), number of places (1), each with
 * its length (1) in UTF-8; the rest is the {@link CompactTemplate}. docs/card.md has a table.
 *
 * <p>Thread-safe.
 */
final class CardCodec {
  /** What a QR code of version 25 at error level M holds (ISO/IEC 18004). */
  static final int MOST_BYTES = 997;

  private static final byte[] MAGIC = {'G', 'H', 'C'};
  private static final byte VERSION = 1;
  private static final int HEADER = 3 + 1 + CardKey.SITE;
  private static final int MODEL = 8; // bytes
  private static final int FEWEST_CONTENTS = 16 + 4 + 4 + 1 + MODEL + 2 + 1;
  private static final int FEWEST_BYTES =
      HEADER + CardKey.NONCE + FEWEST_CONTENTS + CardKey.TAG + CardKey.SIGNATURE;

  private final CardKey key;
  private final String model;

  /**
   * @param model of the embedder in use: a card of another cannot be compared
   */
  CardCodec(CardKey key, String model) {
    this.key = key;
    this.model = model;
  }

  /**
   * @throws CardException if the places make it too large for a QR code
   */
  byte[] encode(CardTerms terms, CompactTemplate template) {
    byte[] header = ByteBuffer.allocate(HEADER).put(MAGIC).put(VERSION).put(key.site()).array();
    byte[] nonce = key.newNonce();
    byte[] contents = contents(terms, template);
    byte[] encrypted;
    try {
      encrypted = key.encrypt(nonce, header, contents);
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
    byte[] signed =
        ByteBuffer.allocate(HEADER + CardKey.NONCE + encrypted.length)
            .put(header)
            .put(nonce)
            .put(encrypted)
            .array();
    int size = signed.length + CardKey.SIGNATURE;
    if (size > MOST_BYTES) {
      throw new CardException(
          "places",
          "The names of so many places do not fit on a card; choose fewer, or none for everywhere");
    }
    return ByteBuffer.allocate(size).put(signed).put(key.sign(signed)).array();
  }

  /** For whoever keeps it: wiped after use. */
  byte[] contents(CardTerms terms, CompactTemplate template) {
    if (terms.places().size() > 255) {
      throw new CardException("places", "A card is for 255 places at most, or for everywhere");
    }
    List<byte[]> places = terms.places().stream().map(place -> place.getBytes(UTF_8)).toList();
    if (places.stream().anyMatch(place -> place.length > 255)) {
      throw new CardException("places", "The id of a place has at most 255 bytes on a card");
    }
    byte[] packed = template.toBytes();
    try {
      int size = FEWEST_CONTENTS + packed.length;
      for (byte[] place : places) {
        size += 1 + place.length;
      }
      ByteBuffer out =
          ByteBuffer.allocate(size)
              .putLong(terms.id().getMostSignificantBits())
              .putLong(terms.id().getLeastSignificantBits())
              .putInt((int) terms.from().getEpochSecond())
              .putInt((int) terms.until().getEpochSecond())
              .put((byte) bits(terms.purposes()))
              .put(modelId())
              .putShort((short) template.dimension())
              .put((byte) places.size());
      places.forEach(place -> out.put((byte) place.length).put(place));
      return out.put(packed).array();
    } finally {
      Arrays.fill(packed, (byte) 0);
    }
  }

  static boolean hasMagic(byte[] card) {
    return card.length >= MAGIC.length
        && Arrays.equals(card, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads a card of this site.
   *
   * @throws CardException if it is none, another site's, forged, changed or of another embedder;
   *     the message says which, for people
   */
  HolderCard decode(byte[] card) {
    if (card.length < FEWEST_BYTES || card.length > MOST_BYTES || !hasMagic(card)) {
      throw new CardException("this is not a card of Gatehouse");
    }
    if (card[MAGIC.length] != VERSION) {
      throw new CardException("the card is of a newer version");
    }
    byte[] header = Arrays.copyOf(card, HEADER);
    if (!Arrays.equals(Arrays.copyOfRange(header, MAGIC.length + 1, HEADER), key.site())) {
      throw new CardException("the card is of another site");
    }
    int signed = card.length - CardKey.SIGNATURE;
    if (!key.verify(Arrays.copyOf(card, signed), Arrays.copyOfRange(card, signed, card.length))) {
      throw new CardException("the card's signature is wrong");
    }
    byte[] nonce = Arrays.copyOfRange(card, HEADER, HEADER + CardKey.NONCE);
    byte[] contents =
        key.decrypt(nonce, header, Arrays.copyOfRange(card, HEADER + CardKey.NONCE, signed));
    try {
      return parse(contents);
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
  }

  HolderCard parse(byte[] contents) {
    ByteBuffer in = ByteBuffer.wrap(contents);
    try {
      UUID id = new UUID(in.getLong(), in.getLong());
      Instant from = Instant.ofEpochSecond(Integer.toUnsignedLong(in.getInt()));
      Instant until = Instant.ofEpochSecond(Integer.toUnsignedLong(in.getInt()));
      Set<Purpose> purposes = purposes(in.get());
      byte[] embedder = new byte[MODEL];
      in.get(embedder);
      int dimension = Short.toUnsignedInt(in.getShort());
      int count = Byte.toUnsignedInt(in.get());
      List<String> places = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] place = new byte[Byte.toUnsignedInt(in.get())];
        in.get(place);
        places.add(text(place));
      }
      CardTerms terms = new CardTerms(id, from, until, purposes, places);
      if (!Arrays.equals(embedder, modelId())) {
        throw new CardException(
            "the card was made for another face model; a new one has to be issued");
      }
      byte[] packed = new byte[in.remaining()];
      in.get(packed);
      try {
        TemplateProtection protection = key.protection(id);
        return new HolderCard(
            terms, CompactTemplate.fromBytes(model, dimension, packed), protection);
      } finally {
        Arrays.fill(packed, (byte) 0);
      }
    } catch (BufferUnderflowException | CharacterCodingException | GalleryException e) {
      throw new CardException("the card's contents are damaged", e);
    }
  }

  private static String text(byte[] utf8) throws CharacterCodingException {
    CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)); // refuses what is not UTF-8
    return text.toString();
  }

  private static int bits(Set<Purpose> purposes) {
    return (purposes.contains(Purpose.DOOR) ? 1 : 0) | (purposes.contains(Purpose.VERIFY) ? 2 : 0);
  }

  private static Set<Purpose> purposes(byte bits) {
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    if ((bits & 1) != 0) {
      purposes.add(Purpose.DOOR);
    }
    if ((bits & 2) != 0) {
      purposes.add(Purpose.VERIFY);
    }
    if ((bits & ~3) != 0) {
      throw new CardException("the card is for a purpose that this version does not know");
    }
    return purposes;
  }

  private byte[] modelId() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(model.getBytes(UTF_8));
      return Arrays.copyOf(digest, MODEL);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
