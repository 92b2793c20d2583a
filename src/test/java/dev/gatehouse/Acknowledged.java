package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.ErasureReceipt;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a {@link KilledProgram} said it had begun and what it said was done, and whether its data
 * holds that. What was begun and not acknowledged may have happened or not; once it was seen to
 * have happened it must stay so.
 */
final class Acknowledged {
  /** Where an erased member might be left. */
  private static final Map<String, String> ROWS =
      Map.of(
          "members", "member where id",
          "templates", "template where member",
          "grants", "consent_grant where member",
          "accounts", "account where member",
          "links", "invitation where member",
          "decisions", "decision where member",
          "what was read", "audit_read where member",
          "audit entries", "audit_entry where action <> 'ERASE' and subject");

  private final Path keys;
  private final Map<UUID, Known> members = new HashMap<>();
  private final Map<UUID, Integer> erased = new HashMap<>(); // with the person
  private final Set<String> doors = new HashSet<>();
  private final Map<UUID, String> accounts = new HashMap<>();

  /** Of this run: begun and not acknowledged, by their lines. */
  private final Set<String> open = new HashSet<>();

  private final Map<String, Integer> done = new TreeMap<>();
  private final Map<String, Integer> killedWithin = new TreeMap<>();
  private final Map<String, Integer> found = new TreeMap<>();

  private static final class Known {
    final int person;
    final boolean acknowledged;
    final Map<UUID, Boolean> withdrawn = new HashMap<>(); // by grant

    Known(int person, boolean acknowledged) {
      this.person = person;
      this.acknowledged = acknowledged;
    }
  }

  Acknowledged(Path data) {
    keys = data.resolve("keys/members");
  }

  /** Takes a line that the program said. */
  void take(String line) {
    if (line.equals("ready")) {
      return;
    }
    assertThat(line).doesNotStartWith("failed");
    String[] words = line.split(" ");
    String what = words[1];
    if (words[0].equals("begin")) {
      open.add(line.substring("begin ".length()));
      return;
    }
    String begun = what + " " + words[2] + (what.equals("withdraw") ? " " + words[3] : "");
    assertThat(open.remove(begun)).as(line).isTrue();
    count(done, what);
    switch (what) {
      case "enrol" -> {
        var known = new Known(Integer.parseInt(words[2]), true);
        known.withdrawn.put(UUID.fromString(words[4]), false);
        members.put(UUID.fromString(words[3]), known);
      }
      case "agree" ->
          known(UUID.fromString(words[2])).withdrawn.put(UUID.fromString(words[3]), false);
      case "withdraw" ->
          known(UUID.fromString(words[2])).withdrawn.put(UUID.fromString(words[3]), true);
      case "account" -> accounts.put(UUID.fromString(words[2]), words[3]);
      case "decide" -> doors.add(words[2]);
      case "erase" -> forget(UUID.fromString(words[2]));
      default -> throw new AssertionError(line);
    }
  }

  private Known known(UUID member) {
    return Objects.requireNonNull(members.get(member), "no member " + member);
  }

  private void forget(UUID member) {
    erased.put(member, known(member).person);
    members.remove(member);
  }

