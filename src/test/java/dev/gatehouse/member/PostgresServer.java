package dev.gatehouse.member;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A real PostgreSQL of its own, empty, on a free port of this machine. Uses the programs that
 * Debian's {@code postgresql} installs, as another user than root. However this program ends, the
 * server ends with it and its folder goes: it is watched by a shell that waits for that.
 */
public final class PostgresServer implements AutoCloseable {
  /** What to tell where there is none. */
  public static final String HOW_TO_GET =
      "PostgreSQL is not installed, so it was not tested: apt-get install postgresql";

  static final String TEMPLATE = "migrated";

  private static Optional<PostgresServer> shared = Optional.empty();

  /** Standard input ends when this program does, or when it is closed. */
  private static final String WATCHED =
      """
      folder=$1; shift
      exec 3<&0 0</dev/null
      "$@" > "$folder/log" 2>&1 3<&- &
      server=$!
      (cat <&3 > /dev/null; kill -INT $server) &
      watcher=$!
      wait $server
      kill $watcher
      rm -rf "$folder"
      """;

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

  public static boolean isInstalled() {
    return programs().isPresent();
  }

  static synchronized boolean isRunning() {
    return shared.isPresent();
  }

  /** The one that all tests of this program use, each with databases of its own. */
  static synchronized PostgresServer shared() {
    if (shared.isEmpty()) {
      try {
        shared = start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return shared.orElseThrow(() -> new IllegalStateException(HOW_TO_GET));
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
                    "sh",
                    "-c",
                    WATCHED,
                    "sh",
                    folder.toString(),
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
                    "fsync=off",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "jit=off"))
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
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
          Path log = folder.resolve("log");
          throw new IOException(
              "PostgreSQL did not start: " + (Files.exists(log) ? Files.readString(log) : ""), e);
        }
        Thread.sleep(100);
      }
    }
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password);
  }

  public String url() {
    return url("postgres");
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  DataSource source(String database) {
    return new DriverManagerDataSource(url(database), user(), password);
  }

  private JdbcClient client() {
    return JdbcClient.create(source("postgres"));
  }

  boolean has(String database) {
    return oid(database).isPresent();
  }

  private Optional<Long> oid(String database) {
    return client()
        .sql("select oid from pg_database where datname = ?")
        .param(database)
        .query(Long.class)
        .optional();
  }

  void create(String database, String template) {
    client().sql("create database " + database + " template " + template).update();
  }

  void drop(String database) {
    client().sql("drop database if exists " + database + " with (force)").update();
  }

  /** Where a database lies, and what is written ahead of it and all others. */
  List<Path> files(String database) {
    return List.of(
        folder.resolve("data/base/" + oid(database).orElseThrow()), folder.resolve("data/pg_wal"));
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

  private static Optional<Path> programs() {
    Path root = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(root)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** PostgreSQL refuses to run as root: it is started as the user that comes with it. */
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
        new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
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
    server.getOutputStream().close();
    if (!server.waitFor(20, TimeUnit.SECONDS)) {
      throw new IOException("PostgreSQL did not stop, see " + folder);
    }
  }
}
