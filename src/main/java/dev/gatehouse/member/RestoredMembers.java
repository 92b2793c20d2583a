package dev.gatehouse.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sees to it that who was erased stays erased, and what was withdrawn stays withdrawn, when an
 * older database or older keys come back.
 *
 * <p>It writes receipts into the restored database and destroys restored keys; the rows of those
 * members go at the next start, as after an erasure that was interrupted.
 */
public final class RestoredMembers {
  /** An enrolment from a long video begins so much before its key is made, at most. */
  private static final Duration ENROLMENT = Duration.ofMinutes(10);

  private final JdbcClient database;
  private final MemberStore store;

  /**
   * @param restored a database that nobody uses yet, of the present version
   */
  public RestoredMembers(JdbcClient restored) {
    this.database = restored;
    this.store = new MemberStore(restored);
  }

  /** Everybody who was ever erased, as that database knows. */
  public Set<UUID> erased() {
    return ids("select member from erasure");
  }

  /** Takes over the receipts that another database has and this one has not; says how many. */
  public int takeErasures(JdbcClient other) {
    var from = new MemberStore(other);
    Set<UUID> newer =
        other.sql("select member from erasure").query(UUID.class).stream()
            .collect(Collectors.toSet());
    newer.removeAll(erased());
    newer.forEach(member -> store.insert(from.erasure(member).orElseThrow()));
    return newer.size();
  }

  /** Takes over withdrawals of grants that this database believes to hold; says how many. */
  public int takeWithdrawals(JdbcClient other) {
    record Withdrawal(UUID grant, Instant at, String by) {}
    Set<UUID> open =
        ids(
            """
            select id from consent_grant
            where id not in (select consent_grant from consent_withdrawal)
            """);
    List<Withdrawal> newer =
        other
            .sql("select consent_grant, withdrawn_at, withdrawn_by from consent_withdrawal")
            .query(
                (row, _) ->
                    new Withdrawal(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getString(3)))
            .list()
            .stream()
            .filter(one -> open.contains(one.grant()))
            .toList();
    newer.forEach(one -> store.withdraw(one.grant(), one.at(), one.by()));
    return newer.size();
  }

  /**
   * Destroys the keys of those who were erased, and notes as erased whoever has no key, because
   * nothing but an erasure takes a key away.
   *
   * @param keys the folder of the master key that will be used with this database; where there is
   *     none, one is made
   * @param keysOf when these keys were complete: who enrolled later has no key there for another
   *     reason, and is left as they are
   * @param by now, for the receipts
   * @return how many were noted as erased
   */
  public int settle(Path keys, Instant keysOf, Instant by) throws IOException {
    MasterKey.open(keys.resolve("master.key"), () -> false).close();
    Path folder = keys.resolve("members");
    Set<UUID> erased = erased();
    for (UUID member : members(folder)) {
      if (erased.contains(member)) {
        PrivateFiles.destroy(folder.resolve(member + ".key"));
      }
    }
    Set<UUID> withKey = members(folder);
    Instant latest = keysOf.minus(ENROLMENT);
    List<MemberStore.MemberRow> without =
        store.members().stream()
            .filter(row -> !withKey.contains(row.id()) && !row.enrolledAt().isAfter(latest))
            .toList();
    if (!without.isEmpty()) {
      SigningKey receipts = SigningKey.open(keys.resolve("receipts.key"));
      for (MemberStore.MemberRow row : without) {
        var counts = new TreeMap<String, Integer>();
        counts.put("keys", 0);
        counts.put("names", 1);
        counts.put("templates", store.templates(row.id()));
        counts.put("grants", store.grants(row.id()));
        Instant at = by.truncatedTo(ChronoUnit.MICROS);
        store.insert(ErasureReceipt.sign(row.id(), at, counts, receipts));
      }
    }
    return without.size();
  }

  /** Members who are there without being erased. */
  public int count() {
    return store.members().size();
  }

  /** Members who are there without being erased, and have no key in that folder. */
  public int unreadable(Path keys) throws IOException {
    Set<UUID> withKey = members(keys.resolve("members"));
    return (int) store.members().stream().filter(row -> !withKey.contains(row.id())).count();
  }

  private Set<UUID> ids(String sql) {
    return database.sql(sql).query(UUID.class).stream().collect(Collectors.toSet());
  }

  /** Whose keys are in a folder such as {@code keys/members}, or its mirror. */
  public static Set<UUID> members(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> Objects.requireNonNull(file.getFileName()).toString())
          .flatMap(name -> member(name).stream())
          .collect(Collectors.toSet());
    }
  }

  private static Optional<UUID> member(String file) {
    try {
      return file.endsWith(".key")
          ? Optional.of(UUID.fromString(file.substring(0, file.length() - ".key".length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
