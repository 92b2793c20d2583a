package dev.gatehouse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.member.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program is killed ({@code kill -9}) while it enrols, decides and erases, again and again on
 * the same data: what it acknowledged is there, nobody is half erased, the audit log is intact.
 *
 * <p>{@code -Dgatehouse.kills=200} kills it more often, and on PostgreSQL as well.
 */
class KillTest {
  private static final String KILLS = "gatehouse.kills";
  private static final int FEW = 10;
  private static final List<String> OPERATIONS =
      List.of("enrol", "erase", "decide", "enrol", "erase", "agree", "withdraw", "account");

  private static final int START_MILLIS = 4000;
  private static final int RUN_MILLIS = 700;
  private static final int OPERATION_MICROS = 15_000;

  @TempDir Path folder;
  private final Random random = new Random();

  @Test
  void what_was_acknowledged_survives_and_nobody_is_half_erased() throws Exception {
    kill(Integer.getInteger(KILLS, FEW), List.of());
  }

  @Test
  void so_it_is_on_postgresql() throws Exception {
    assumeTrue(
        Integer.getInteger(KILLS) != null,
        "It takes minutes, so it runs with -D" + KILLS + "=200 only");
    Optional<PostgresServer> started = PostgresServer.start();
    assumeTrue(started.isPresent(), PostgresServer.HOW_TO_GET);
    try (PostgresServer server = started.get()) {
      kill(
          Integer.getInteger(KILLS, FEW),
          List.of(
              "--spring.datasource.url=" + server.url(),
              "--spring.datasource.username=" + server.user(),
              "--spring.datasource.password=" + server.password()));
    }
  }

  private void kill(int kills, List<String> database) throws Exception {
    Path data = folder.resolve("data");
    List<String> settings = new ArrayList<>(database);
    settings.add("--gatehouse.data=" + data);
    settings.add("--logging.level.dev.gatehouse=warn");
    var acknowledged = new Acknowledged(data);
    for (int kill = 0; kill < kills; kill++) {
      run(kill, settings, acknowledged);
      try (ConfigurableApplicationContext program =
          KilledProgram.start(settings.toArray(String[]::new))) {
        acknowledged.check(program);
      } catch (AssertionError e) {
        throw new AssertionError("After kill " + kill + ", " + acknowledged, e);
      }
    }
    System.out.println(kills + " kills: " + acknowledged);
  }

  private void run(int number, List<String> settings, Acknowledged acknowledged)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A run is over before a better compiler would be of use.
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledProgram.class.getName(),
            Integer.toString(number)));
    command.addAll(settings);
    Path errors = folder.resolve("errors.txt");
    Process program =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.to(errors.toFile()))
            .start();
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Thread reader =
        Thread.ofVirtual().start(() -> program.inputReader(US_ASCII).lines().forEach(said::add));
    try {
      if (number % 10 == 9) {
        Thread.sleep(random.nextInt(START_MILLIS)); // also while it starts
      } else {
        assertThat(said.poll(60, TimeUnit.SECONDS))
            .withFailMessage(() -> "It did not start: " + read(errors))
            .isEqualTo("ready");
        if (number % 2 == 0) {
          Thread.sleep(random.nextInt(RUN_MILLIS));
        } else {
          await("begin " + OPERATIONS.get(random.nextInt(OPERATIONS.size())), said, acknowledged);
          TimeUnit.MICROSECONDS.sleep(random.nextInt(OPERATION_MICROS));
        }
      }
      assertThat(program.isAlive())
          .withFailMessage(() -> "It ended by itself: " + read(errors))
          .isTrue();
    } finally {
      program.destroyForcibly();
      assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    reader.join();
    said.stream().filter(line -> !line.equals("ready")).forEach(acknowledged::take);
  }

  /** Until such an operation was begun once, or up to four times. */
  private void await(String begin, BlockingQueue<String> said, Acknowledged acknowledged)
      throws InterruptedException {
    int times = 1 + random.nextInt(4);
    while (times > 0) {
      String line = said.poll(30, TimeUnit.SECONDS);
      assertThat(line).as("waiting for '%s'", begin).isNotNull();
      acknowledged.take(line);
      if (line.startsWith(begin)) {
        times--;
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
