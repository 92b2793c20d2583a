package dev.gatehouse.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.account.AccountEvent.Kind;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.EnrolmentSecrets;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Accounts, one-time links and tokens. */
@OnEachDatabase
class AccountsTest {
  private static final String GOOD = "walnut ferry octagon lamp";

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T08:00:00.123456Z");
  private final List<Object> events = new ArrayList<>();
  private final PasswordEncoder encoder = Passwords.encoder();

  private final UUID member = UUID.randomUUID();

  private interface Check {
    void on(Accounts accounts, Tokens tokens, TestDatabase database);
  }

  private void on(Check check) {
    TestDatabase database = kind.open(folder);
    InstantSource clock = () -> now;
    var accounts =
        new Accounts(
            database.client(),
            database.transaction(),
            EnrolmentSecrets.seal(folder.resolve("keys"), member),
            encoder,
            events::add,
            clock.withZone(ZoneOffset.UTC));
    check.on(
        accounts,
        new Tokens(database.client(), accounts, clock.withZone(ZoneOffset.UTC)),
        database);
  }

  private UUID member(TestDatabase database) {
    database
        .client()
        .sql("insert into member (id, name, enrolled_at) values (?, ?, ?)")
        .params(member, new byte[] {1}, Timestamp.from(Instant.EPOCH))
        .update();
    return member;
  }

  @Test
  void the_life_of_accounts() {
    on(this::life);
  }

