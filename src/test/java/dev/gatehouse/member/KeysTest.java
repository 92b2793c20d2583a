package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path data;
  private final UUID anna = UUID.randomUUID();

  private Path masterFile() {
    return data.resolve("keys/master.key");
  }

  private MemberKeys open() {
    return MemberKeys.open(data.resolve("keys"), () -> false);
  }

  private static String mode(Path path) throws IOException {
    assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void the_first_start_makes_a_master_key_that_its_owner_alone_can_read() throws IOException {
    open().close();
    assertThat(Files.size(masterFile())).isEqualTo(32);
    assertThat(mode(masterFile())).isEqualTo("rw-------");
    assertThat(mode(masterFile().resolveSibling(""))).isEqualTo("rwx------");
    byte[] first = Files.readAllBytes(masterFile());
    open().close();
    assertThat(masterFile()).hasBinaryContent(first);
  }

  @Test
  void a_master_key_that_others_can_read_is_refused() throws IOException {
    open().close();
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      mode(masterFile());
      Files.setPosixFilePermissions(masterFile(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(this::open)
          .hasMessageContaining("can be read or written by others (mode " + mode)
          .hasMessageContaining("chmod 600");
    }
    Files.setPosixFilePermissions(masterFile(), PosixFilePermissions.fromString("r--------"));
    open().close();
  }

  @Test
  void a_damaged_master_key_is_refused() throws IOException {
    open().close();
    Files.write(masterFile(), new byte[31]);
    assertThatThrownBy(this::open).hasMessageContaining("it has 31 bytes instead of 32");
  }

  @Test
  void a_missing_master_key_is_not_replaced_while_something_depends_on_it() throws IOException {
    assertThatThrownBy(() -> MemberKeys.open(data.resolve("keys"), () -> true))
        .hasMessageContaining("is missing")
        .hasMessageContaining("Restore it from your backup");
    assertThat(masterFile()).doesNotExist();

    try (MemberKeys keys = open()) {
      keys.create(anna).close();
    }
    Files.delete(masterFile());
    assertThatThrownBy(this::open).hasMessageContaining("is missing");
    assertThat(masterFile()).doesNotExist();
  }

  @Test
  void a_member_s_key_is_the_same_after_a_restart_and_nobody_else_s() throws IOException {
    byte[] sealed;
    try (MemberKeys keys = open();
        AesKey key = keys.create(anna);
        AesKey other = keys.create(UUID.randomUUID())) {
      assertThat(key.getEncoded()).isNotEqualTo(other.getEncoded());
      sealed = Seal.seal(key, anna, "name", "Anna".getBytes(UTF_8));
    }
    assertThat(mode(data.resolve("keys/members/" + anna + ".key"))).isEqualTo("rw-------");
    try (MemberKeys keys = open();
        AesKey key = keys.key(anna)) {
      assertThat(Seal.open(key, anna, "name", sealed)).asString(UTF_8).isEqualTo("Anna");
    }
  }

  @Test
  void a_member_s_key_cannot_be_given_to_another_member_or_another_master_key() throws IOException {
    UUID ben = UUID.randomUUID();
    try (MemberKeys keys = open()) {
      keys.create(anna).close();
      Files.copy(
          data.resolve("keys/members/" + anna + ".key"),
          data.resolve("keys/members/" + ben + ".key"));
      assertThatThrownBy(() -> keys.key(ben)).isInstanceOf(KeyException.class);
    }
    Files.write(masterFile(), new byte[32]);
    try (MemberKeys keys = open()) {
      assertThatThrownBy(() -> keys.key(anna)).hasMessageContaining("does not open");
    }
  }

  @Test
  void a_destroyed_key_is_gone_and_destroying_it_again_is_no_error() {
    try (MemberKeys keys = open()) {
      keys.create(anna).close();
      keys.destroy(anna);
      assertThat(data.resolve("keys/members")).isEmptyDirectory();
      assertThatThrownBy(() -> keys.key(anna)).hasMessageContaining("is missing");
      keys.destroy(anna);
    }
  }

  @Test
  void a_key_is_never_overwritten() {
    try (MemberKeys keys = open()) {
      keys.create(anna).close();
      assertThatThrownBy(() -> keys.create(anna)).isInstanceOf(KeyException.class);
      assertThat(data.resolve("keys/members")).isDirectoryNotContaining("glob:**/.new*");
    }
  }

  @Test
  void what_a_killed_program_left_of_a_key_stops_no_start_and_is_destroyed_later()
      throws IOException {
    open().close();
    Path mirror = data.resolve("mirror");
    Files.createDirectories(mirror);
    List<Path> parts = new ArrayList<>();
    for (Path folder :
        List.of(
            data.resolve("keys"),
            data.resolve("keys/members"),
            data.resolve("keys/templates"),
            mirror)) {
      parts.add(Files.write(folder.resolve(".new123.tmp"), new byte[7]));
    }
    MemberKeys.open(data.resolve("keys"), Optional.of(mirror), () -> true).close();
    assertThat(parts).allMatch(Files::exists); // another program may be writing it
    for (Path part : parts) {
      Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(120)));
    }
    MemberKeys.open(data.resolve("keys"), Optional.of(mirror), () -> true).close();
    assertThat(parts).noneMatch(Files::exists);
  }
}