  private static void count(Map<String, Integer> counts, String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private boolean wasBegun(String what) {
    return open.contains(what);
  }

  /** The program was killed, and was opened again by {@code program}. */
  void check(ConfigurableApplicationContext program) throws IOException {
    open.forEach(line -> count(killedWithin, line.substring(0, line.indexOf(' '))));
    Members store = program.getBean(Members.class);
    JdbcClient sql = program.getBean(JdbcClient.class);
    Map<UUID, Member> stored =
        store.list().stream().collect(Collectors.toMap(Member::id, Function.identity()));
    checkErased(program, store, sql, stored);
    for (Member member : stored.values()) {
      if (!members.containsKey(member.id())) {
        assertThat(wasBegun("enrol " + member.name())).as("nobody began %s", member).isTrue();
        assertThat(member.grants()).hasSize(1);
        var known = new Known(Integer.parseInt(member.name()), false);
        known.withdrawn.put(member.grants().getFirst().id(), false);
        members.put(member.id(), known);
        count(found, "enrolment that was not acknowledged, whole");
      }
    }
    assertThat(stored.keySet()).as("members").isEqualTo(members.keySet());
    stored.forEach((id, member) -> checkMember(member, known(id)));
    Accounts all = program.getBean(Accounts.class);
    accounts.forEach(
        (member, name) ->
            assertThat(all.find(name))
                .as("who logs in as %s", name)
                .isEqualTo(all.ofMember(member))
                .get()
                .returns(name, account -> account.name()));
    checkKeys();
    checkGallery(program.getBean(Gallery.class), stored);
    checkLogs(program, sql);
    open.clear();
  }

  private void checkErased(
      ConfigurableApplicationContext program,
      Members store,
      JdbcClient sql,
      Map<UUID, Member> stored) {
    for (UUID member : List.copyOf(members.keySet())) {
      if (wasBegun("erase " + member)) {
        if (!stored.containsKey(member)) {
          forget(member);
        }
        count(
            found,
            "erasure that was not acknowledged, "
                + (stored.containsKey(member) ? "member whole" : "complete"));
      }
    }
    Accounts all = program.getBean(Accounts.class);
    for (UUID member : erased.keySet()) {
      Optional<ErasureReceipt> receipt = store.receipt(member);
      assertThat(receipt).as("receipt of %s", member).isPresent();
      assertThat(store.verifies(receipt.get())).as("signature of %s", receipt).isTrue();
      assertThat(keys.resolve(member + ".key")).doesNotExist();
      String account = accounts.remove(member);
      if (account != null) {
        assertThat(all.find(account)).as("account of %s", member).isEmpty();
      }
    }
    assertThat(sql.sql("select member from erasure").query(UUID.class).set())
        .as("erasures")
        .isEqualTo(erased.keySet());
    ROWS.forEach(
        (what, where) ->
            assertThat(
                    sql.sql("select count(*) from " + where + " in (select member from erasure)")
                        .query(Integer.class)
                        .single())
                .as("%s of erased members", what)
                .isZero());
  }

  private void checkMember(Member stored, Known known) {
    assertThat(stored.name()).isEqualTo(Integer.toString(known.person));
    assertThat(stored.problem()).as("problem of %s", stored).isEmpty();
    assertThat(stored.templates()).as("templates of %s", stored).isEqualTo(1);
    Map<UUID, Boolean> grants =
        stored.grants().stream()
            .collect(Collectors.toMap(ConsentGrant::id, grant -> grant.withdrawnAt().isPresent()));
    assertThat(grants.keySet()).as("grants of %s", stored).containsAll(known.withdrawn.keySet());
    grants.forEach(
        (grant, withdrawn) -> {
          Boolean acknowledged = known.withdrawn.put(grant, withdrawn);
          if (acknowledged == null) {
            assertThat(wasBegun("agree " + stored.id())).as("new grant of %s", stored).isTrue();
          } else if (!acknowledged.equals(withdrawn)) {
            assertThat(withdrawn).as("withdrawal of %s is lost", grant).isTrue();
            assertThat(wasBegun("withdraw " + stored.id() + " " + grant)).isTrue();
          }
        });
  }

  /** A key without a member is of an enrolment that was killed between the two. */
  private void checkKeys() throws IOException {
    Set<String> files;
    try (Stream<Path> all = Files.list(keys)) {
      files = all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
    assertThat(files)
        .as("keys")
        .containsAll(members.keySet().stream().map(id -> id + ".key").toList());
    found.put("keys and parts of keys without a member", files.size() - members.size());
  }

  /** It is searched as the rows say. */
  private void checkGallery(Gallery gallery, Map<UUID, Member> stored) {
    assertThat(gallery.size()).as("templates in the gallery").isEqualTo(stored.size());
    stored.forEach(
        (id, member) ->
            assertThat(search(gallery, known(id).person))
                .as("search for %s", member)
                .isEqualTo(
                    member.grants().stream().anyMatch(Acknowledged::opens)
                        ? Optional.of(id)
                        : Optional.empty()));
    erased.values().forEach(person -> assertThat(search(gallery, person)).isEmpty());
  }

  private static boolean opens(ConsentGrant grant) {
    return grant.purpose() == Purpose.DOOR && grant.withdrawnAt().isEmpty();
  }

  static Optional<UUID> search(Gallery gallery, int person) {
    return gallery.search(
                SyntheticFaces.embedding(person),
                Purpose.DOOR,
                KilledProgram.PLACE,
                Instant.now(),
                0.5f)
            instanceof SearchResult.Match match
        ? Optional.of(match.member())
        : Optional.empty();
  }

  private void checkLogs(ConfigurableApplicationContext program, JdbcClient sql) {
    assertThat(sql.sql("select door from decision").query(String.class).set())
        .as("decisions")
        .containsAll(doors);
    assertThat(
            sql.sql("select actor from audit_entry where action = 'DECISION'")
                .query(String.class)
                .set())
        .as("decisions in the audit log")
        .containsAll(doors.stream().map(door -> "door:" + door).toList());
    assertThat(
            sql.sql(
                    "select subject from audit_entry where action = 'ENROL' and subject is not"
                        + " null")
                .query(UUID.class)
                .set())
        .as("enrolments in the audit log")
        .containsAll(
            members.entrySet().stream()
                .filter(known -> known.getValue().acknowledged)
                .map(Map.Entry::getKey)
                .toList());
    List<Long> entries = new ArrayList<>();
    sql.sql("select entry from audit_entry order by entry")
        .query(
            row -> {
              entries.add(row.getLong(1));
            });
    assertThat(entries).as("last entry").last().isEqualTo(entries.size() - 1L);
    assertThat(program.getBean(AuditLog.class).problem()).isEmpty();
    assertThat(
            sql.sql(
                    """
                    select detail from audit_entry
                    where action = 'LOG' and detail not like 'Tree heads are signed by%'
                    """)
                .query(String.class)
                .list())
        .as("what the audit log says of itself")
        .isEmpty();
    AuditVerifier verifier = program.getBean(AuditVerifier.class);
    assertThat(verifier.verify(List.of(), List.of(), (_, _) -> {}).finding())
        .as(
            () ->
                "what is wrong with the audit log; there were %s entries, now %s are counted, the last is %s, and it says %s"
                    .formatted(
                        entries.size(),
                        sql.sql("select count(*) from audit_entry").query(Long.class).single(),
                        sql.sql("select max(entry) from audit_entry").query(Long.class).single(),
                        verifier.verify(List.of(), List.of(), (_, _) -> {}).finding()))
        .isEmpty();
    found.put("entries in the audit log, all verified", entries.size());
  }

  /** For people: what was done and what was found. */
  @Override
  public String toString() {
    return "acknowledged %s; killed within %s; found %s; members %d, erased %d"
        .formatted(done, killedWithin, found, members.size(), erased.size());
  }
}
