package dev.gatehouse.cli;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.backup.Installation;
import dev.gatehouse.backup.Restore;
import dev.gatehouse.member.Members;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the database or the keys back from files that 'gatehouse backup' wrote.",
      "Everything is checked first; if anything fails, what was there stays. Who was erased since"
          + " stays erased, as far as that can be known here, and it says what cannot."
    },
    footer = {
      "",
      "  gatehouse restore --from database-monday --keys keys    on a new machine",
      "  gatehouse restore --from database-monday --replace      the database of Monday again",
      "",
      "The server must be stopped. The database may come from H2 and go to PostgreSQL, and back:",
      "what gatehouse.yaml names is filled. More in docs/backup.md"
    })
@SuppressWarnings("NullAway.Init")
final class RestoreCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;
  @Mixin private Passphrase passphrase;

  @Option(names = "--from", paramLabel = "FILE", description = "a backup of the database")
  private Optional<Path> database = Optional.empty();

  @Option(names = "--keys", paramLabel = "FILE", description = "a backup of the keys")
  private Optional<Path> keys = Optional.empty();

  @Option(names = "--replace", description = "what is there may be lost")
  private boolean replace;

  @Option(
      names = "--old-keys",
      description = "the keys may be older than gatehouse.backup.keys-max-age, 7 days by default")
  private boolean oldKeys;

  @Option(
      names = "--without-keys",
      description = "there is no backup of the keys: the members of the backup are erased")
  private boolean withoutKeys;

  RestoreCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Installation site;
    try (var program = context.get()) {
      site = Installation.of(program.getEnvironment());
    }
    char[] secret = keys.isPresent() ? passphrase.read(false) : new char[0];
    Restore.Outcome outcome;
    try {
      outcome =
          Restore.run(
              site,
              new Restore.Request(database, keys, secret, replace, oldKeys, withoutKeys),
              Instant.now(),
              new Progress("Rows restored"));
    } finally {
      Arrays.fill(secret, ' ');
    }
    // Starting finishes the erasures, and tells whether the audit log fits its newest head.
    try (var program = context.get()) {
      AuditLog audit = program.getBean(AuditLog.class);
      audit.record(
          AuditEvent.of(AuditAction.SETTINGS, Actor.command())
              .detail("restored: " + what(outcome)));
      Members members = program.getBean(Members.class);
      print(outcome, members.list().size(), audit.problem());
    }
    return 0;
  }

  private static String what(Restore.Outcome outcome) {
    String what =
        outcome.databaseTime().map(time -> "database of " + time).orElse("")
            + (outcome.databaseTime().isPresent() && outcome.keysTime().isPresent() ? ", " : "")
            + outcome.keysTime().map(time -> "keys of " + time).orElse("");
    return what
        + "; erased again %d, for want of a key %d"
            .formatted(outcome.erasuresTaken(), outcome.noKey());
  }

  private void print(Restore.Outcome outcome, int members, Optional<String> auditProblem) {
    var result = new LinkedHashMap<String, Object>();
    outcome.databaseTime().ifPresent(time -> result.put("databaseTime", time.toString()));
    outcome.keysTime().ifPresent(time -> result.put("keysTime", time.toString()));
    result.put("members", members);
    result.put("erasuresTaken", outcome.erasuresTaken());
    result.put("erasedForWantOfAKey", outcome.noKey());
    result.put("withdrawalsTaken", outcome.withdrawalsTaken());
    result.put("revocationsTaken", outcome.revocationsTaken());
    result.put("unreadable", outcome.unreadable());
    result.put("rowsBefore", outcome.before());
    result.put("rowsAfter", outcome.after());
    auditProblem.ifPresent(problem -> result.put("auditLog", problem));
    result.put("unknown", outcome.unknown());

    var text = new StringBuilder("Restored: ");
    text.append(what(outcome).replaceFirst(";.*", "")).append('\n');
    text.append("%,d members%n".formatted(members));
    count(text, outcome.erasuresTaken(), "erased since the backup, and now again");
    count(text, outcome.noKey(), "members of the backup without a key, who are therefore erased");
    count(text, outcome.withdrawalsTaken(), "grants withdrawn since the backup, and now again");
    count(text, outcome.revocationsTaken(), "cards revoked since the backup, and now again");
    count(text, outcome.unreadable(), "members whose key is lost: erase them and enrol them again");
    lost(text, outcome.before(), outcome.after());
    auditProblem.ifPresent(
        problem ->
            text.append(
                "The audit log lost entries, and says so in its next one: %s%n"
                    .formatted(problem)));
    for (String unknown : outcome.unknown()) {
      text.append("NOT KNOWN. ").append(unknown).append('\n');
    }
    output.print(result, text.toString());
  }

  private static void count(StringBuilder text, int number, String what) {
    if (number > 0) {
      text.append("%,d %s%n".formatted(number, what));
    }
  }

  private static void lost(StringBuilder text, Map<String, Long> before, Map<String, Long> after) {
    List<String> fewer =
        before.entrySet().stream()
            .filter(table -> after.getOrDefault(table.getKey(), 0L) < table.getValue())
            .map(
                table ->
                    "%s %,d of %,d"
                        .formatted(
                            table.getKey(),
                            table.getValue() - after.getOrDefault(table.getKey(), 0L),
                            table.getValue()))
            .toList();
    if (!fewer.isEmpty()) {
      text.append("Rows that were there and are lost: ").append(String.join(", ", fewer));
      text.append('\n');
    }
  }
}
