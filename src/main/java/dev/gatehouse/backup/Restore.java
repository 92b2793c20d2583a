package dev.gatehouse.backup;

import dev.gatehouse.card.RestoredCards;
import dev.gatehouse.member.PrivateFiles;
import dev.gatehouse.member.RestoredMembers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings a database back from a backup, or the keys, or both, while the server is stopped.
 *
 * <p>Everything is checked first and made ready beside what is there; then it takes its place. If
 * anything fails, what was there stays. Nobody comes back who was erased since, as far as that can
 * be known: from the present database, from the present keys, and from their mirror.
 *
 * <p>When it is done the program must be started once, which finishes the erasures.
 */
public final class Restore {
  private final Installation site;
  private final Request request;
  private final Instant now;
  private final BiConsumer<Integer, Integer> progress;
  private final List<String> unknown = new ArrayList<>();

  /**
   * What is asked for.
   *
   * @param database a file that {@link Backup#database} made
   * @param keys a file that {@link Backup#keys} made
   * @param passphrase of the keys
   * @param replace whether what is there may be replaced
   * @param oldKeys whether keys may be older than the settings say
   * @param withoutKeys whether a database may come back where there are no keys: without members
   */
  @SuppressWarnings("ArrayRecordComponent") // wiped by whoever asked for it
  public record Request(
      Optional<Path> database,
      Optional<Path> keys,
      char[] passphrase,
      boolean replace,
      boolean oldKeys,
      boolean withoutKeys) {}

  /**
   * What was done.
   *
   * @param databaseTime when the backup of the database was made, if one was restored
   * @param keysTime when the backup of the keys was made, if one was restored
   * @param erasuresTaken erasures since the backup that the present database knew
   * @param noKey members of the backup without a key, who are therefore erased
   * @param withdrawalsTaken withdrawals since the backup that the present database knew
   * @param revocationsTaken revoked cards since the backup that the present database knew
   * @param unreadable members whose key is in no backup; they must enrol again
   * @param before rows of each table that were there before; empty where there were none
   * @param after rows of each table that are there now
   * @param unknown what nobody can know here, in sentences
   */
  public record Outcome(
      Optional<Instant> databaseTime,
      Optional<Instant> keysTime,
      int erasuresTaken,
      int noKey,
      int withdrawalsTaken,
      int revocationsTaken,
      int unreadable,
      SequencedMap<String, Long> before,
      SequencedMap<String, Long> after,
      List<String> unknown) {
    public Outcome {
      before = new LinkedHashMap<>(before);
      after = new LinkedHashMap<>(after);
      unknown = List.copyOf(unknown);
    }
  }

  private Restore(
      Installation site, Request request, Instant now, BiConsumer<Integer, Integer> progress) {
    this.site = site;
    this.request = request;
    this.now = now;
    this.progress = progress;
  }

  /**
   * @param progress is told how many rows of how many are written
   * @throws BackupException if it cannot be done; everything is as it was then
   */
  public static Outcome run(
      Installation site, Request request, Instant now, BiConsumer<Integer, Integer> progress) {
    return new Restore(site, request, now, progress).run();
  }

  private Outcome run() {
    if (request.database().isEmpty() && request.keys().isEmpty()) {
      throw new BackupException("Say what is to be restored: --from FILE, --keys FILE, or both");
    }
    Optional<Manifest> manifest = request.database().map(DatabaseBackup::manifest);
    Optional<KeyBackup> keys =
        request.keys().map(file -> KeyBackup.read(file, request.passphrase()));
    keys.ifPresent(this::requireYoung);
    try {
      PrivateFiles.createFolder(site.data());
      try (Store store = Store.open(site)) {
        return run(store, manifest, keys);
      }
    } catch (IOException | SQLException e) {
      throw new BackupException("The backup cannot be restored: " + e, e);
    } finally {
      keys.ifPresent(KeyBackup::close);
    }
  }

  private void requireYoung(KeyBackup keys) {
    Duration age = Duration.between(keys.time(), now);
    if (!request.oldKeys() && mirrored().isEmpty() && age.compareTo(site.keysMaxAge()) > 0) {
      throw new BackupException(
          "The keys are of "
              + keys.time()
              + ", "
              + age.toDays()
              + " days old. Members who were erased since could be read again with them. Take a"
              + " newer backup of the keys; or, if there is none, say --old-keys");
    }
  }

  private Outcome run(Store store, Optional<Manifest> manifest, Optional<KeyBackup> keys)
      throws IOException, SQLException {
    SequencedMap<String, Long> before = new LinkedHashMap<>();
    store.present().ifPresent(connection -> before.putAll(Store.rows(connection)));
    boolean nothing = before.values().stream().allMatch(rows -> rows == 0);
    requireEmpty(store, nothing);
    try (KeyFolder folder = new KeyFolder(site.keys())) {
      Path newKeys = stage(folder, keys);
      var counts = new Counts();
      SequencedMap<String, Long> after = new LinkedHashMap<>(before);
      if (manifest.isPresent()) {
        tellUnknown(store, manifest.get().time(), nothing);
        Connection staged = load(store, manifest.get());
        takeOver(store, nothing, staged, counts);
        settle(Store.client(staged), newKeys, keys, counts);
        after = Store.rows(staged);
      } else if (!nothing) {
        // Erases nobody: who has no key here has lost it, and the database is not an old one.
        var members = new RestoredMembers(Store.client(store.present().orElseThrow()));
        members.settle(newKeys, Instant.EPOCH, now);
        counts.unreadable = members.unreadable(newKeys);
      }
      folder.swap();
      if (manifest.isPresent()) {
        store.swap();
      }
      folder.keep();
      return new Outcome(
          manifest.map(Manifest::time),
          keys.map(KeyBackup::time),
          counts.erasures,
          counts.noKey,
          counts.withdrawals,
          counts.revocations,
          counts.unreadable,
          before,
          after,
          unknown);
    }
  }

