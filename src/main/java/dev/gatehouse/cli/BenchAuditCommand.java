package dev.gatehouse.cli;

import dev.gatehouse.audit.AuditBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "How long writing and checking an audit log of N entries takes.",
      "Writes one into a temporary database and a file, and checks both; medians are told."
    },
    footer = {
      "",
      "The database is H2 in a temporary folder; where gatehouse.yaml names a PostgreSQL, it is"
          + " that",
      "one, in a schema of its own that is deleted afterwards."
    })
@SuppressWarnings("NullAway.Init")
final class BenchAuditCommand implements Callable<Integer> {
  private static final String SCHEMA = "gatehouse_bench";

  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;

  @Option(
      names = "--entries",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "default ${DEFAULT-VALUE}")
  private int entries;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "of checking; default ${DEFAULT-VALUE}")
  private int rounds;

  BenchAuditCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    String url;
    String user;
    String password;
    try (var program = context.get()) {
      Environment settings = program.getEnvironment();
      url = settings.getRequiredProperty("spring.datasource.url");
      user = settings.getProperty("spring.datasource.username", "");
      password = settings.getProperty("spring.datasource.password", "");
    }
    Path folder = Files.createTempDirectory("gatehouse-bench-audit");
    try {
      boolean postgres = url.startsWith("jdbc:postgresql:");
      AuditBenchmark.Result result =
          AuditBenchmark.run(
              entries,
              rounds,
              postgres
                  ? new AuditBenchmark.Database(url, user, password, Optional.of(SCHEMA))
                  : new AuditBenchmark.Database(
                      "jdbc:h2:file:"
                          + folder.resolve("log")
                          + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                      "",
                      "",
                      Optional.empty()),
              folder,
              new Progress("Entries"));
      output.print(
          result,
          """
          log              %,d entries, %,d tree heads
          writing          %,.0f entries a second together, %.2f ms for one by itself
          checking         %.2f s in the database (%s), %.2f s in a file of %,d MB
          measured         medians of %d, %d processors
          """
              .formatted(
                  result.entries(),
                  result.heads(),
                  result.writePerSecond(),
                  result.singleMs(),
                  result.databaseSeconds(),
                  postgres ? "PostgreSQL" : "H2",
                  result.fileSeconds(),
                  result.fileBytes() >> 20,
                  result.rounds(),
                  result.processors()));
      return 0;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
