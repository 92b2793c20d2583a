package dev.gatehouse.web;

import dev.gatehouse.Gatehouse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The whole program in a process of its own, whose memory can be looked at from here. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern PASSWORD = Pattern.compile("with the password\\s+(\\S+)");
  private static final Pattern HEAP = Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final Path log;
  private final int port;

  private ServerProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * @param log what it prints
   */
  static ServerProcess start(Path data, Path log, String... settings)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java("java"),
                "-Xmx512m",
                "-XX:MarkSweepDeadRatio=0", // as the script "gatehouse" starts it
                "-XX:MinHeapFreeRatio=0",
                "-XX:MaxHeapFreeRatio=1",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                Gatehouse.class.getName(),
                "serve",
                "--server.port=0",
                "--gatehouse.data=" + data.toAbsolutePath(),
                "--gatehouse.limits.requests-per-minute=1000000",
                "--gatehouse.limits.anonymous-requests-per-minute=1000000"));
    command.addAll(Arrays.asList(settings));
    var builder = new ProcessBuilder(command);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean up = false;
    try {
      Instant end = Instant.now().plus(PATIENCE);
      while (true) {
        Matcher port = PORT.matcher(Files.readString(log));
        if (port.find()) {
          up = true;
          return new ServerProcess(process, log, Integer.parseInt(port.group(1)));
        }
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new IOException("The server did not start: " + Files.readString(log));
        }
        Thread.sleep(100);
      }
    } finally {
      if (!up) {
        process.destroyForcibly();
      }
    }
  }

  /** Without the tests: Spring looks through all classes it finds, and so reads their texts. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  Browser browser() {
    return new Browser(port);
  }

  /** What the first start printed for its owner. */
  String password() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      Matcher password = PASSWORD.matcher(Files.readString(log));
      if (password.find()) {
        return password.group(1);
      }
      if (Instant.now().isAfter(end)) {
        throw new IOException("No password was printed: " + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  /** Where Java's objects lie: the first address and the first after it. */
  long[] heap() throws IOException, InterruptedException {
    Matcher range = HEAP.matcher(jcmd("GC.heap_info"));
    if (!range.find()) {
      throw new IOException("The heap's place was not told");
    }
    return new long[] {
      Long.parseUnsignedLong(range.group(1), 16), Long.parseUnsignedLong(range.group(2), 16)
    };
  }

  /**
   * @param all also objects that nothing points to any more
   */
  void dumpHeap(Path file, boolean all) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("GC.heap_dump", "-overwrite"));
    if (all) {
      command.add("-all");
    }
    command.add(file.toString());
    jcmd(command.toArray(new String[0]));
  }

  private String jcmd(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(java("jcmd"), Long.toString(pid())));
    all.addAll(Arrays.asList(command));
    Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes());
    if (jcmd.waitFor() != 0) {
      throw new IOException(all + " failed: " + said);
    }
    return said;
  }

  /** Stops it as an operator would. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
