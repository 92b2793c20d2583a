package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.gallery.TemplateProtection;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is held before a door's camera as a card: bytes without a signature, bytes behind a genuine
 * one, a genuine card that was changed, and pictures of codes. The first byte says which.
 */
class CardFuzz {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final UUID ID = new UUID(7, 7);
  private static final byte RAW = 0;
  private static final byte SIGNED = 1;
  private static final byte CHANGED = 2;
  private static final byte CODE = 3;
  private static final byte PICTURE = 4;
  private static final int MODES = 5;

  @TempDir static Path folder;
  private static CardKey key;
  private static CardCodec codec;
  private static byte[] contents;
  private static byte[] card;
  private static QrReader reader;

  @BeforeAll
  static void makeCard() {
    key = CardKey.create(folder.resolve("card.key"));
    codec = new CardCodec(key, TestCards.MODEL);
    var grant = new Grant(ID, ID, Purpose.DOOR, Set.of(), NOW, Optional.empty());
    var terms =
        new CardTerms(
            ID,
            NOW,
            NOW.plusSeconds(60),
            Set.of(Purpose.DOOR, Purpose.VERIFY),
            List.of("front", "höf"));
    try (TemplateProtection protection = key.protection(ID)) {
      var template =
          CompactTemplate.of(Template.enrol(grant, List.of(TestCards.face(1))), protection);
      contents = codec.contents(terms, template);
      card = codec.encode(terms, template);
    }
    reader = new QrReader();
  }

  @AfterAll
  static void close() {
    reader.close();
    key.close();
  }

  static Stream<byte[]> cards() {
    byte[] everywhere = contents.clone();
    everywhere[35] = 0; // places
    return Stream.of(
        with(RAW, card),
        with(RAW, Arrays.copyOf(card, 60)),
        with(SIGNED, contents),
        with(SIGNED, everywhere),
        with(CHANGED, new byte[] {0, 9, 1}),
        with(CHANGED, new byte[] {1, 20, 2, 0, 3, 4}),
        with(CODE, new byte[] {40, 1, 2, 3, 4, 5, 6, 7, 8, 9}),
        with(CODE, Arrays.copyOf(card, 120)),
        with(PICTURE, new byte[] {21, 4, 1, 0, 1, 0, 1, 1, 0, 0, 1}));
  }

  private static byte[] with(byte mode, byte[] rest) {
    byte[] all = new byte[1 + rest.length];
    all[0] = mode;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  @MethodSource("cards")
  @FuzzTest
  void read(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    switch (Byte.toUnsignedInt(input[0]) % MODES) {
      case RAW -> raw(rest);
      case SIGNED -> signed(rest);
      case CHANGED -> changed(rest);
      case CODE -> code(rest);
      default -> picture(rest);
    }
  }

  /** Nobody but the site can make one that is accepted. */
  private static void raw(byte[] bytes) {
    assertThat(accepted(bytes)).isEqualTo(Arrays.equals(bytes, card));
  }

  private static boolean accepted(byte[] bytes) {
    try (HolderCard read = codec.decode(bytes)) {
      assertThat(read.terms().id()).isEqualTo(ID);
      return true;
    } catch (CardException e) {
      assertThat(e).hasMessageMatching("(?s)(this|the) .*card.*");
      return false;
    }
  }

  /** As a version of Gatehouse with a mistake in it could sign; what is read is written again. */
  private static void signed(byte[] contents) {
    byte[] head = Arrays.copyOf(card, 4 + CardKey.SITE);
    byte[] nonce = new byte[CardKey.NONCE];
    byte[] encrypted = key.encrypt(nonce, head, contents);
    byte[] bytes =
        ByteBuffer.allocate(head.length + nonce.length + encrypted.length)
            .put(head)
            .put(nonce)
            .put(encrypted)
            .array();
    byte[] file =
        ByteBuffer.allocate(bytes.length + CardKey.SIGNATURE)
            .put(bytes)
            .put(key.sign(bytes))
            .array();
    try (HolderCard read = codec.decode(file)) {
      assertThat(read.terms().purposes()).isNotEmpty();
      byte[] again = codec.contents(read.terms(), read.template());
      try (HolderCard twice = codec.parse(again)) {
        assertThat(twice.terms()).isEqualTo(read.terms());
        assertThat(twice.template().toBytes()).isEqualTo(read.template().toBytes());
      }
      if (read.template().dimension() == TestCards.face(1).dimension()) {
        assertThat(read.similarity(TestCards.face(2))).isBetween(-1f, 1f);
      }
    } catch (CardException e) {
      assertThat(e).hasMessageMatching("(?is).*card.*");
    }
  }

  /** Every three bytes change one of the card: two say where, one what. */
  private static void changed(byte[] changes) {
    byte[] other = card.clone();
    for (int i = 0; i + 2 < changes.length; i += 3) {
      int where = (changes[i] & 0xff) << 8 | changes[i + 1] & 0xff;
      other[where % other.length] ^= changes[i + 2];
    }
    assertThat(accepted(other)).isEqualTo(Arrays.equals(other, card));
  }

  /** A code of some bytes in which modules are wrong, as dirt on a phone or a forger makes them. */
  private static void code(byte[] data) {
    if (data.length < 2) {
      return;
    }
    int size = Math.min(1 + (data[0] & 0x7f), data.length - 1);
    byte[] bytes = Arrays.copyOfRange(data, 1, 1 + size);
    try (Image image = new QrCode(bytes).image()) {
      int side = image.width() / 8;
      for (int i = 1 + size; i + 1 < data.length; i += 2) {
        module(image, (data[i] & 0xff) % side, (data[i + 1] & 0xff) % side);
      }
      Optional<byte[]> read = reader.read(image);
      if (read.isPresent() && data.length <= 1 + size) {
        assertThat(read.get()).isEqualTo(bytes);
      }
      read.ifPresent(CardFuzz::raw);
    }
  }

  private static void module(Image image, int x, int y) {
    ByteBuffer pixels = image.buffer();
    for (int row = 8 * y; row < 8 * y + 8; row++) {
      for (int i = 3 * (row * image.width() + 8 * x);
          i < 3 * (row * image.width() + 8 * x + 8);
          i++) {
        pixels.put(i, (byte) ~pixels.get(i));
      }
    }
  }

  /** The bits of some bytes as squares; the first two bytes say how many a row, and how large. */
  private static void picture(byte[] data) {
    if (data.length < 3) {
      return;
    }
    int columns = 1 + (data[0] & 0x7f);
    int pixels = 1 + (data[1] & 3);
    int rows = Math.min(128, Math.max(1, 8 * (data.length - 2) / columns));
    try (Image image = Image.allocate(columns * pixels, rows * pixels)) {
      ByteBuffer to = image.buffer();
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          int bit = y / pixels * columns + x / pixels;
          boolean dark = bit / 8 + 2 < data.length && (data[2 + bit / 8] >> bit % 8 & 1) != 0;
          byte grey = (byte) (dark ? 0 : 255);
          to.put(grey).put(grey).put(grey);
        }
      }
      reader.read(image).ifPresent(CardFuzz::raw);
    }
  }
}
