package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeHeadTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123456Z");

  @TempDir Path folder;

  /** The example of Go's package golang.org/x/mod/sumdb/note, from which the format comes. */
  @Test
  void a_key_and_a_signature_of_the_format_s_reference_are_understood() {
    var key =
        VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    String text =
        "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n";
    byte[] both =
        Base64.getDecoder()
            .decode(
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
    assertThat(key.hasId(Arrays.copyOf(both, 4))).isTrue();
    byte[] signature = Arrays.copyOfRange(both, 4, both.length);
    assertThat(key.verifies(text.getBytes(UTF_8), signature)).isTrue();
    assertThat(key.verifies((text + "\n").getBytes(UTF_8), signature)).isFalse();
  }

  @Test
  void a_key_that_was_changed_is_refused() {
    String line = SigningKey.open(folder.resolve("audit.key")).verifier().toString();
    assertThat(VerifierKey.parse(line + "\n")).hasToString(line);
    for (int i = 0; i < line.length(); i++) {
      char other = line.charAt(i) == 'A' ? 'B' : 'A';
      String changed = line.substring(0, i) + other + line.substring(i + 1);
      assertThatThrownBy(() -> VerifierKey.parse(changed))
          .as(changed)
          .isInstanceOf(AuditException.class);
    }
    assertThatThrownBy(() -> VerifierKey.parse("x+y")).hasMessageContaining("NAME+KEYID+BASE64");
  }

  @Test
  void a_head_says_what_was_signed_and_nothing_else_passes() {
    SigningKey key = SigningKey.open(folder.resolve("audit.key"));
    TreeHead head = TreeHead.sign(key, 1203, Hash.leaf(new byte[] {1}), NOW);
    assertThat(TreeHead.parse(head.note())).isEqualTo(head);
    assertThat(head.signedBy(key.verifier())).isTrue();
    assertThat(head.note().lines().toList().subList(0, 2))
        .isEqualTo(List.of(key.verifier().name(), "1203"));
    SigningKey other = SigningKey.open(folder.resolve("other.key"));
    assertThat(head.signedBy(other.verifier())).isFalse();
    String note = head.note();
    int text = note.indexOf("\n\n");
    for (int i = 0; i < note.length() - 1; i++) {
      char changed = note.charAt(i) == '1' ? '2' : '1';
      String forged = note.substring(0, i) + changed + note.substring(i + 1);
      boolean passes;
      try {
        passes = TreeHead.parse(forged).signedBy(key.verifier());
      } catch (AuditException e) {
        passes = false;
      }
      // The last digit of base64 holds bits that mean nothing.
      boolean nothingChanged = i == note.length() - 3 && i > text;
      assertThat(passes && !nothingChanged).as("character %d", i).isFalse();
    }
    for (String nothing : List.of("", "a\nb\nc\n", note.substring(text), "\n\n\n\n\n\n")) {
      assertThatThrownBy(() -> TreeHead.parse(nothing)).hasMessageContaining("no signed tree head");
    }
  }

  @Test
  void the_key_is_its_owner_s_alone_and_the_same_after_a_restart() throws IOException {
    Path file = folder.resolve("keys/audit.key");
    SigningKey first = SigningKey.open(file);
    assertThat(first.isNew()).isTrue();
    SigningKey again = SigningKey.open(file);
    assertThat(again.isNew()).isFalse();
    assertThat(again.verifier()).isEqualTo(first.verifier());
    assertThat(first.verifier().verifies(new byte[] {5}, again.sign(new byte[] {5}))).isTrue();

    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void a_damaged_key_is_refused() throws IOException {
    Path file = folder.resolve("audit.key");
    SigningKey.open(file);
    List<String> lines = Files.readAllLines(file);
    String other =
        Files.readAllLines(
                SigningKey.open(folder.resolve("other.key")).isNew()
                    ? folder.resolve("other.key")
                    : file)
            .get(1);
    Files.write(file, List.of(lines.get(0), other));
    assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("different keys");
    Files.write(file, List.of(lines.get(0), lines.get(1).substring(5)));
    assertThatThrownBy(() -> SigningKey.open(file)).isInstanceOf(AuditException.class);
    Files.write(file, List.of(lines.get(0)));
    assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("is damaged");
  }
}
