package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.KeyException;
import dev.gatehouse.member.OnEachDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.simple.JdbcClient;

@OnEachDatabase
class CardsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  @Parameter DatabaseKind kind;
  @TempDir Path data;
  private JdbcClient sql;
  private TestCards.Site site;

  @BeforeEach
  void start() {
    sql = kind.open(data).client();
    site = TestCards.site(data, sql, TestCards.MODEL, List.of(TestCards.face(1)), "front", NOW);
  }

  @AfterEach
  void stop() {
    site.cards().close();
  }

  private CardReading read(Purpose purpose, String place, Instant at) {
    return site.cards().read(site.file(), purpose, place, at);
  }

  @Test
  void a_genuine_card_is_accepted_for_its_holder_s_face() {
    var accepted = (CardReading.Accepted) read(Purpose.DOOR, "front", NOW);
    try (HolderCard card = accepted.card()) {
      assertThat(card.terms().id()).isEqualTo(site.id());
      assertThat(card.similarity(TestCards.face(1))).isGreaterThan(0.98f);
      assertThat(card.similarity(TestCards.face(2))).isLessThan(0.3f);
      assertThat(card.toString()).isEqualTo("HolderCard[" + site.id() + "]");
    }
    assertThatThrownBy(() -> accepted.card().similarity(TestCards.face(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_card_is_refused_outside_of_its_terms() {
    assertThat(read(Purpose.VERIFY, "front", NOW))
        .isEqualTo(new CardReading.Refused("the card is not for this purpose"));
    assertThat(read(Purpose.DOOR, "back", NOW))
        .isEqualTo(new CardReading.Refused("the card is not for this place"));
    assertThat(read(Purpose.DOOR, "front", NOW.plusSeconds(86_400)))
        .isEqualTo(new CardReading.Refused("the card has expired"));
    assertThat(read(Purpose.DOOR, "front", NOW.minusSeconds(86_401)))
        .isEqualTo(new CardReading.Refused("the card is not valid yet"));
  }

  @Test
  void a_lost_card_is_revoked_at_once_and_for_good() {
    var before = (CardReading.Accepted) read(Purpose.DOOR, "front", NOW);
    site.cards().revoke(site.id());
    assertThat(read(Purpose.DOOR, "front", NOW))
        .isEqualTo(new CardReading.Refused("the card was revoked"));
    assertThat(site.cards().holds(before.card().terms(), Purpose.DOOR, "front", NOW)).isFalse();
    site.cards().revoke(site.id());
    assertThatThrownBy(() -> site.cards().revoke(UUID.randomUUID()))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("There is no card");
  }

  @Test
  void nothing_of_a_card_is_stored_but_its_id_and_its_end() {
    var row = sql.sql("select * from card").query().singleRow();
    assertThat(row.keySet()).containsExactlyInAnyOrder("id", "valid_to", "revoked_at");
    for (String table : List.of("member", "template", "consent_grant")) {
      assertThat(sql.sql("select count(*) from " + table).query(Integer.class).single()).isZero();
    }
  }

  @Test
  void the_row_of_an_expired_card_goes_when_the_next_is_made() {
    var store = new CardStore(sql);
    Instant later = NOW.plusSeconds(200_000);
    store.insert(UUID.randomUUID(), later.plusSeconds(60), later);
    assertThat(sql.sql("select count(*) from card").query(Integer.class).single()).isEqualTo(1);
    assertThatThrownBy(() -> site.cards().revoke(site.id())).isInstanceOf(CardException.class);
  }

  @Test
  void the_key_is_a_private_file() throws Exception {
    Path file = data.resolve("card.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CardKey.read(file))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("chmod 600");
    Files.delete(file);
    Files.write(file, new byte[3]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> CardKey.read(file)).hasMessageContaining("damaged");
  }

  @Test
  void the_notice_must_be_the_current_one() {
    assertThatThrownBy(
            () ->
                new CardConsent(
                    true,
                    java.util.Set.of(Purpose.DOOR),
                    java.util.Set.of(),
                    java.util.Optional.empty(),
                    NOW,
                    "1999"))
        .hasMessageContaining("the current one is " + CardNotice.current().version());
    assertThatThrownBy(
            () ->
                new CardConsent(
                    false,
                    java.util.Set.of(Purpose.DOOR),
                    java.util.Set.of(),
                    java.util.Optional.empty(),
                    NOW,
                    CardNotice.current().version()))
        .hasMessageContaining("consent");
  }
}
