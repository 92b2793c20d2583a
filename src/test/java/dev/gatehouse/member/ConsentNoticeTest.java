package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Purpose;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsentNoticeTest {
  /** Who changes the text gives it a new version and adds a line here; old lines stay. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "TRAIL 2026-11",
          "fc2dbcb03b53d655",
          "TRAIL 2026-11-de",
          "645e483e44686e22",
          "DOOR 2026-11",
          "e546f571e9c11e2a",
          "DOOR 2026-11-de",
          "208eb5300cc397e0",
          "VERIFY 2026-11",
          "a4177289c929d441",
          "VERIFY 2026-11-de",
          "f25b5dfe3e530008",
          "KIOSK 2026-11",
          "ba80621b6bc0ec4b",
          "KIOSK 2026-11-de",
          "334ee61366353dbb");

  @Test
  void a_text_has_one_version() throws Exception {
    int notices = 0;
    for (Purpose purpose : Purpose.values()) {
      for (String language : ConsentNotice.LANGUAGES) {
        Optional<ConsentNotice> notice = ConsentNotice.bundled(purpose, language);
        if (notice.isPresent()) {
          byte[] text = notice.get().text().getBytes(UTF_8);
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
          assertThat(TEXTS)
              .containsEntry(
                  purpose + " " + notice.get().version(),
                  HexFormat.of().formatHex(hash).substring(0, 16));
          notices++;
        }
      }
    }
    assertThat(notices).isEqualTo(TEXTS.size());
  }

  @Test
  void the_notice_says_what_a_member_must_know() {
    assertThat(ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().text())
        .contains("encrypted", "not stored", "withdraw", "erased", "PIN", "mistakes");
    assertThat(ConsentNotice.bundled(Purpose.DOOR, "de").orElseThrow().text())
        .contains("verschlüsselt", "nicht gespeichert", "widerruf", "löschen", "PIN", "Fehler");
    assertThat(ConsentNotice.bundled(Purpose.KIOSK, "en").orElseThrow().text())
        .contains("encrypted", "not stored", "withdraw", "erased", "stands beside you", "mistakes");
    assertThat(ConsentNotice.bundled(Purpose.KIOSK, "de").orElseThrow().text())
        .contains("verschlüsselt", "nicht gespeichert", "widerruf", "löschen", "neben", "Fehler");
  }

  @Test
  void what_has_no_notice_cannot_be_agreed_to() {
    assertThat(ConsentNotice.bundled(Purpose.DOOR, "xx")).isEmpty();
    assertThat(ConsentNotice.bundled(Purpose.DOOR, "../door.en")).isEmpty();
  }
}
