package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Purpose;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsentNoticeTest {
  /** Who changes the text gives it a new version and adds a line here; old lines stay. */
  private static final Map<String, String> TEXTS = Map.of("DOOR 2026-11", "e546f571e9c11e2a");

  @Test
  void a_text_has_one_version() throws Exception {
    ConsentNotice notice = ConsentNotice.current(Purpose.DOOR).orElseThrow();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(notice.text().getBytes(UTF_8));
    assertThat(TEXTS)
        .containsEntry(
            notice.purpose() + " " + notice.version(),
            HexFormat.of().formatHex(hash).substring(0, 16));
  }

  @Test
  void the_notice_says_what_a_member_must_know() {
    assertThat(ConsentNotice.current(Purpose.DOOR).orElseThrow().text())
        .contains("encrypted", "not stored", "withdraw", "erased", "PIN", "mistakes");
  }

  @Test
  void what_nothing_is_done_for_has_no_notice_so_that_nobody_can_agree_to_it() {
    assertThat(ConsentNotice.current(Purpose.TRAIL)).isEmpty();
    assertThat(ConsentNotice.current(Purpose.VERIFY)).isEmpty();
    assertThat(ConsentNotice.current(Purpose.KIOSK)).isEmpty();
  }
}
