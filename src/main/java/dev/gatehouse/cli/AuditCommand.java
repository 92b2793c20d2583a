package dev.gatehouse.cli;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditException;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.audit.TreeHead;
import dev.gatehouse.audit.Verification;
import dev.gatehouse.audit.VerifierKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "The log of who looked at whom, and whether anybody changed it.",
    footer = {
      "",
      "Keep a tree head where nobody who runs the server can change it, and compare later:",
      "  gatehouse audit head --out head-january.txt",
      "  gatehouse audit verify --tree-head head-january.txt"
    },
    subcommands = {AuditCommand.Verify.class, AuditCommand.Export.class, AuditCommand.Head.class})
@SuppressWarnings("NullAway.Init")
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks every entry, every hash and every signature of the log.",
        "Exit code 0: the log is what was written. 1: it is not, and the first entry that does not"
            + " fit is named."
      },
      footer = {
        "",
        "Without FILE, the log of this data folder; with H2 the server must be stopped.",
        "With FILE, an exported log, for which nothing else is needed:",
        "  gatehouse audit verify log.jsonl --key audit.pub --tree-head head-january.txt"
      })
  static final class Verify implements Callable<Integer> {
    private final Supplier<ConfigurableApplicationContext> context;

    @Mixin private Output output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "an exported log")
    private Optional<Path> file = Optional.empty();

    @Option(
        names = "--tree-head",
        paramLabel = "FILE",
        description = "a signed head that was kept elsewhere; may be repeated")
    private List<Path> heads = List.of();

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "a key that is trusted, as 'audit head' prints it; may be repeated")
    private List<Path> keys = List.of();

    Verify(Supplier<ConfigurableApplicationContext> context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      List<TreeHead> outside = heads.stream().map(AuditVerifier::readHead).toList();
      List<VerifierKey> trusted = keys.stream().map(AuditVerifier::readKey).toList();
      Verification found;
      if (file.isPresent()) {
        found = AuditVerifier.verifyFile(file.get(), trusted, outside, new Progress("KiB checked"));
      } else {
        try (var program = context.get()) {
          found =
              program
                  .getBean(AuditVerifier.class)
                  .verify(trusted, outside, new Progress("Entries checked"));
        }
      }
      print(found);
      return found.intact() ? 0 : 1;
    }

    private void print(Verification found) {
      var result = new LinkedHashMap<String, Object>();
      result.put("intact", found.intact());
      result.put("entries", found.entries());
      result.put("forgotten", found.forgotten());
      result.put("heads", found.heads());
      result.put("root", found.root().toString());
      result.put("keys", found.keys().stream().map(VerifierKey::toString).toList());
      found
          .finding()
          .ifPresent(
              finding -> {
                result.put("entry", finding.entry());
                result.put("finding", finding.what());
              });
      var text = new StringBuilder();
      text.append(
          found
              .finding()
              .map(finding -> "NOT INTACT. %s%n".formatted(finding.what()))
              .orElse("Intact: nothing was changed, taken out, moved or put in.%n".formatted()));
      text.append("entries    %,d checked%n".formatted(found.entries()));
      text.append(
          "forgotten  %,d entries without their personal part, as the log accounts for%n"
              .formatted(found.forgotten()));
      text.append(
          found
              .newest()
              .map(
                  head ->
                      "heads      %,d that fit, the last of %,d entries, signed on %s%n"
                          .formatted(found.heads(), head.size(), head.time()))
              .orElse("heads      none that fits%n".formatted()));
      text.append("root       %s%n".formatted(found.root()));
      for (VerifierKey key : found.keys()) {
        text.append("key        %s%n".formatted(key));
      }
      if (file.isPresent() && keys.isEmpty()) {
        text.append(
            """
            The key was taken from the file itself: compare it with the one you know, or give --key.
            """);
      }
      output.print(result, text.toString());
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes the whole log as lines of JSON, with its tree heads.",
        "Who has the file can check it by 'gatehouse audit verify FILE', on any machine."
      },
      footer = {"", "The log notes that it was exported. The server must be stopped with H2."})
  static final class Export implements Callable<Integer> {
    private final Supplier<ConfigurableApplicationContext> context;

    @Mixin private Output output;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "is made; not replaced")
    private Path out;

    Export(Supplier<ConfigurableApplicationContext> context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException {
      if (Files.exists(out)) {
        throw new AuditException(out + " exists; choose another name");
      }
      try (var program = context.get()) {
        AuditLog log = program.getBean(AuditLog.class);
        log.record(AuditEvent.of(AuditAction.EXPORT, Actor.command()).detail("audit log"));
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out))) {
          log.export(file, new Progress("Entries written"));
        }
        long entries = log.treeHead().size();
        output.print(
            Map.of("file", out.toString(), "entries", entries, "bytes", Files.size(out)),
            "%s: %,d entries".formatted(out, entries));
      }
      return 0;
    }
  }

  @Command(
      name = "head",
      mixinStandardHelpOptions = true,
      description = {
        "Signs and prints the tree head: what the log is now, in six lines.",
        "The key that checks it goes to standard error, or into FILE.pub."
      },
      footer = {
        "",
        "Send both to somebody else. With them they can tell later whether anything was changed.",
        "The server must be stopped with H2; or take the head from its page."
      })
  static final class Head implements Callable<Integer> {
    private final Supplier<ConfigurableApplicationContext> context;

    @Mixin private Output output;

    @Option(names = "--out", paramLabel = "FILE", description = "where to write the head")
    private Optional<Path> out = Optional.empty();

    Head(Supplier<ConfigurableApplicationContext> context) {
      this.context = context;
    }

    @Override
    public Integer call() throws IOException {
      try (var program = context.get()) {
        AuditLog log = program.getBean(AuditLog.class);
        TreeHead head = log.treeHead();
        String key = log.verifierKey().toString();
        if (out.isPresent()) {
          Path file = out.get();
          Files.writeString(file, head.note());
          Files.writeString(file.resolveSibling(file.getFileName() + ".pub"), key + "\n");
        } else {
          System.err.println(key);
        }
        output.print(
            Map.of("size", head.size(), "time", head.time(), "note", head.note(), "key", key),
            head.note());
      }
      return 0;
    }
  }
}
