package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.account.Accounts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class FirstStartTest {
  private static final Pattern PASSWORD = Pattern.compile("with the password\\s+(\\S+)");
  @TempDir Path data;

  @Test
  void the_password_is_printed_at_the_first_start_alone() throws Exception {
    String password;
    try (var console = new Console();
        RunningServer server = RunningServer.start(data)) {
      var printed = PASSWORD.matcher(console.text());
      assertThat(printed.find()).as(console.text()).isTrue();
      password = printed.group(1);
      assertThat(password).matches("([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}");
      assertThat(server.browser().logIn("admin", password).status()).isEqualTo(200);
      assertThat(
              server
                  .bean(JdbcClient.class)
                  .sql("select password_hash from account")
                  .query(String.class)
                  .single())
          .startsWith("{argon2}$argon2id$v=19$m=19456,t=2,p=1$");
    }
    try (var console = new Console();
        RunningServer server = RunningServer.start(data)) {
      assertThat(PASSWORD.matcher(console.text()).find()).isFalse();
      assertThat(server.browser().logIn("admin", password).status()).isEqualTo(200);

      String next = server.bean(Accounts.class).resetPassword("admin");
      assertThat(server.browser().logIn("admin", password).status()).isEqualTo(401);
      assertThat(server.browser().logIn("admin", next).status()).isEqualTo(200);
      assertThatThrownBy(() -> server.bean(Accounts.class).resetPassword("nobody"))
          .hasMessageContaining("there are [admin]");
    }
  }

  @Test
  void nobody_else_on_the_machine_can_look_into_the_data_folder() throws Exception {
    assumeTrue(data.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path fresh = data.resolve("fresh");
    RunningServer.start(fresh).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwx------");
    assertThat(fresh.resolve("gatehouse.mv.db")).exists();
  }

  @Test
  void what_a_crash_left_of_an_upload_goes_at_the_next_start() throws Exception {
    Path left = Files.createDirectories(data.resolve("uploads")).resolve("left.upload");
    Files.writeString(left, "a face");
    RunningServer.start(data).close();
    assertThat(left).doesNotExist();
  }

  private static final class Console implements AutoCloseable {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Console() {
      System.setOut(new PrintStream(bytes, true, UTF_8));
    }

    String text() {
      return bytes.toString(UTF_8);
    }

    @Override
    public void close() {
      System.setOut(before);
    }
  }
}
