package dev.gatehouse.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.gallery.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/** Templates under a new secret, with everything that may happen on the way. */
@OnEachDatabase
class TemplateRenewalTest {
  private static final int MEMBERS = 4;
  private static final String NOTICE =
      ConsentNotice.bundled(Purpose.DOOR, "en").orElseThrow().version();

  @Parameter DatabaseKind kind;
  @TempDir Path data;
  private final PaintedFaces faces = new PaintedFaces();
  private final List<UUID> enrolled = new ArrayList<>();
  private TestDatabase database;
  private MemberStore store;
  private MemberKeys keys;
  private Gallery gallery;
  private Members members;

  /** Lets so many transactions through and fails then, as a machine that stops. */
  private int transactionsLeft = Integer.MAX_VALUE;

  @BeforeEach
  void start() {
    database = kind.open(data);
    store = new MemberStore(database.client());
    keys = MemberKeys.open(data.resolve("keys"), store::hasMembers);
    gallery = new Gallery();
    TransactionOperations real = database.transaction();
    TransactionOperations failing =
        new TransactionOperations() {
          @Override
          public <T> T execute(
              org.springframework.transaction.support.TransactionCallback<T> action) {
            if (transactionsLeft-- <= 0) {
              throw new IllegalStateException("The machine stopped");
            }
            return real.execute(action);
          }

          @Override
          public void executeWithoutResult(Consumer<TransactionStatus> action) {
            execute(
                status -> {
                  action.accept(status);
                  return true;
                });
          }
        };
    var notices = new Notices(database.client(), Clock.systemUTC());
    members =
        new Members(store, failing, keys, gallery, notices, List.of(), faces, Clock.systemUTC());
    members.load();
  }

  @AfterEach
  void stop() {
    keys.close();
    gallery.close();
  }

  private void restart() {
    stop();
    TestDatabase.release();
    transactionsLeft = Integer.MAX_VALUE;
    start();
  }

  private void enrolAll() {
    for (int person = 1; person <= MEMBERS; person++) {
      var consent =
          new Consent(
              true,
              Purpose.DOOR,
              Set.of(),
              Optional.empty(),
              Optional.empty(),
              NOTICE,
              "test",
              "admin");
      var photos =
          List.of(PaintedFaces.photo("1.png", person), PaintedFaces.photo("2.png", person));
      enrolled.add(
          ((Enrolment.Enrolled) members.enrol("Member " + person, consent, photos)).member().id());
    }
  }

  private void assertThatAllAreRecognised() {
    for (int person = 1; person <= MEMBERS; person++) {
      assertThat(
              gallery.search(
                  PaintedFaces.embedding(faces.model(), person, 5),
                  Purpose.DOOR,
                  "front",
                  Clock.systemUTC().instant(),
                  0.5f))
          .isInstanceOfSatisfying(
              SearchResult.Match.class, match -> assertThat(enrolled).contains(match.member()));
    }
  }

