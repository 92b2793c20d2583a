package dev.gatehouse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Gatehouse;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.cli.Cli;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.web.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole program, backed up by its commands and restored on another machine. */
@OnEachDatabase
class BackupCommandTest {
  private static final String PASSWORD = "four random words, not guessed";

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private record Answer(int code, String out) {}

  private Answer command(Path data, String... arguments) throws Exception {
    List<String> settings = new ArrayList<>(kind.open(data).settings());
    TestDatabase.release();
    settings.add("--gatehouse.data=" + data);
    PrintStream before = System.out;
    var out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true));
    try {
      int code =
          Cli.run(
              arguments,
              _ -> {},
              () ->
                  new SpringApplicationBuilder(Gatehouse.class)
                      .web(WebApplicationType.NONE)
                      .lazyInitialization(true)
                      .logStartupInfo(false)
                      .run(settings.toArray(new String[0])));
      return new Answer(code, out.toString());
    } finally {
      System.setOut(before);
    }
  }

  private RunningServer start(Path data) {
    RunningServer server = RunningServer.start(kind, data);
    TestDatabase.release();
    return server;
  }

  /** All rows but those of the log, which goes on. */
  private static Map<String, List<String>> rows(JdbcClient sql) {
    Map<String, List<String>> all = new TreeMap<>();
    for (String table :
        List.of(
            "member",
            "template",
            "consent_grant",
            "consent_grant_place",
            "card",
            "decision",
            "account",
            "account_place",
            "observation",
            "observation_thumbnail",
            "street_minute",
            "visit",
            "muster",
            "muster_mark",
            "interior_minute",
            "interior_crossing",
            "interior_heat",
            "interior_count",
            "interior_correction",
            "camera_watch",
            "statistics_publication",
            "statistics_excluded_day",
            "registered_vehicle",
            "registered_vehicle_street")) {
      all.put(
          table,
          sql.sql("select * from " + table).query().listOfRows().stream()
              .map(
                  row -> {
                    var values = new TreeMap<String, String>();
                    row.forEach(
                        (name, value) ->
                            values.put(
                                name,
                                value instanceof byte[] b
                                    ? Arrays.toString(b)
                                    : String.valueOf(value)));
                    return values.toString();
                  })
              .sorted()
              .toList());
    }
    return all;
  }

  private static Member enrol(Members members, String name, String photo) {
    String notice = ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().version();
    var consent =
        new Consent(
            true,
            Purpose.DOOR,
            Set.of("front"),
            Optional.empty(),
            Optional.empty(),
            notice,
            "test",
            "admin");
    Path file = Path.of("target/test-media/photo-" + photo + ".jpg");
    return ((Enrolment.Enrolled) members.enrol(name, consent, List.of(Material.of(file)))).member();
  }

  private static void fill(JdbcClient sql, UUID member) {
    // Of now, or the retention of a server that starts would delete it.
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    sql.sql("insert into card (id, valid_to) values (?, ?)")
        .params(UUID.randomUUID(), at.plusYears(9))
        .update();
    sql.sql(
            """
            insert into decision (at, door, outcome, member, reason, score, threshold, frames_seen,
              frames_agreeing, quality, latency_ms)
            values (?, 'front', 'OPEN', ?, 'agreed – "Ünï"', 0.7123, 0.4, 5, 3, 0.9, 20.5)
            """)
        .params(at, member)
        .update();
    sql.sql(
            """
            insert into observation (street, track, class, score, seen_from, seen_to, attributes,
              crossings, stays, path, plate_hash)
            values ('gate', 1, 'CAR', 0.9, ?, ?, '{}', '[]', '[]', '[[0.1,0.2]]', ?)
            """)
        .params(at, at.plusSeconds(1), new byte[] {0, 1, (byte) 0xFF})
        .update();
    sql.sql(
            """
            insert into observation_thumbnail (observation, jpeg)
            select id, ? from observation
            """)
        .param(new byte[3000])
        .update();
    sql.sql(
            """
            insert into street_minute values
              ('gate', ?, 'objects', 'CAR', '', '', 'RED', '', 3, 36.123456789012345, 2)
            """)
        .param(at)
        .update();
    sql.sql("insert into visit (subject, from_at, to_at, sealed) values (?, ?, ?, ?)")
        .params(new byte[] {1, 2}, at, at, new byte[] {3, (byte) 200})
        .update();
    UUID muster = UUID.randomUUID();
    sql.sql(
            """
            insert into muster (id, site, drill, started_at, started_by)
            values (?, null, true, ?, 'admin')
            """)
        .params(muster, at)
        .update();
    sql.sql("insert into muster_mark values (?, ?, ?, 'admin')")
        .params(muster, member, at)
        .update();
    sql.sql("insert into interior_minute values ('hall', ?, 'shop', 1.123456789012345, 3)")
        .param(at)
        .update();
    sql.sql("insert into interior_crossing values ('hall', ?, 'front', 'forward', 5)")
        .param(at)
        .update();
    sql.sql("insert into interior_heat values ('hall', ?, 0.5, 40, ?)")
        .params(at, new byte[] {0, 0, 0, 7, 63, (byte) 128, 0, 0})
        .update();
    sql.sql("insert into interior_count values ('hall', 'shop', 4, ?)").param(at).update();
    sql.sql(
            """
            insert into interior_correction (area, zone, at, counted, people, reason)
            values ('hall', 'shop', ?, 4, 3, 'SETTLED')
            """)
        .param(at)
        .update();
    sql.sql("insert into camera_watch values ('gate', ?, 899.5)").param(at).update();
    sql.sql("insert into statistics_publication values ('town', ?, 'admin')").param(at).update();
    sql.sql("insert into statistics_excluded_day values ('town', '2026-12-25', 'Christmas')")
        .update();
    UUID vehicle = UUID.randomUUID();
    sql.sql("insert into registered_vehicle values (?, 'AB12', 'A neighbour', ?, 'admin', null)")
        .params(vehicle, at)
        .update();
    sql.sql("insert into registered_vehicle_street values (?, 'gate')").param(vehicle).update();
  }

  @Test
  void a_site_comes_back_on_another_machine() throws Exception {
    Path old = Files.createDirectory(folder.resolve("old"));
    Path database = folder.resolve("database");
    Path keys = folder.resolve("keys");
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "walnut ferry lamp\n");
    String name;
    Member emily;
    Map<String, List<String>> rows;
    try (RunningServer server = start(old)) {
      emily = enrol(server.bean(Members.class), "Emily", "emily-1");
      Accounts accounts = server.bean(Accounts.class);
      String link =
          accounts.invite(Role.RECEPTION, Set.of("front"), Optional.empty(), Accounts.ADMIN);
      name = accounts.accept(link, "reception", Optional.of(PASSWORD)).username();
      JdbcClient sql = server.bean(JdbcClient.class);
      fill(sql, emily.id());
      rows = rows(sql);
    }

    Answer backup =
        command(
            old,
            "backup",
            "--out",
            database.toString(),
            "--keys",
            keys.toString(),
            "--passphrase-file",
            passphrase.toString());
    assertThat(backup.code()).isZero();
    assertThat(backup.out()).contains("SHA-256", "Destroy the backup of the keys before this one");
    assertThat(command(old, "backup").code()).isEqualTo(1);

    Path fresh = Files.createDirectory(folder.resolve("new"));
    assertThat(command(fresh, "restore", "--from", database.toString()).code()).isEqualTo(1);
    Answer restore =
        command(
            fresh,
            "restore",
            "--from",
            database.toString(),
            "--keys",
            keys.toString(),
            "--passphrase-file",
            passphrase.toString());
    assertThat(restore.out()).contains("1 members", "NOT KNOWN. Who was erased");
    assertThat(restore.code()).isZero();

    try (RunningServer server = start(fresh)) {
      assertThat(rows(server.bean(JdbcClient.class))).isEqualTo(rows);
      assertThat(server.bean(Members.class).list()).containsExactly(emily);
      assertThat(server.browser().logIn(name, PASSWORD).status()).isEqualTo(200);
      AuditLog audit = server.bean(AuditLog.class);
      assertThat(
              audit.find(AuditQuery.newest(100)).stream()
                  .filter(entry -> entry.event().action() == AuditAction.EXPORT)
                  .map(entry -> entry.event().detail().orElse("")))
          .contains("backup of the database");
      assertThat(
              server.bean(AuditVerifier.class).verify(List.of(), List.of(), (_, _) -> {}).finding())
          .isEmpty();
    }
  }

  @Test
  void an_older_database_is_told_by_the_audit_log_and_the_erased_stay_erased() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path database = folder.resolve("database");
    UUID erased;
    try (RunningServer server = start(data)) {
      erased = enrol(server.bean(Members.class), "Emily", "emily-1").id();
    }
    assertThat(command(data, "backup", "--out", database.toString()).code()).isZero();
    try (RunningServer server = start(data)) {
      server.bean(Members.class).erase(erased);
      server.administrator(); // logs in: entries that the backup lacks
    }
    Answer refused = command(data, "restore", "--from", database.toString());
    assertThat(refused.code()).isEqualTo(1);

    Answer restore = command(data, "restore", "--from", database.toString(), "--replace");
    assertThat(restore.out())
        .contains("0 members", "1 erased since the backup, and now again")
        .contains("audit_entry")
        .contains("The audit log lost entries")
        .contains("an older backup may have been restored");
    assertThat(restore.code()).isZero();
    try (RunningServer server = start(data)) {
      assertThat(server.bean(Members.class).list()).isEmpty();
      assertThat(server.bean(Members.class).receipt(erased)).isPresent();
      assertThat(
              server
                  .bean(JdbcClient.class)
                  .sql("select count(*) from template")
                  .query(Long.class)
                  .single())
          .isZero();
      List<String> told =
          server.bean(AuditLog.class).find(AuditQuery.newest(100)).stream()
              .map(entry -> entry.event().action() + " " + entry.event().detail().orElse(""))
              .toList();
      assertThat(told)
          .anyMatch(text -> text.startsWith("LOG ") && text.contains("older backup"))
          .anyMatch(text -> text.startsWith("SETTINGS restored: database of "));
      assertThat(
              server.bean(AuditVerifier.class).verify(List.of(), List.of(), (_, _) -> {}).finding())
          .isEmpty();
    }
  }
}
