package dev.gatehouse.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.ErasureReceipt;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.PaintedFaces;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.member.TestMembers;
import dev.gatehouse.site.TestSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who comes back from a backup, and who does not. */
@OnEachDatabase
class RestoreTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final char[] PASSPHRASE = "walnut ferry octagon lamp".toCharArray();

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private Instant now = START;
  private Optional<Path> mirror = Optional.empty();

  /** An installation in a folder of its own. */
  private final class House {
    final Path data;
    private List<String> address = List.of();

    House(String name) {
      data = folder.resolve(name);
    }

    TestDatabase database() throws IOException {
      Files.createDirectories(data);
      return kind.open(data);
    }

    TestMembers open() throws IOException {
      return new TestMembers(database(), data.resolve("keys"), new PaintedFaces(), now);
    }

    Installation site() throws IOException {
      if (address.isEmpty()) {
        address = database().address();
      }
      TestDatabase.release();
      return new Installation(
          data, address.get(0), address.get(1), address.get(2), mirror, Duration.ofDays(7));
    }

    Path backUp(String name) throws IOException {
      Path file = folder.resolve(name);
      Backup.database(database().source(), file, now, (_, _) -> {});
      return file;
    }

    Path backUpKeys(String name) throws IOException {
      Path file = folder.resolve(name);
      Backup.keys(site(), file, PASSPHRASE, now);
      return file;
    }

    Restore.Outcome restore(Optional<Path> from, Optional<Path> keys, String... flags)
        throws IOException {
      Set<String> all = Set.of(flags);
      return Restore.run(
          site(),
          new Restore.Request(
              from,
              keys,
              PASSPHRASE,
              all.contains("replace"),
              all.contains("old keys"),
              all.contains("without keys")),
          now,
          (_, _) -> {});
    }

    /** All that is there: rows and keys. */
    Map<String, Object> everything() throws Exception {
      Map<String, Object> all = new TreeMap<>();
      try (Connection connection = database().source().getConnection()) {
        for (String table : Tables.of(connection).keySet()) {
          all.put(
              table,
              JdbcClient.create(database().source())
                  .sql("select * from " + Tables.quoted(table))
                  .query()
                  .listOfRows()
                  .stream()
                  .map(RestoreTest::text)
                  .sorted()
                  .toList());
        }
      }
      try (Stream<Path> files = Files.walk(data.resolve("keys"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all.put(data.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
        }
      }
      return all;
    }

    void assertThatNothingIsLeftOver() throws Exception {
      for (String left : List.of("keys-restore", "keys-before-restore", "restore")) {
        assertThat(data.resolve(left)).doesNotExist();
      }
      if (kind == DatabaseKind.POSTGRESQL) {
        assertThat(
                database()
                    .client()
                    .sql("select count(*) from pg_namespace where nspname like 'gatehouse%'")
                    .query(Integer.class)
                    .single())
            .isZero();
      }
    }
  }

  private static String text(Map<String, Object> row) {
    Map<String, String> values = new TreeMap<>();
    row.forEach(
        (column, value) ->
            values.put(
                column,
                value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value)));
    return values.toString();
  }

  private static Member enrol(TestMembers world, String name, int person) {
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
    var photos = List.of(PaintedFaces.photo("1.png", person), PaintedFaces.photo("2.png", person));
    return ((Enrolment.Enrolled) world.members.enrol(name, consent, photos)).member();
  }

  private Optional<UUID> recognised(TestMembers world, int person) {
    return world.recognised(person, Purpose.DOOR, "front");
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  /** A house with Anna and Ben, and a backup of it from an hour later. */
  private final class Backed {
    final House house = new House("house");
    final Member anna;
    final Member ben;
    final Path database;
    final Path keys;

    Backed() throws IOException {
      try (TestMembers world = house.open()) {
        anna = enrol(world, "Anna", 1);
        ben = enrol(world, "Ben", 3);
      }
      TestSites.draw(house.database());
      later(Duration.ofHours(1));
      database = house.backUp("database");
      keys = house.backUpKeys("keys");
      later(Duration.ofHours(1));
    }
  }

  @Test
  void all_comes_back_in_an_empty_folder() throws Exception {
    var backed = new Backed();
    Map<String, Object> before = backed.house.everything();
    var fresh = new House("fresh");
    Restore.Outcome outcome = fresh.restore(Optional.of(backed.database), Optional.of(backed.keys));
    assertThat(fresh.everything()).isEqualTo(before);
    assertThat(outcome.noKey()).isZero();
    assertThat(outcome.unreadable()).isZero();
    assertThat(outcome.after())
        .containsEntry("member", 2L)
        .containsEntry("area_plan", 1L)
        .containsEntry("camera_placement", 1L)
        .containsEntry("walkway", 1L);
    assertThat(outcome.databaseTime()).contains(START.plusSeconds(3600));
    assertThat(outcome.unknown())
        .singleElement()
        .asString()
        .contains("after 2026-03-01T09:00:00Z is not known", "Look through your receipts");
    fresh.assertThatNothingIsLeftOver();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backed.database)))
        .isEqualTo("rw-------");
    try (TestMembers world = fresh.open()) {
      assertThat(world.members.list()).containsExactlyInAnyOrder(backed.anna, backed.ben);
      assertThat(recognised(world, 1)).contains(backed.anna.id());
      assertThat(recognised(world, 3)).contains(backed.ben.id());
      // The database numbers on.
      enrol(world, "Cleo", 5);
    }
  }

  @Test
  void one_kind_of_database_is_restored_into_the_other() throws Exception {
    var backed = new Backed();
    DatabaseKind other = kind == DatabaseKind.H2 ? DatabaseKind.POSTGRESQL : DatabaseKind.H2;
    Path data = Files.createDirectory(folder.resolve("moved"));
    List<String> address = other.open(data).address();
    TestDatabase.release();
    Restore.run(
        new Installation(
            data, address.get(0), address.get(1), address.get(2), mirror, Duration.ofDays(7)),
        new Restore.Request(
            Optional.of(backed.database),
            Optional.of(backed.keys),
            PASSPHRASE,
            false,
            false,
            false),
        now,
        (_, _) -> {});
    try (var world =
        new TestMembers(other.open(data), data.resolve("keys"), new PaintedFaces(), now)) {
      assertThat(world.members.list()).containsExactlyInAnyOrder(backed.anna, backed.ben);
      assertThat(recognised(world, 1)).contains(backed.anna.id());
    }
  }

  @Test
  void who_was_erased_since_stays_erased_when_the_old_database_comes_back() throws Exception {
    var backed = new Backed();
    ErasureReceipt receipt;
    try (TestMembers world = backed.house.open()) {
      receipt = world.members.erase(backed.anna.id());
    }
    later(Duration.ofHours(1));
    Restore.Outcome outcome =
        backed.house.restore(Optional.of(backed.database), Optional.empty(), "replace");
    assertThat(outcome.erasuresTaken()).isEqualTo(1);
    assertThat(outcome.noKey()).isZero();
    assertThat(outcome.unknown()).isEmpty();
    try (TestMembers world = backed.house.open()) {
      assertThat(world.members.list()).containsExactly(backed.ben);
      assertThat(recognised(world, 1)).isEmpty();
      assertThat(recognised(world, 3)).contains(backed.ben.id());
      assertThat(world.members.receipt(backed.anna.id())).contains(receipt);
    }
    assertThat(rows(backed.house, "member")).isEqualTo(1);
    backed.house.assertThatNothingIsLeftOver();
  }

  @Test
  void who_was_erased_since_stays_erased_when_old_keys_come_back_too() throws Exception {
    var backed = new Backed();
    try (TestMembers world = backed.house.open()) {
      world.members.erase(backed.anna.id());
    }
    for (Optional<Path> database : List.of(Optional.<Path>empty(), Optional.of(backed.database))) {
      backed.house.restore(database, Optional.of(backed.keys), "replace");
      assertThat(backed.house.data.resolve("keys/members/" + backed.anna.id() + ".key"))
          .doesNotExist();
      assertThat(backed.house.data.resolve("keys/members/" + backed.ben.id() + ".key")).exists();
      try (TestMembers world = backed.house.open()) {
        assertThat(world.members.list()).containsExactly(backed.ben);
        assertThat(recognised(world, 1)).isEmpty();
        assertThat(recognised(world, 3)).contains(backed.ben.id());
      }
    }
  }

  @Test
  void a_member_without_a_key_is_erased() throws Exception {
    var backed = new Backed();
    try (TestMembers world = backed.house.open()) {
      world.members.erase(backed.anna.id());
    }
    Path newerKeys = backed.house.backUpKeys("newer-keys");
    var fresh = new House("fresh");
    Restore.Outcome outcome = fresh.restore(Optional.of(backed.database), Optional.of(newerKeys));
    assertThat(outcome.noKey()).isEqualTo(1);
    try (TestMembers world = fresh.open()) {
      assertThat(world.members.list()).containsExactly(backed.ben);
      assertThat(world.members.verifies(world.members.receipt(backed.anna.id()).orElseThrow()))
          .isTrue();
    }
    assertThat(rows(fresh, "template")).isEqualTo(1);
  }

  @Test
  void the_database_alone_brings_nobody_back() throws Exception {
    var backed = new Backed();
    var fresh = new House("fresh");
    assertThatThrownBy(() -> fresh.restore(Optional.of(backed.database), Optional.empty()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("without them the database brings no member back");
    assertThat(rows(fresh, "member")).isZero();
    Restore.Outcome outcome =
        fresh.restore(Optional.of(backed.database), Optional.empty(), "without keys");
    assertThat(outcome.noKey()).isEqualTo(2);
    try (TestMembers world = fresh.open()) {
      assertThat(world.members.list()).isEmpty();
      assertThat(recognised(world, 1)).isEmpty();
      assertThat(recognised(world, 3)).isEmpty();
    }
    assertThat(rows(fresh, "member")).isZero();
  }

  @Test
  void the_keys_of_another_house_erase_nobody() throws Exception {
    var backed = new Backed();
    var other = new House("other");
    other.open().close();
    assertThatThrownBy(
            () -> other.restore(Optional.of(backed.database), Optional.empty(), "replace"))
        .hasMessageContaining("None of the 2 members of this backup has a key here");
  }

  @Test
  void the_mirror_of_the_keys_knows_who_was_erased() throws Exception {
    var backed = new Backed();
    Path there = Files.createDirectory(folder.resolve("mirror"));
    Path key = Path.of("keys/members/" + backed.ben.id() + ".key");
    Files.copy(backed.house.data.resolve(key), there.resolve(key.getFileName()));
    mirror = Optional.of(there);
    Member cleo;
    try (TestMembers world = backed.house.open()) {
      cleo = enrol(world, "Cleo", 5);
    }
    Path cleosKey = Path.of("keys/members/" + cleo.id() + ".key");
    Files.copy(backed.house.data.resolve(cleosKey), there.resolve(cleosKey.getFileName()));
    Path database = backed.house.backUp("with-cleo");
    later(Duration.ofDays(300));
    var fresh = new House("fresh");
    Restore.Outcome outcome = fresh.restore(Optional.of(database), Optional.of(backed.keys));
    assertThat(outcome.noKey()).isEqualTo(1);
    try (TestMembers world = fresh.open()) {
      assertThat(world.members.list()).containsExactlyInAnyOrder(backed.ben, cleo);
      assertThat(recognised(world, 5)).contains(cleo.id());
    }
  }

  @Test
  void what_was_withdrawn_or_revoked_since_stays_so() throws Exception {
    var backed = new Backed();
    UUID known = UUID.randomUUID();
    card(backed.house, known, Optional.empty());
    Path newer = backed.house.backUp("newer");
    UUID later = UUID.randomUUID();
    card(backed.house, later, Optional.of(now));
    backed
        .house
        .database()
        .client()
        .sql("update card set revoked_at = ? where id = ?")
        .params(now.atOffset(ZoneOffset.UTC), known)
        .update();
    try (TestMembers world = backed.house.open()) {
      world.members.withdraw(backed.ben.id(), backed.ben.grants().getFirst().id(), "reception");
    }
    Restore.Outcome outcome = backed.house.restore(Optional.of(newer), Optional.empty(), "replace");
    assertThat(outcome.withdrawalsTaken()).isEqualTo(1);
    assertThat(outcome.revocationsTaken()).isEqualTo(2);
    try (TestMembers world = backed.house.open()) {
      assertThat(recognised(world, 3)).isEmpty();
      assertThat(recognised(world, 1)).contains(backed.anna.id());
    }
    assertThat(rows(backed.house, "card where revoked_at is not null")).isEqualTo(2);
  }

  private void card(House house, UUID id, Optional<Instant> revoked) throws IOException {
    JdbcClient sql = house.database().client();
    sql.sql("insert into card (id, valid_to) values (?, ?)")
        .params(id, now.plus(Duration.ofDays(9)).atOffset(ZoneOffset.UTC))
        .update();
    if (revoked.isPresent()) {
      sql.sql("update card set revoked_at = ? where id = ?")
          .params(revoked.get().atOffset(ZoneOffset.UTC), id)
          .update();
    }
  }

  private static long rows(House house, String table) throws IOException {
    return house
        .database()
        .client()
        .sql("select count(*) from " + table)
        .query(Long.class)
        .single();
  }

  @Test
  void lost_keys_come_back_beside_the_database_and_who_enrolled_since_is_told() throws Exception {
    var backed = new Backed();
    try (TestMembers world = backed.house.open()) {
      enrol(world, "Cleo", 5);
    }
    Path keys = backed.house.data.resolve("keys");
    try (Stream<Path> files = Files.walk(keys)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
    Restore.Outcome outcome = backed.house.restore(Optional.empty(), Optional.of(backed.keys));
    assertThat(outcome.unreadable()).isEqualTo(1);
    assertThat(outcome.noKey()).isZero();
    try (TestMembers world = backed.house.open()) {
      assertThat(world.members.list()).hasSize(3);
      assertThat(recognised(world, 1)).contains(backed.anna.id());
      assertThat(recognised(world, 5)).isEmpty();
    }
  }

  @Test
  void keys_of_who_enrolled_since_stay_when_older_ones_of_the_same_house_come_back()
      throws Exception {
    var backed = new Backed();
    Member cleo;
    try (TestMembers world = backed.house.open()) {
      cleo = enrol(world, "Cleo", 5);
      world.members.renewTemplates();
    }
    Files.write(
        backed.house.data.resolve("keys/members/" + backed.anna.id() + ".key"), new byte[5]);
    assertThatThrownBy(() -> backed.house.restore(Optional.empty(), Optional.of(backed.keys)))
        .hasMessageContaining("already")
        .hasMessageContaining("--replace");
    backed.house.restore(Optional.empty(), Optional.of(backed.keys), "replace");
    try (TestMembers world = backed.house.open()) {
      assertThat(recognised(world, 1)).contains(backed.anna.id());
      assertThat(recognised(world, 5)).contains(cleo.id());
    }
  }

  @Test
  void what_is_there_is_not_replaced_unasked() throws Exception {
    var backed = new Backed();
    Map<String, Object> before = backed.house.everything();
    assertThatThrownBy(() -> backed.house.restore(Optional.of(backed.database), Optional.empty()))
        .hasMessageContaining("There is a database already")
        .hasMessageContaining("gatehouse audit export");
    assertThatThrownBy(() -> backed.house.backUp("database")).hasMessageContaining("exists");
    assertThatThrownBy(() -> backed.house.backUpKeys("keys")).hasMessageContaining("exists");
    assertThat(backed.house.everything()).isEqualTo(before);
  }

  @Test
  void a_server_that_is_running_must_be_stopped() throws Exception {
    assumeTrue(kind == DatabaseKind.POSTGRESQL, "H2 itself lets no second program in");
    var backed = new Backed();
    Installation site = backed.house.site();
    try (Connection server = backed.house.database().held()) {
      assertThat(server.isClosed()).isFalse();
      assertThatThrownBy(
              () ->
                  Restore.run(
                      site,
                      new Restore.Request(
                          Optional.of(backed.database),
                          Optional.empty(),
                          PASSPHRASE,
                          true,
                          false,
                          false),
                      now,
                      (_, _) -> {}))
          .hasMessageContaining("The server is running")
          .hasMessageContaining("Stop");
    }
  }

  @Test
  void old_keys_and_a_wrong_passphrase_are_refused() throws Exception {
    var backed = new Backed();
    later(Duration.ofDays(7));
    var fresh = new House("fresh");
    assertThatThrownBy(() -> fresh.restore(Optional.of(backed.database), Optional.of(backed.keys)))
        .hasMessageContaining("7 days old")
        .hasMessageContaining("--old-keys");
    assertThatThrownBy(() -> KeyBackup.read(backed.keys, "walnut ferry octagon Lamp".toCharArray()))
        .hasMessageContaining("does not open with this passphrase");
    assertThatThrownBy(() -> Backup.requirePassphrase("short".toCharArray()))
        .hasMessageContaining("has 5 characters");
    assertThat(fresh.data.resolve("keys")).doesNotExist();
    fresh.restore(Optional.of(backed.database), Optional.of(backed.keys), "old keys");
    assertThat(rows(fresh, "member")).isEqualTo(2);
  }

  @Test
  void a_damaged_file_is_refused_whole() throws Exception {
    var backed = new Backed();
    Map<String, Object> before = backed.house.everything();
    var random = new Random(1);
    for (Path file : List.of(backed.database, backed.keys)) {
      byte[] whole = Files.readAllBytes(file);
      List<byte[]> damaged = new ArrayList<>();
      for (int at : places(whole.length, random)) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        damaged.add(flipped);
        damaged.add(Arrays.copyOf(whole, at));
      }
      damaged.add(Arrays.copyOf(whole, whole.length + 1));
      for (byte[] bytes : damaged) {
        Path bad = Files.write(folder.resolve("bad"), bytes);
        assertThatThrownBy(
                () ->
                    backed.house.restore(
                        Optional.of(file == backed.database ? bad : backed.database),
                        Optional.of(file == backed.keys ? bad : backed.keys),
                        "replace"))
            .isInstanceOf(BackupException.class)
            .hasMessageContaining(bad.toString());
      }
    }
    assertThatThrownBy(
            () -> backed.house.restore(Optional.of(backed.keys), Optional.empty(), "replace"))
        .hasMessageContaining("give it by --keys");
    assertThatThrownBy(
            () ->
                backed.house.restore(
                    Optional.of(folder.resolve("nothing")), Optional.empty(), "replace"))
        .hasMessageContaining("There is no file");
    assertThat(backed.house.everything()).isEqualTo(before);
    backed.house.assertThatNothingIsLeftOver();
  }

  private static List<Integer> places(int length, Random random) {
    List<Integer> places = new ArrayList<>(List.of(0, 10, 20, 23, 24, 25, 40, 60));
    for (int i = 0; i < 12; i++) {
      places.add(random.nextInt(length));
    }
    places.addAll(List.of(length - 33, length - 32, length - 1));
    return places;
  }

  /** With a good checksum, and rows that no database takes. */
  private Path forged(String schema, String... lines) {
    Path file = folder.resolve("forged-" + UUID.randomUUID());
    BackupFile.write(
        file,
        BackupFile.Kind.DATABASE,
        out -> {
          try (var zip = new GZIPOutputStream(out)) {
            String manifest =
                "{\"time\":\"2026-03-01T08:00:00Z\",\"schema\":\""
                    + schema
                    + "\",\"database\":\"x\",\"tables\":{\"member\":1}}\n";
            zip.write((manifest + String.join("\n", lines)).getBytes(UTF_8));
          }
        });
    return file;
  }

  @Test
  void a_restore_that_fails_leaves_what_was_there() throws Exception {
    var backed = new Backed();
    Map<String, Object> before = backed.house.everything();
    String columns = "{\"table\":\"member\",\"columns\":[\"id\",\"name\",\"enrolled_at\"]}";
    for (Path bad :
        List.of(
            forged("8", columns, "[null,\"AA==\",\"2026-03-01T08:00:00Z\"]"),
            forged("8", columns, "[\"x\",\"AA==\",\"2026-03-01T08:00:00Z\"]"),
            forged("8", columns, "[1]"),
            forged("8", columns),
            forged("8", columns.replace("name", "face"), "[null,null,null]"),
            forged("8", "[]"),
            forged("999", columns))) {
      assertThatThrownBy(
              () -> backed.house.restore(Optional.of(bad), Optional.of(backed.keys), "replace"))
          .isInstanceOf(BackupException.class);
      assertThat(backed.house.everything()).isEqualTo(before);
      backed.house.assertThatNothingIsLeftOver();
    }
  }

  @Test
  void a_backup_of_an_older_version_is_brought_to_this_one() throws Exception {
    var backed = new Backed();
    Path old =
        forged(
            "2",
            "{\"table\":\"member\",\"columns\":[\"id\",\"name\",\"enrolled_at\"]}",
            "[\"" + backed.anna.id() + "\",\"AA==\",\"2026-03-01T08:00:00.123456Z\"]");
    backed.house.restore(Optional.of(old), Optional.empty(), "replace");
    assertThat(rows(backed.house, "member")).isEqualTo(1);
    assertThat(rows(backed.house, "retention_run")).isZero();
  }
}