  private static final class Counts {
    int erasures;
    int noKey;
    int withdrawals;
    int revocations;
    int unreadable;
  }

  private void requireEmpty(Store store, boolean nothing) {
    if (request.replace()) {
      return;
    }
    if (request.database().isPresent() && (!nothing || store.unreadable().isPresent())) {
      throw new BackupException(
          "There is a database already. It would be lost with everything since the backup, the"
              + " audit log too: keep that with 'gatehouse audit export' first. Then say"
              + " --replace");
    }
    if (request.keys().isPresent() && Files.exists(site.keys().resolve("master.key"))) {
      throw new BackupException(
          "There are keys in " + site.keys() + " already. Say --replace if they may go");
    }
  }

  private void tellUnknown(Store store, Instant time, boolean nothing) {
    Optional<String> why =
        store
            .unreadable()
            .map(reason -> "the present database cannot be read (" + reason + ")")
            .or(() -> nothing ? Optional.of("there was no database here") : Optional.empty());
    why.ifPresent(
        reason ->
            unknown.add(
                "Who was erased, what was withdrawn and which cards were revoked after "
                    + time
                    + " is not known, because "
                    + reason
                    + (mirrored().isEmpty() ? "" : "; erasures are, from the mirror of the keys")
                    + ". Look through your receipts and do it again"));
  }

  /** The folder of keys that will be used; where it is the present one, nothing is staged. */
  private Path stage(KeyFolder folder, Optional<KeyBackup> keys) throws IOException {
    boolean present = Files.exists(site.keys().resolve("master.key"));
    if (keys.isPresent()) {
      folder.stage(keys.get());
      if (mirrored().isPresent()) {
        obeyMirror(folder.staged().resolve("members"), mirrored().get());
      }
      return folder.staged();
    }
    if (present) {
      return site.keys();
    }
    if (!request.withoutKeys()) {
      throw new BackupException(
          "There are no keys in "
              + site.keys()
              + ", and without them the database brings no member back. Give their backup by"
              + " --keys; or, if there is none, say --without-keys: members are erased then");
    }
    folder.stageNew();
    return folder.staged();
  }

  /** Whoever has no key in the mirror was erased, and whoever has one is a member. */
  private void obeyMirror(Path folder, Set<UUID> members) throws IOException {
    PrivateFiles.createFolder(folder);
    Set<UUID> here = RestoredMembers.members(folder);
    for (UUID member : here) {
      if (!members.contains(member)) {
        PrivateFiles.destroy(folder.resolve(member + ".key"));
      }
    }
    for (UUID member : members) {
      if (!here.contains(member)) {
        String name = member + ".key";
        byte[] key = Files.readAllBytes(site.keysMirror().orElseThrow().resolve(name));
        PrivateFiles.create(folder.resolve(name), key);
      }
    }
  }

  /** Whose keys the mirror has; absent where there is no mirror, or it was lost too. */
  private Optional<Set<UUID>> mirrored() {
    try {
      Set<UUID> members =
          site.keysMirror().isPresent()
              ? RestoredMembers.members(site.keysMirror().get())
              : Set.of();
      return members.isEmpty() ? Optional.empty() : Optional.of(members);
    } catch (IOException e) {
      throw new BackupException("The mirror of the keys cannot be read: " + e, e);
    }
  }

  private Connection load(Store store, Manifest manifest) {
    Connection staged = store.stage(manifest.schema());
    DatabaseBackup.load(request.database().orElseThrow(), staged, progress);
    store.migrateStaged();
    return staged;
  }

  private static void takeOver(Store store, boolean nothing, Connection staged, Counts counts)
      throws SQLException {
    if (nothing) {
      return;
    }
    Connection present = store.present().orElseThrow();
    String schema = DatabaseBackup.schema(present);
    if (!schema.equals(DatabaseBackup.schema(staged))) {
      throw new BackupException(
          "The present database is of version "
              + schema
              + ", so it cannot be asked who was erased since the backup. Start the server once,"
              + " which brings it to this version, and stop it");
    }
    JdbcClient from = Store.client(present);
    JdbcClient to = Store.client(staged);
    var members = new RestoredMembers(to);
    counts.erasures = members.takeErasures(from);
    counts.withdrawals = members.takeWithdrawals(from);
    counts.revocations = RestoredCards.takeRevocations(from, to);
  }

  private void settle(JdbcClient staged, Path newKeys, Optional<KeyBackup> keys, Counts counts)
      throws IOException {
    var members = new RestoredMembers(staged);
    Instant keysOf = mirrored().isPresent() ? now : keys.map(KeyBackup::time).orElse(now);
    int all = members.count();
    counts.noKey = members.settle(newKeys, keysOf, now);
    if (counts.noKey > 0 && counts.noKey == all && !request.withoutKeys()) {
      throw new BackupException(
          "None of the "
              + all
              + " members of this backup has a key here: these are the keys of another"
              + " installation, or from before. If all of them were erased, say --without-keys");
    }
    counts.unreadable = members.unreadable(newKeys);
  }
}