  private void life(Accounts accounts, Tokens tokens, TestDatabase database) {
    assertThat(accounts.createFirst()).isPresent();
    assertThat(accounts.createFirst()).isEmpty();
    assertThat(accounts.find("Admin").orElseThrow().role()).isEqualTo(Role.OWNER);

    String link =
        accounts.invite(Role.RECEPTION, Set.of("front", "back"), Optional.empty(), "admin");
    assertThat(link).matches("gi_[A-Za-z0-9_-]{43}");
    assertThat(accounts.invitation(link).orElseThrow().places())
        .containsExactlyInAnyOrder("front", "back");
    assertThatThrownBy(() -> accounts.accept(link, "Admin", Optional.of(GOOD)))
        .hasMessage("This name is taken; choose another");
    assertThatThrownBy(() -> accounts.accept(link, "a b", Optional.of(GOOD)))
        .hasMessageStartingWith("A user name has");
    Account ada = accounts.accept(link, "Ada@Example.org", Optional.of(GOOD));
    assertThat(ada.username()).isEqualTo("ada@example.org");
    assertThat(ada.places()).containsExactlyInAnyOrder("front", "back");
    assertThatThrownBy(() -> accounts.accept(link, "eve", Optional.of(GOOD)))
        .isInstanceOf(NoSuchAccountException.class);
    assertThat(accounts.loadUserByUsername("ADA@example.org").getPassword())
        .startsWith("{argon2}$argon2id$");

    Caller caller = Caller.of(ada);
    Tokens.Made made =
        tokens.create(caller, "badge printer", Set.of(Right.ENROL), now.plus(Duration.ofDays(1)));
    assertThat(made.secret()).matches("gh_[A-Za-z0-9_-]{43}");
    Caller program = tokens.caller(made.secret()).orElseThrow();
    assertThat(program.rights()).containsExactly(Right.ENROL);
    assertThat(program.places()).isEqualTo(ada.places());
    assertThat(tokens.of(ada.username()).getFirst().lastUsed()).isPresent();
    assertThat(tokens.caller("gh_" + "A".repeat(43))).isEmpty();
    assertThat(tokens.caller("\u00e9\0'; drop table account")).isEmpty();

    // A token can never do more than its account can now.
    accounts.change(ada.username(), Role.AUDITOR, Set.of(), "admin");
    assertThat(tokens.caller(made.secret()).orElseThrow().rights()).isEmpty();
    now = now.plus(Duration.ofDays(1));
    assertThat(tokens.caller(made.secret())).isEmpty();

    UUID member = member(database);
    String forMember = accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), "admin");
    accounts.accept(forMember, "mem", Optional.empty());
    assertThat(accounts.ofMember(member).orElseThrow().passwordSet()).isFalse();
    assertThatThrownBy(() -> accounts.loadUserByUsername("mem"))
        .isInstanceOf(UsernameNotFoundException.class);
    // Another link for the same member is for the account there is.
    String again = accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), "admin");
    accounts.accept(again, "ignored", Optional.of(GOOD));
    assertThat(accounts.ofMember(member).orElseThrow().name()).isEqualTo("mem");
    assertThat(accounts.find("Mem").orElseThrow().username()).isEqualTo("member:" + member);
    assertThat(accounts.loadUserByUsername("MEM").getUsername()).isEqualTo("member:" + member);
    assertThatThrownBy(() -> accounts.loadUserByUsername("member:" + member))
        .isInstanceOf(UsernameNotFoundException.class);
    assertThat(accounts.all()).extracting(Account::name).contains("mem");
    String other = accounts.invite(Role.AUDITOR, Set.of(), Optional.empty(), "admin");
    assertThatThrownBy(() -> accounts.accept(other, "mem", Optional.of(GOOD)))
        .hasMessageContaining("taken");
    assertThat(accounts.ofMember(member).orElseThrow().passwordSet()).isTrue();
    database.client().sql("delete from member where id = ?").param(member).update();
    assertThat(accounts.find("mem")).isEmpty();

    Account kit = accounts.fromOidc("https://id.example sub-1", "kit", Role.OPERATOR);
    assertThat(accounts.fromOidc("https://id.example sub-1", "other", Role.OPERATOR))
        .isEqualTo(kit);
    assertThat(accounts.fromOidc("https://id.example sub-1", "kit", Role.OWNER).role())
        .isEqualTo(Role.OWNER);
    assertThatThrownBy(() -> accounts.fromOidc("https://id.example sub-2", "admin", Role.OWNER))
        .hasMessageContaining("another account named 'admin'");

    accounts.delete("kit", "admin");
    assertThatThrownBy(() -> accounts.delete("admin", "admin"))
        .hasMessageStartingWith("This is the only owner");
    assertThatThrownBy(() -> accounts.change("admin", Role.AUDITOR, Set.of(), "admin"))
        .hasMessageStartingWith("This is the only owner");
    accounts.delete(ada.username(), "admin");
    assertThat(accounts.all()).extracting(Account::username).containsExactly("admin");
    assertThat(events)
        .extracting(event -> ((AccountEvent) event).kind())
        .contains(Kind.CREATED, Kind.INVITED, Kind.CHANGED, Kind.DELETED, Kind.TOKEN_CREATED);
  }

  @Test
  void a_link_ends_after_a_week() {
    on(
        (accounts, _, _) -> {
          String link = accounts.invite(Role.OWNER, Set.of(), Optional.empty(), "admin");
          now = now.plus(Accounts.LINK_VALID);
          assertThat(accounts.invitation(link)).isEmpty();
          assertThatThrownBy(() -> accounts.accept(link, "eve", Optional.of(GOOD)))
              .hasMessageContaining("too old");
        });
  }

  @Test
  void weak_passwords_are_refused_and_the_link_stays() {
    on(
        (accounts, _, _) -> {
          String link = accounts.invite(Role.OWNER, Set.of(), Optional.empty(), "admin");
          for (String weak :
              List.of(
                  "short",
                  "password1234",
                  "qwertyuiop12",
                  "aaaaaaaaaaaaaaaa",
                  "gatehouse-gatehouse",
                  "adalovelace1815",
                  "x".repeat(129))) {
            assertThatThrownBy(() -> accounts.accept(link, "adalovelace", Optional.of(weak)))
                .as(weak)
                .isInstanceOfSatisfying(
                    AccountException.class, e -> assertThat(e.field()).contains("password"));
          }
          accounts.accept(link, "adalovelace", Optional.of(GOOD));
        });
  }

  @Test
  void a_changed_password_ends_the_sessions() {
    on(
        (accounts, _, _) -> {
          String first = accounts.createFirst().orElseThrow();
          Instant began = now;
          now = now.plusSeconds(10);
          assertThatThrownBy(() -> accounts.changePassword("admin", Optional.of("x"), GOOD))
              .hasMessage("The current password is wrong");
          assertThatThrownBy(() -> accounts.changePassword("admin", Optional.empty(), GOOD))
              .hasMessage("The current password is wrong");
          assertThat(Accounts.holds(accounts.find("admin").orElseThrow(), began)).isTrue();
          accounts.changePassword("admin", Optional.of(first), GOOD);
          Account after = accounts.find("admin").orElseThrow();
          assertThat(Accounts.holds(after, began)).isFalse();
          assertThat(Accounts.holds(after, now)).isTrue();
        });
  }

  @Test
  void a_token_is_given_no_right_that_its_maker_lacks() {
    on(
        (accounts, tokens, _) -> {
          accounts.createFirst();
          Caller owner = Caller.of(accounts.find("admin").orElseThrow());
          Instant tomorrow = now.plus(Duration.ofDays(1));
          for (Right right : List.of(Right.MANAGE_ACCOUNTS, Right.OWN_DATA)) {
            assertThatThrownBy(() -> tokens.create(owner, "x", Set.of(right), tomorrow))
                .hasMessageContaining("cannot have the scope " + right);
          }
          assertThatThrownBy(() -> tokens.create(owner, "x", Set.of(), tomorrow))
              .hasMessageContaining("name one");
          assertThatThrownBy(() -> tokens.create(owner, " ", Set.of(Right.VERIFY), tomorrow))
              .hasMessageContaining("what the token is for");
          for (Instant end : List.of(now, now.plus(Duration.ofDays(400)))) {
            assertThatThrownBy(() -> tokens.create(owner, "x", Set.of(Right.VERIFY), end))
                .hasMessageContaining("at most 366 days");
          }
          var made = tokens.create(owner, "x", Set.of(Right.VERIFY), tomorrow);
          assertThatThrownBy(() -> tokens.revoke("somebody", made.token().id()))
              .isInstanceOf(NoSuchAccountException.class);
          tokens.revoke("admin", made.token().id());
          assertThat(tokens.caller(made.secret())).isEmpty();
        });
  }

  @Test
  void old_hashes_are_understood_and_to_be_replaced() {
    String bcrypt = "{bcrypt}" + new BCryptPasswordEncoder(4).encode(GOOD);
    assertThat(encoder.matches(GOOD, bcrypt)).isTrue();
    assertThat(encoder.matches(GOOD + "x", bcrypt)).isFalse();
    assertThat(encoder.upgradeEncoding(bcrypt)).isTrue();
    assertThat(encoder.upgradeEncoding(encoder.encode(GOOD))).isFalse();
  }

  @Test
  void nobody_holds_a_right_by_accident() {
    assertThat(Role.MEMBER.rights()).containsExactly(Right.OWN_DATA);
    assertThat(Role.AUDITOR.rights()).containsExactly(Right.READ_AUDIT);
    assertThat(Role.OWNER.rights())
        .doesNotContain(Right.OWN_DATA)
        .hasSize(Right.values().length - 1);
    for (Role role : List.of(Role.OPERATOR, Role.RECEPTION)) {
      assertThat(role.rights())
          .doesNotContain(Right.MANAGE_ACCOUNTS, Right.READ_AUDIT, Right.OWN_DATA);
    }
  }

  @Test
  void the_table_of_the_docs_is_the_one_in_force() throws Exception {
    String page = java.nio.file.Files.readString(Path.of("docs/accounts.md"));
    for (Right right : Right.values()) {
      var row = new StringBuilder("| `" + right + "` |");
      for (Role role : Role.values()) {
        row.append(role.rights().contains(right) ? " yes |" : " |");
      }
      assertThat(page).contains(row);
    }
  }
}
