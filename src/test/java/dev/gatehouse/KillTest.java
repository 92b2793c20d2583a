package dev.gatehouse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.member.Members;
import dev.gatehouse.member.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
  private static final int LINES = 200;
  private static final String ENDED = "(ended)";
  private static final int OPERATION_MICROS = 15_000;
  private static final int SLOW_OPERATION_MICROS = 300_000; // on a busy disk

  @TempDir Path folder;
  private final Random random = new Random();

  @Test
  void what_was_acknowledged_survives_and_nobody_is_half_erased() throws Exception {
    kill(Integer.getInteger(KILLS, FEW));
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
          "--spring.datasource.url=" + server.url(),
          "--spring.datasource.username=" + server.user(),
          "--spring.datasource.password=" + server.password());
    }
  }

  @Test
  void templates_can_be_read_whenever_their_renewal_was_killed() throws Exception {
    Path data = folder.resolve("data");
    List<String> settings = settings(data);
    Map<UUID, Integer> enrolled = new HashMap<>();
    try (ConfigurableApplicationContext program = start(settings)) {
      Members members = program.getBean(Members.class);
      for (int person = 0; person < 20; person++) {
        enrolled.put(KilledProgram.enrol(members, person).id(), person);
      }
    }
    int kills = Integer.getInteger(KILLS, 3);
    int interrupted = 0;
    for (int kill = 0; kill < kills; kill++) {
      Process program = program(KilledProgram.REKEY, settings);
      BlockingQueue<String> said = said(program);
      try {
        await("begin rekey", 1 + random.nextInt(2), said, _ -> {});
        TimeUnit.MICROSECONDS.sleep(random.nextInt(SLOW_OPERATION_MICROS));
      } finally {
        kill(program);
      }
      String last = "";
      for (String line = next(said); !line.equals(ENDED); line = next(said)) {
        last = line;
      }
      interrupted += last.equals("done rekey") ? 0 : 1;
      try (ConfigurableApplicationContext again = start(settings)) {
        Gallery gallery = again.getBean(Gallery.class);
        assertThat(again.getBean(Members.class).list())
            .hasSize(enrolled.size())
            .allMatch(member -> member.problem().isEmpty());
        enrolled.forEach(
            (member, person) ->
                assertThat(Acknowledged.search(gallery, person)).as("kill").contains(member));
      }
    }
    try (ConfigurableApplicationContext again = start(settings)) {
      again.getBean(Members.class); // reads all templates back and destroys the former secret
    }
    try (Stream<Path> secrets = Files.list(data.resolve("keys/templates"))) {
      assertThat(secrets.filter(file -> file.toString().endsWith(".key"))).hasSize(1);
    }
    System.out.println(kills + " kills while templates were renewed, " + interrupted + " within");
  }

  private static ConfigurableApplicationContext start(List<String> settings) {
    return KilledProgram.start(settings.toArray(String[]::new));
  }

  private static List<String> settings(Path data, String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("--gatehouse.data=" + data);
    settings.add("--logging.level.dev.gatehouse=warn");
    return settings;
  }

  private void kill(int kills, String... database) throws Exception {
    Path data = folder.resolve("data");
    List<String> settings = settings(data, database);
    var acknowledged = new Acknowledged(data);
    for (int kill = 0; kill < kills; kill++) {
      run(kill, settings, acknowledged);
      try (ConfigurableApplicationContext program = start(settings)) {
        acknowledged.check(program);
      } catch (AssertionError e) {
        throw new AssertionError("After kill " + kill + ", " + acknowledged, e);
      }
      if (kill + 1 == kills || kill % 20 == 19) {
        System.out.println(kill + 1 + " kills: " + acknowledged);
      }
    }
  }

  private void run(int number, List<String> settings, Acknowledged acknowledged)
      throws IOException, InterruptedException {
    Process program = program(Integer.toString(number), settings);
    BlockingQueue<String> said = said(program);
    try {
      if (number % 10 == 9) {
        Thread.sleep(random.nextInt(START_MILLIS)); // also while it starts
      } else {
        String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        if (number % 2 == 0) {
          await("", 1 + random.nextInt(LINES), said, acknowledged::take);
        } else {
          await("begin " + operation, 1 + random.nextInt(8), said, acknowledged::take);
        }
        TimeUnit.MICROSECONDS.sleep(
            random.nextInt(random.nextBoolean() ? OPERATION_MICROS : SLOW_OPERATION_MICROS));
      }
    } finally {
      kill(program);
    }
    for (String line = next(said); !line.equals(ENDED); line = next(said)) {
      acknowledged.take(line);
    }
  }

  private Process program(String run, List<String> settings) throws IOException {
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
            run));
    command.addAll(settings);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.to(errors().toFile()))
        .start();
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  /** Its lines while it says them, and {@link #ENDED} at the end. */
  private static BlockingQueue<String> said(Process program) {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Stream<String> lines = program.inputReader(US_ASCII).lines()) {
                lines.forEach(said::add);
              } finally {
                said.add(ENDED);
              }
            });
    return said;
  }

  /** Until it said so many lines that begin so. */
  private void await(String begin, int times, BlockingQueue<String> said, Consumer<String> told)
      throws InterruptedException {
    int left = times;
    while (left > 0) {
      String line = next(said);
      if (line.equals(ENDED)) {
        throw new AssertionError("Waited for '" + begin + "', but it ended: " + read(errors()));
      }
      told.accept(line);
      if (line.startsWith(begin)) {
        left--;
      }
    }
  }

  private String next(BlockingQueue<String> said) throws InterruptedException {
    String line = said.poll(10, TimeUnit.MINUTES); // a busy machine starts no program in two
    return Objects.requireNonNull(line, () -> "It says nothing any more: " + read(errors()));
  }

  /** Not over {@link Process}, which would throw away what the program said last. */
  private static void kill(Process program) throws InterruptedException {
    program.toHandle().destroyForcibly();
    assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
