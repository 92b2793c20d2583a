package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A program that is killed in the middle of it loses nothing that it was told is safe. */
@OnEachDatabase
class KilledLogTest {
  private static final int KILLS = 5;

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  @Test
  void what_is_safe_survives_and_the_log_fits_its_heads() throws Exception {
    List<String> address = kind.open(folder).address();
    var random = new Random(1);
    Map<Long, Hash> safe = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      TestDatabase.release();
      Path said = folder.resolve("said-" + kill);
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledWriter.class.getName(),
                  folder.resolve("keys").toString(),
                  address.get(0),
                  address.get(1),
                  address.get(2))
              .redirectOutput(said.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int enough = 10 + random.nextInt(150);
      Instant end = Instant.now().plusSeconds(60);
      while (safe(said).size() < enough && Instant.now().isBefore(end)) {
        Thread.sleep(5);
      }
      writer.destroyForcibly();
      assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(safe(said)).hasSizeGreaterThanOrEqualTo(enough);
      safe.putAll(safe(said));

      try (var test = new TestLog(kind.open(folder), folder.resolve("keys"), Clock.systemUTC())) {
        assertThat(test.log.problem()).as("kill %d", kill).isEmpty();
        assertThat(test.finding()).isEqualTo("intact");
        safe.forEach(
            (index, hash) ->
                assertThat(test.log.entry(index).hash()).as("entry %d", index).isEqualTo(hash));
      }
    }
  }

  private static Map<Long, Hash> safe(Path said) throws IOException {
    Map<Long, Hash> safe = new HashMap<>();
    String text = Files.readString(said);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (line.startsWith("safe ")) {
        String[] words = line.split(" ");
        safe.put(Long.parseLong(words[1]), Hash.parse(words[2]));
      }
    }
    return safe;
  }
}
