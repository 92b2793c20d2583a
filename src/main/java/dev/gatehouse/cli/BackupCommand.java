package dev.gatehouse.cli;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.backup.Backup;
import dev.gatehouse.backup.BackupException;
import dev.gatehouse.backup.Installation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the database into one file and the keys into another.",
      "Keep them in two places: who has both, and the passphrase, can read every template. The"
          + " database alone brings no member back, and no erased one ever."
    },
    footer = {
      "",
      "  gatehouse backup --out /backup/database-monday",
      "  gatehouse backup --keys /elsewhere/keys --passphrase-file /root/passphrase",
      "",
      "Replace the backup of the keys every day and keep no older one: it still has the keys of",
      "members who were erased since. On PostgreSQL the server may be running; with H2 it must be",
      "stopped. What a backup has and how it comes back: docs/backup.md"
    })
@SuppressWarnings("NullAway.Init")
final class BackupCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;
  @Mixin private Passphrase passphrase;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to write the database; is made, not replaced")
  private Optional<Path> database = Optional.empty();

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "where to write the keys, encrypted; is made, not replaced")
  private Optional<Path> keys = Optional.empty();

  BackupCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (database.isEmpty() && keys.isEmpty()) {
      throw new BackupException("Say what is to be written: --out FILE, --keys FILE, or both");
    }
    char[] secret = keys.isPresent() ? passphrase.read(true) : new char[0];
    var result = new LinkedHashMap<String, Object>();
    var text = new StringBuilder();
    try (var program = context.get()) {
      if (keys.isPresent()) {
        Backup.requirePassphrase(secret);
      }
      AuditLog audit = program.getBean(AuditLog.class);
      // The database first: who enrols meanwhile has a key without a row, which is no harm.
      database.ifPresent(file -> result.put("database", database(program, audit, file, text)));
      keys.ifPresent(file -> result.put("keys", keys(program, audit, file, secret, text)));
    } finally {
      Arrays.fill(secret, ' ');
    }
    output.print(result, text.toString());
    return 0;
  }

  private static Map<String, Object> database(
      ConfigurableApplicationContext program, AuditLog audit, Path file, StringBuilder text) {
    audit.record(
        AuditEvent.of(AuditAction.EXPORT, Actor.command()).detail("backup of the database"));
    audit.treeHead(); // so that the backup can be checked up to its end
    Backup.OfDatabase written =
        Backup.database(
            program.getBean(DataSource.class), file, Instant.now(), new Progress("Rows written"));
    text.append(
        "%s: the database of %s, %,d rows in %d tables%nSHA-256 %s%n"
            .formatted(
                file,
                written.manifest().time(),
                written.manifest().rows(),
                written.manifest().tables().size(),
                written.sha256()));
    var result = new LinkedHashMap<String, Object>();
    result.put("file", file.toString());
    result.put("time", written.manifest().time().toString());
    result.put("schema", written.manifest().schema());
    result.put("tables", written.manifest().tables());
    result.put("sha256", written.sha256());
    return result;
  }

  private static Map<String, Object> keys(
      ConfigurableApplicationContext program,
      AuditLog audit,
      Path file,
      char[] secret,
      StringBuilder text) {
    audit.record(AuditEvent.of(AuditAction.EXPORT, Actor.command()).detail("backup of the keys"));
    audit.treeHead();
    Installation site = Installation.of(program.getEnvironment());
    Backup.OfKeys written = Backup.keys(site, file, secret, Instant.now());
    text.append(
        "%s: %,d keys of %s, encrypted%nSHA-256 %s%nDestroy the backup of the keys before this one.%n"
            .formatted(file, written.files(), written.time(), written.sha256()));
    var result = new LinkedHashMap<String, Object>();
    result.put("file", file.toString());
    result.put("time", written.time().toString());
    result.put("files", written.files());
    result.put("sha256", written.sha256());
    return result;
  }
}
