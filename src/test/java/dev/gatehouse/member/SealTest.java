package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealTest {
  private final AesKey key = AesKey.random(new SecureRandom());
  private final UUID anna = UUID.randomUUID();
  private final byte[] text = "Anna Müller".getBytes(UTF_8);

  @Test
  void opens_what_it_sealed() {
    assertThat(Seal.open(key, anna, "name", Seal.seal(key, anna, "name", text))).isEqualTo(text);
    assertThat(Seal.open(key, anna, "name", Seal.seal(key, anna, "name", new byte[0]))).isEmpty();
  }

  @Test
  void never_seals_alike_twice_and_shows_nothing_of_the_text() {
    byte[] once = Seal.seal(key, anna, "name", text);
    assertThat(once).isNotEqualTo(Seal.seal(key, anna, "name", text));
    assertThat(new String(once, UTF_8)).doesNotContain("Anna");
  }

  @Test
  void refuses_every_changed_bit() {
    byte[] sealed = Seal.seal(key, anna, "name", text);
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Seal.open(key, anna, "name", changed))
          .as("bit %s", bit)
          .isInstanceOf(KeyException.class);
    }
  }

  @Test
  void refuses_what_was_cut_off() {
    byte[] sealed = Seal.seal(key, anna, "name", text);
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> Seal.open(key, anna, "name", cut)).isInstanceOf(KeyException.class);
    }
  }

  @Test
  void refuses_a_row_moved_to_another_member_or_column_and_another_key() {
    byte[] sealed = Seal.seal(key, anna, "template/1", text);
    assertThatThrownBy(() -> Seal.open(key, UUID.randomUUID(), "template/1", sealed))
        .hasMessageContaining("was changed or moved");
    assertThatThrownBy(() -> Seal.open(key, anna, "template/2", sealed))
        .hasMessageContaining("was changed or moved");
    assertThatThrownBy(
            () -> Seal.open(AesKey.random(new SecureRandom()), anna, "template/1", sealed))
        .hasMessageContaining("was changed or moved");
  }

  @Test
  void a_closed_key_is_wiped_and_of_no_use() {
    byte[] bytes = new byte[AesKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    AesKey wiped = new AesKey(bytes);
    wiped.close();
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(() -> Seal.seal(wiped, anna, "name", text))
        .isInstanceOf(IllegalStateException.class);
    assertThat(wiped.toString()).isEqualTo("AesKey");
  }
}
