package dev.gatehouse.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How long writing and checking a log takes, in a database of its own. */
public final class AuditBenchmark {
  private static final int AT_ONCE = 2048;
  private static final int HEADS = 1000;
  private static final int SINGLE = 200;

  private AuditBenchmark() {}

  /**
   * What was measured.
   *
   * @param entries in the log
   * @param heads signed, and so checked
   * @param writePerSecond entries a second, many waiting at once
   * @param singleMs median of an entry that is waited for by itself
   * @param databaseSeconds median of checking the log in the database
   * @param fileSeconds median of checking the log as an exported file
   * @param fileBytes size of the file
   */
  public record Result(
      long entries,
      long heads,
      double writePerSecond,
      double singleMs,
      double databaseSeconds,
      double fileSeconds,
      long fileBytes,
      int rounds,
      int processors) {}

  /**
   * Where the log is written.
   *
   * @param url of the database, which is empty where no schema is named
   * @param schema that is made for it and deleted afterwards
   */
  public record Database(String url, String user, String password, Optional<String> schema) {}

  /**
   * Writes a log and checks it.
   *
   * @param folder for the key and the file; empty
   * @param progress is told how many entries are written
   */
  public static Result run(
      int entries,
      int rounds,
      Database database,
      Path folder,
      BiConsumer<Integer, Integer> progress)
      throws IOException {
    var options = new HikariConfig();
    options.setJdbcUrl(database.url());
    options.setUsername(database.user());
    options.setPassword(database.password());
    database.schema().ifPresent(options::setSchema);
    try (var pool = new HikariDataSource(options)) {
      try {
        var flyway = Flyway.configure().dataSource(pool);
        database.schema().ifPresent(flyway::schemas);
        flyway.load().migrate();
        return run(entries, rounds, pool, folder, progress);
      } finally {
        database
            .schema()
            .ifPresent(
                schema -> new JdbcTemplate(pool).execute("drop schema " + schema + " cascade"));
      }
    }
  }

  private static Result run(
      int entries,
      int rounds,
      HikariDataSource pool,
      Path folder,
      BiConsumer<Integer, Integer> progress)
      throws IOException {
    var store = new AuditStore(new JdbcTemplate(pool), PersonalSeal.NONE);
    SigningKey key = SigningKey.open(folder.resolve("audit.key"));
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    Path file = folder.resolve("log.jsonl");
    double writePerSecond;
    double single;
    try (var log = AuditLog.open(store, store, transaction, key, folder, Clock.systemUTC())) {
      long start = System.nanoTime();
      int written = (int) log.treeHead().size();
      int first = written;
      var random = new Random(1);
      while (written < entries - SINGLE) {
        int some = Math.min(AT_ONCE, entries - SINGLE - written);
        List<CompletableFuture<AuditEntry>> waiting = new ArrayList<>(some);
        for (int i = 0; i < some; i++) {
          waiting.add(log.submit(event(random)));
        }
        waiting.forEach(AuditLog::await);
        if ((long) written * HEADS / entries != (long) (written + some) * HEADS / entries) {
          log.treeHead();
        }
        written += some;
        progress.accept(written, entries);
      }
      writePerSecond = (written - first) / ((System.nanoTime() - start) / 1e9);
      List<Double> times = new ArrayList<>();
      for (; written < entries; written++) {
        AuditEvent event = event(random);
        times.add(seconds(() -> log.record(event)) * 1000);
      }
      single = median(times);
      progress.accept(entries, entries);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        log.export(out, (_, _) -> {});
      }
    }
    var verifier = new AuditVerifier(store, key.verifier(), folder);
    List<Double> database = new ArrayList<>();
    List<Double> exported = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      database.add(seconds(() -> intact(verifier.verify(List.of(), List.of(), (_, _) -> {}))));
      exported.add(
          seconds(
              () ->
                  intact(
                      AuditVerifier.verifyFile(
                          file, List.of(key.verifier()), List.of(), (_, _) -> {}))));
    }
    return new Result(
        store.size(),
        store.heads().size(),
        writePerSecond,
        single,
        median(database),
        median(exported),
        Files.size(file),
        rounds,
        Runtime.getRuntime().availableProcessors());
  }

  /** As a building's doors and people at desks would make them. */
  private static AuditEvent event(Random random) {
    UUID member = new UUID(4, random.nextInt(5000));
    return switch (random.nextInt(10)) {
      case 0 -> AuditEvent.of(AuditAction.LOG_IN, Actor.user("reception"));
      case 1 ->
          AuditEvent.of(AuditAction.VIEW, Actor.user("operator"))
              .subject(member)
              .reason("The member asked when the door let them in on Monday")
              .detail("decisions of 2026-11-23");
      case 2, 3 ->
          AuditEvent.of(AuditAction.DECISION, Actor.door("front"))
              .purpose("DOOR")
              .place("entrance")
              .detail("REFUSED, similarity 0.12 of 0.40");
      default ->
          AuditEvent.of(AuditAction.DECISION, Actor.door("front"))
              .purpose("DOOR")
              .place("entrance")
              .subject(member)
              .detail("OPEN, similarity 0.71 of 0.40");
    };
  }

  private static void intact(Verification verification) {
    verification
        .finding()
        .ifPresent(
            finding -> {
              throw new AuditException("The log was just written: " + finding.what());
            });
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
  }
}
