package dev.gatehouse.member;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL of its own, empty, on a free port of this machine, for as long as a test needs
 * it. Uses the programs that Debian's {@code postgresql} installs; nothing runs before or after.
 */
public final class PostgresServer implements AutoCloseable {
  /** What to tell where there is none. */
  public static final String HOW_TO_GET =
      "PostgreSQL is not installed, so it was not tested: apt-get install postgresql";

  private final Path folder;
  private final int port;
  private final String password;
  private final Process server;

  private PostgresServer(Path folder, int port, String password, Process server) {
    this.folder = folder;
    this.port = port;
    this.password = password;
    this.server = server;
  }

  /** Starts one; absent where PostgreSQL is not installed. */
  public static Optional<PostgresServer> start() throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    return programs.isEmpty() ? Optional.empty() : Optional.of(start(programs.get()));
  }

  private static PostgresServer start(Path programs) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gatehouse-postgres");
    String password = UUID.randomUUID().toString();
    Path passwordFile = Files.writeString(folder.resolve("password"), password);
    if (isRoot()) {
      run(List.of("chown", "-R", "postgres", folder.toString()));
    }
    Path data = folder.resolve("data");
    run(
        asOwner(
            programs.resolve("initdb").toString(),
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--username=gatehouse",
            "--encoding=UTF8",
            "--no-sync",
            "--pgdata=" + data));
    int port = freePort();
    Process server =
        new ProcessBuilder(
                asOwner(
                    programs.resolve("postgres").toString(),
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    "",
                    "-c",
                    "fsync=off"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var postgres = new PostgresServer(folder, port, password, server);
    boolean up = false;
    try {
      postgres.awaitStart();
      up = true;
      return postgres;
    } finally {
      if (!up) {
        postgres.close();
      }
    }
  }

  private void awaitStart() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (true) {
      try (Connection connection = connect()) {
        return;
      } catch (SQLException e) {
        if (Instant.now().isAfter(end) || !server.isAlive()) {
          throw new IOException(
              "PostgreSQL did not start: " + Files.readString(folder.resolve("log")), e);
        }
        Thread.sleep(100);
      }
    }
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password);
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Where it keeps everything. */
  public Path folder() {
    return folder;
  }

  public String user() {
    return "gatehouse";
  }

  public String password() {
    return password;
  }

  private static Optional<Path> programs() throws IOException {
    Path root = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(root)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(java.util.Comparator.naturalOrder());
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** PostgreSQL refuses to run as root; setpriv becomes the program, so that its pid is ours. */
  private static List<String> asOwner(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(new java.io.File("/"))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.destroy();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