  /** The ids of the secrets that protect what is stored. */
  private Set<Optional<String>> stored() {
    return store.templates().stream()
        .map(
            row -> {
              try (AesKey key = keys.key(row.member())) {
                byte[] bytes =
                    Seal.open(
                        key,
                        row.member(),
                        "template/" + row.id() + "/" + row.model(),
                        row.sealed());
                return Template.fromBytes(row.id(), row.member(), row.model(), bytes).protection();
              }
            })
        .collect(java.util.stream.Collectors.toSet());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("keys/templates"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void what_is_stored_is_protected_and_the_secret_is_a_private_file() throws IOException {
    enrolAll();
    assertThat(stored()).containsExactly(Optional.of(keys.templates().current().id()));
    assertThat(files()).hasSize(1);
    assertThat(Files.getPosixFilePermissions(files().getFirst())).hasSize(2);
    restart();
    assertThatAllAreRecognised();
  }

  @Test
  void all_templates_are_renewed_without_anybody_enrolling_again() throws IOException {
    enrolAll();
    String before = keys.templates().current().id();
    assertThat(members.renewTemplates()).isEqualTo(MEMBERS);
    String after = keys.templates().current().id();
    assertThat(after).isNotEqualTo(before);
    assertThat(stored()).containsExactly(Optional.of(after));
    assertThatAllAreRecognised();
    assertThat(files()).hasSize(2);

    restart();
    assertThatAllAreRecognised();
    assertThat(files()).hasSize(1);
    assertThat(files().getFirst().toString()).contains(after);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_renewal_that_is_interrupted_is_finished_at_the_next_start(int after) throws IOException {
    enrolAll();
    transactionsLeft = after;
    assertThatThrownBy(() -> members.renewTemplates()).hasMessage("The machine stopped");
    assertThat(stored()).hasSize(after == 0 ? 1 : 2);

    restart();
    assertThatAllAreRecognised();
    assertThat(stored()).containsExactly(Optional.of(keys.templates().current().id()));
    assertThat(files()).as("former secret, until all was read back").hasSize(2);
    restart();
    assertThatAllAreRecognised();
    assertThat(files()).hasSize(1);
  }

  @Test
  void a_start_that_is_interrupted_while_it_finishes_a_renewal_loses_nothing() throws IOException {
    enrolAll();
    keys.templates().renew();
    stop();
    transactionsLeft = 2;
    assertThatThrownBy(this::start).hasMessage("The machine stopped");
    restart();
    assertThatAllAreRecognised();
    restart();
    assertThat(files()).hasSize(1);
  }

  @Test
  void a_secret_that_was_overwritten_but_not_deleted_goes_at_the_next_start() throws IOException {
    enrolAll();
    members.renewTemplates();
    Files.write(files().getFirst(), new byte[32]);
    restart();
    assertThatAllAreRecognised();
    assertThat(files()).hasSize(1);
  }

  @Test
  void templates_from_before_there_was_protection_are_protected_at_the_next_start() {
    enrolAll();
    unprotect();
    assertThat(stored()).containsExactly(Optional.empty());
    restart();
    assertThat(stored()).containsExactly(Optional.of(keys.templates().current().id()));
    assertThatAllAreRecognised();
  }

  /** As the version before stored them. */
  private void unprotect() {
    int person = 1;
    for (var row : store.templates()) {
      try (AesKey key = keys.key(row.member())) {
        var grant =
            store.grants().getOrDefault(row.member(), List.of()).getFirst().effective(row.member());
        byte[] plain =
            Template.enrol(
                    grant.orElseThrow(), List.of(PaintedFaces.embedding(row.model(), person++, 1)))
                .toBytes();
        assertThat(plain[0]).isEqualTo((byte) 1);
        String what = "template/" + row.id() + "/" + row.model();
        store.update(row.id(), Seal.seal(key, row.member(), what, plain));
      }
    }
  }

  @Test
  void a_missing_secret_is_told_and_no_secret_is_destroyed_until_it_is_back() throws IOException {
    enrolAll();
    Path secret = files().getFirst();
    byte[] bytes = Files.readAllBytes(secret);
    Files.delete(secret);
    restart();
    assertThat(members.list()).allMatch(member -> member.problem().isPresent());
    assertThat(members.list().getFirst().problem().orElseThrow())
        .contains("keys/templates", "backup");

    Path restored = Files.write(secret, bytes);
    Files.setPosixFilePermissions(
        restored, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    restart();
    assertThatAllAreRecognised();
    assertThat(members.list()).noneMatch(member -> member.problem().isPresent());
  }

  @Test
  void a_damaged_secret_is_refused() throws IOException {
    Files.write(files().getFirst(), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> TemplateSecrets.open(data.resolve("keys/templates")))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void a_member_whose_key_is_missing_keeps_the_former_secret_alive() throws IOException {
    enrolAll();
    Path key = data.resolve("keys/members/" + enrolled.getFirst() + ".key");
    byte[] bytes = Files.readAllBytes(key);
    Files.delete(key);
    assertThat(members.renewTemplates()).isEqualTo(MEMBERS - 1);
    restart();
    assertThat(files()).hasSize(2);
    Files.write(key, bytes);
    restart();
    assertThatAllAreRecognised();
    restart();
    assertThat(files()).hasSize(1);
  }
}
