package dev.gatehouse.cli;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.report.ReportRequest;
import dev.gatehouse.report.Reports;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report for a data protection officer, as .html or .pdf by the file's ending:",
      "record of processing, retention, grants, erasures, models with error rates, audit log."
    },
    footer = {
      "",
      "gatehouse.controller in gatehouse.yaml says who is responsible (docs/report.md).",
      "The log notes that it was made. The server must be stopped with H2; or take it from its"
          + " page."
    })
@SuppressWarnings("NullAway.Init")
final class ReportCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "FILE.html or FILE.pdf; is replaced")
  private Path out;

  @Option(names = "--without-names", description = "Tell members by their random ids.")
  private boolean withoutNames;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "first day of the time to tell of; a year before its end by default")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--to", paramLabel = "DATE", description = "last day; today by default")
  private Optional<LocalDate> to = Optional.empty();

  ReportCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    boolean pdf = name.endsWith(".pdf");
    if (!pdf && !name.endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "--out " + out + ": the name ends with .html or .pdf");
    }
    ReportRequest request = ReportRequest.days(from, to, !withoutNames, Clock.systemUTC());
    try (var program = context.get()) {
      Reports reports = program.getBean(Reports.class);
      if (pdf) {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out))) {
          reports.pdf(request, Actor.command(), file);
        }
      } else {
        Files.writeString(out, reports.html(request, Actor.command()));
      }
    }
    output.print(
        Map.of("file", out.toString(), "bytes", Files.size(out), "names", !withoutNames),
        "%s: %,d bytes, %s names"
            .formatted(out, Files.size(out), withoutNames ? "without" : "with"));
    return 0;
  }
}
