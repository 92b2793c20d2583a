package dev.gatehouse.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.account.AccountEvent.Kind;
import dev.gatehouse.member.MemberSeal;
import dev.gatehouse.member.PersonalData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Who may log in, as what and where. An account is made by a one-time link, in which its owner
 * chooses a name and a password; nobody else ever knows it. Thread-safe.
 */
public final class Accounts
    implements UserDetailsService, UserDetailsPasswordService, PersonalData {
  /** The first account, an owner. */
  public static final String ADMIN = "admin";

  /** How long a one-time link may be used. */
  public static final Duration LINK_VALID = Duration.ofDays(7);

  /** What {@link MemberSeal} is told that a member's name for logging in is. */
  private static final String SEALED_NAME = "username";

  private static final String USERNAME = "[a-z0-9][a-z0-9._@+-]{1,63}";
  private static final Set<Role> RESTRICTABLE = Set.of(Role.OPERATOR, Role.RECEPTION, Role.KIOSK);

  private final JdbcClient database;
  private final TransactionOperations transaction;
  private final MemberSeal seal;
  private final PasswordEncoder encoder;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Accounts(
      JdbcClient database,
      TransactionOperations transaction,
      MemberSeal seal,
      PasswordEncoder encoder,
      ApplicationEventPublisher events,
      Clock clock) {
    this.database = database;
    this.transaction = transaction;
    this.seal = seal;
    this.encoder = encoder;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Makes the account {@link #ADMIN} where there is no account at all.
   *
   * @return its password, which nobody can find out later; absent if there is an account
   */
  Optional<String> createFirst() {
    if (database.sql("select count(*) from account").query(Long.class).single() > 0) {
      return Optional.empty();
    }
    String password = Passwords.random();
    insert(ADMIN, encoder.encode(password), null, Role.OWNER, Set.of(), Optional.empty());
    publish(Kind.CREATED, "console", ADMIN, "first start, OWNER");
    return Optional.of(password);
  }

  /**
   * Gives an account a new random password and ends its sessions.
   *
   * @return the new password
   * @throws IllegalArgumentException if there is no such account; names those there are
   */
  public String resetPassword(String username) {
    String password = Passwords.random();
    Optional<Account> account = find(username);
    if (account.isEmpty() || !setPassword(account.get().username(), password)) {
      List<String> known = all().stream().map(Account::name).toList();
      throw new IllegalArgumentException(
          known.isEmpty()
              ? "There is no account yet; the first start of the server makes '" + ADMIN + "'"
              : "There is no account '" + username + "'; there are " + known);
    }
    publish(Kind.PASSWORD_CHANGED, "console", account.get().username(), "reset by command");
    return password;
  }

  /**
   * Changes the account's own password; all its sessions end.
   *
   * @param current absent if it has none yet
   * @throws AccountException if the current one is wrong, or the new one weak
   */
  public void changePassword(String username, Optional<String> current, String password) {
    Account account = require(username);
    if (account.passwordSet()) {
      String hash = loadUserByUsername(account.name()).getPassword();
      if (current.isEmpty() || !encoder.matches(current.get(), hash)) {
        throw new AccountException("current", "The current password is wrong");
      }
    }
    Passwords.requireStrong(password, account.name());
    setPassword(account.username(), password);
    publish(Kind.PASSWORD_CHANGED, account.username(), account.username(), "by themselves");
  }

  private boolean setPassword(String username, String password) {
    return database
            .sql(
                """
                update account set password_hash = ?, password_changed_at = ?, sessions_from = ?
                where username = ?
                """)
            .params(encoder.encode(password), now(), now(), username)
            .update()
        == 1;
  }

  /** All accounts, by name. */
  public List<Account> all() {
    Map<String, Set<String>> places =
        database
            .sql("select account, place from account_place")
            .query((row, _) -> Map.entry(row.getString("account"), row.getString("place")))
            .list()
            .stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    return database
        .sql("select * from account order by username")
        .query((row, _) -> account(row, places.getOrDefault(row.getString("username"), Set.of())))
        .list();
  }

  /**
   * The account of that user name, or of whoever logs in with that name, whatever the case of its
   * letters.
   */
  public Optional<Account> find(String username) {
    String name = clean(username);
    // The database and its driver remember what they were asked for, so that is no member's name.
    return where("name_hash = ?", seal.hash(name)).or(() -> where("username = ?", name));
  }

  private Optional<Account> where(String condition, Object value) {
    return database
        .sql("select * from account where " + condition)
        .param(value)
        .query((row, _) -> account(row, places(row.getString("username"))))
        .optional();
  }

  private Set<String> places(String username) {
    return database
        .sql("select place from account_place where account = ?")
        .param(username)
        .query(String.class)
        .set();
  }

  private Account require(String username) {
    return find(username)
        .orElseThrow(() -> new NoSuchAccountException("There is no account of this name"));
  }

  /** The account of a member, if they have one. */
  public Optional<Account> ofMember(UUID member) {
    return database
        .sql("select * from account where member = ?")
        .param(member)
        .query((row, _) -> account(row, Set.of()))
        .optional();
  }

  @Override
  public String store() {
    return "accounts";
  }

  @Override
  public int count(UUID member) {
    return ofMember(member).isPresent() ? 1 : 0;
  }

  /** The account goes with its passkeys and links, and its sessions end. */
  @Override
  public void erase(UUID member) {
    database.sql("delete from account where member = ?").param(member).update();
    database.sql("delete from invitation where member = ?").param(member).update();
  }

  private Account account(ResultSet row, Set<String> places) throws SQLException {
    String username = row.getString("username");
    Optional<UUID> member = Optional.ofNullable(row.getObject("member", UUID.class));
    byte @Nullable [] sealed = row.getBytes("name_sealed");
    Optional<String> name =
        sealed == null
            ? Optional.empty()
            : member
                .flatMap(id -> seal.open(id, SEALED_NAME, sealed))
                .map(bytes -> new String(bytes, UTF_8));
    return new Account(
        username,
        name.orElse(username),
        Role.valueOf(row.getString("role")),
        places,
        member,
        Optional.ofNullable(row.getString("subject")),
        row.getString("password_hash") != null,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("sessions_from", OffsetDateTime.class).toInstant());
  }

  /**
   * Gives an account another role, or other places. In force with its next request.
   *
   * @throws AccountException if nobody would be left who can manage accounts
   */
  public Account change(String username, Role role, Set<String> places, String by) {
    Set<String> allowed = requirePlaces(role, places);
    return transaction.execute(
        _ -> {
          Account before = require(username);
          if (before.role() == Role.MEMBER || role == Role.MEMBER) {
            throw new AccountException(
                "role", "A member's account stays one; invite staff with a link of their own");
          }
          if (before.role() == Role.OWNER && role != Role.OWNER) {
            requireAnotherOwner(before.username());
          }
          database
              .sql("update account set role = ? where username = ?")
              .params(role.name(), before.username())
              .update();
          database
              .sql("delete from account_place where account = ?")
              .param(before.username())
              .update();
          insertPlaces(before.username(), allowed);
          publish(Kind.CHANGED, by, before.username(), describe(role, allowed));
          return require(username);
        });
  }

  private static String describe(Role role, Set<String> places) {
    return places.isEmpty() ? role.name() : role + " at " + String.join(", ", places);
  }

  private static Set<String> requirePlaces(Role role, Set<String> places) {
    if (!places.isEmpty() && !RESTRICTABLE.contains(role)) {
      throw new AccountException(
          "places", "Only OPERATOR, RECEPTION and KIOSK can be restricted to places, not " + role);
    }
    for (String place : places) {
      if (place.isBlank() || place.length() > 100) {
        throw new AccountException("places", "The id of a place has 1 to 100 characters");
      }
    }
    return Set.copyOf(places);
  }

  /** Removes an account with its tokens and passkeys; its sessions end. */
  public void delete(String username, String by) {
    transaction.executeWithoutResult(
        _ -> {
          Account account = require(username);
          if (account.role() == Role.OWNER) {
            requireAnotherOwner(account.username());
          }
          database.sql("delete from account where username = ?").param(account.username()).update();
          publish(Kind.DELETED, by, account.username(), account.role().name());
        });
  }

  /** Two at once wait for each other here. */
  private void requireAnotherOwner(String username) {
    List<String> owners =
        database
            .sql("select username from account where role = 'OWNER' for update")
            .query(String.class)
            .list();
    if (owners.stream().allMatch(username::equals)) {
      throw new AccountException(
          "This is the only owner; make another account an owner first, or nobody can manage"
              + " accounts");
    }
  }

  /**
   * Makes a one-time link for a new account of that role.
   *
   * @param member whose account it is to be; exactly with the role MEMBER
   * @return its secret, which is kept nowhere
   */
  public String invite(Role role, Set<String> places, Optional<UUID> member, String by) {
    if (member.isPresent() != (role == Role.MEMBER)) {
      throw new AccountException("role", "The role MEMBER is for members, whom reception invites");
    }
    Optional<Account> existing = member.flatMap(this::ofMember);
    if (existing.isPresent()) {
      return inviteAgain(existing.get().username(), by);
    }
    String secret = newLink(role, requirePlaces(role, places), member, null, by);
    publish(Kind.INVITED, by, "", member.isPresent() ? "member " + member.get() : role.name());
    return secret;
  }

  /** Makes a one-time link by which the owner of an account sets a new password. */
  public String inviteAgain(String username, String by) {
    Account account = require(username);
    String secret =
        newLink(account.role(), account.places(), account.member(), account.username(), by);
    publish(Kind.INVITED, by, account.username(), "new password");
    return secret;
  }

  private String newLink(
      Role role, Set<String> places, Optional<UUID> member, @Nullable String account, String by) {
    database.sql("delete from invitation where expires_at < ?").param(now()).update();
    String secret = Secret.random("gi_");
    database
        .sql(
            """
            insert into invitation (secret_hash, role, places, member, account, made_by, expires_at)
            values (:hash, :role, :places, :member, :account, :by, :expires)
            """)
        .param("hash", Secret.hash(secret))
        .param("role", role.name())
        .param("places", String.join("\n", places))
        .param("member", member.orElse(null), Types.OTHER)
        .param("account", account, Types.VARCHAR)
        .param("by", by)
        .param("expires", clock.instant().plus(LINK_VALID).atOffset(ZoneOffset.UTC))
        .update();
    return secret;
  }

  /** What a one-time link would give; absent if it was used, has expired, or never was. */
  public Optional<Invitation> invitation(String secret) {
    return database
        .sql("select * from invitation where secret_hash = ? and expires_at > ?")
        .params(Secret.hash(secret), now())
        .query(
            (row, _) ->
                new Invitation(
                    Role.valueOf(row.getString("role")),
                    row.getString("places").lines().collect(Collectors.toSet()),
                    Optional.ofNullable(row.getObject("member", UUID.class)),
                    Optional.ofNullable(row.getString("account")),
                    row.getString("made_by"),
                    row.getObject("expires_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /**
   * Uses a one-time link up.
   *
   * @param username of a new account; what is given for an existing one is not looked at
   * @param password absent to make an account for a passkey alone
   * @throws NoSuchAccountException if the link was used, has expired, or never was
   * @throws AccountException if the name is taken or the password weak; the link then stays valid
   */
  public Account accept(String secret, String username, Optional<String> password) {
    Invitation invitation =
        invitation(secret)
            .orElseThrow(
                () ->
                    new NoSuchAccountException(
                        "This link was used already, or is too old. Ask for a new one"));
    String name =
        invitation
            .account()
            .map(existing -> require(existing).name())
            .orElseGet(() -> requireUsername(username));
    password.ifPresent(chosen -> Passwords.requireStrong(chosen, name));
    String hash = password.map(encoder::encode).orElse(null);
    try {
      return transaction.execute(
          _ -> {
            int used =
                database
                    .sql("delete from invitation where secret_hash = ?")
                    .param(Secret.hash(secret))
                    .update();
            if (used == 0) {
              throw new NoSuchAccountException("This link was used already. Ask for a new one");
            }
            if (invitation.account().isPresent()) {
              renew(invitation.account().get(), hash);
            } else {
              insert(name, hash, null, invitation.role(), invitation.places(), invitation.member());
              publish(
                  Kind.CREATED,
                  invitation.by(),
                  require(name).username(),
                  describe(invitation.role(), invitation.places()));
            }
            return require(name);
          });
    } catch (DuplicateKeyException e) {
      throw new AccountException("username", "This name is taken; choose another");
    }
  }

  private void renew(String username, @Nullable String hash) {
    database
        .sql(
            """
            update account set password_hash = coalesce(:hash, password_hash),
              sessions_from = :now, password_changed_at = :now
            where username = :username
            """)
        .param("hash", hash, Types.VARCHAR)
        .param("now", now())
        .param("username", username)
        .update();
    publish(Kind.PASSWORD_CHANGED, username, username, "by a one-time link");
  }

  private static String requireUsername(String given) {
    String username = clean(given.strip());
    if (!username.matches(USERNAME)) {
      throw new AccountException(
          "username",
          "A user name has 2 to 64 of the characters a-z 0-9 . _ @ + - and begins with a letter or"
              + " digit");
    }
    return username;
  }

  /**
   * The account of somebody whom the OIDC server has let in; made at their first log-in.
   *
   * @param subject issuer and subject, which never change
   * @param name what to call a new account
   * @param role what the server's claims give; replaces what it was
   * @throws AccountException if the name belongs to another account
   */
  public Account fromOidc(String subject, String name, Role role) {
    Optional<Account> known =
        database
            .sql("select * from account where subject = ?")
            .param(subject)
            .query((row, _) -> account(row, places(row.getString("username"))))
            .optional();
    if (known.isPresent()) {
      Account account = known.get();
      return account.role() == role
          ? account
          : change(
              account.username(),
              role,
              RESTRICTABLE.contains(role) ? account.places() : Set.of(),
              "oidc");
    }
    String username = requireUsername(name);
    try {
      transaction.executeWithoutResult(
          _ -> insert(username, null, subject, role, Set.of(), Optional.empty()));
    } catch (DuplicateKeyException e) {
      throw new AccountException(
          "username",
          "There is another account named '" + username + "' here; an owner must delete it first");
    }
    publish(Kind.CREATED, "oidc", username, role.name());
    return require(username);
  }

  private void insert(
      String username,
      @Nullable String hash,
      @Nullable String subject,
      Role role,
      Set<String> places,
      Optional<UUID> member) {
    if (isTaken(username)) {
      throw new DuplicateKeyException("There is an account of this name");
    }
    Optional<byte[]> sealed =
        member.map(
            id ->
                seal.seal(id, SEALED_NAME, username.getBytes(UTF_8))
                    .orElseThrow(
                        () -> new AccountException("The member's key is missing in data/keys")));
    database
        .sql(
            """
            insert into account (username, name_hash, name_sealed, password_hash, subject, role,
              member, created_at, password_changed_at, sessions_from)
            values (:username, :name_hash, :name_sealed, :hash, :subject, :role,
              :member, :now, :now, :now)
            """)
        .param("username", member.map(id -> "member:" + id).orElse(username))
        .param("name_hash", member.map(_ -> seal.hash(username)).orElse(null), Types.BINARY)
        .param("name_sealed", sealed.orElse(null), Types.BINARY)
        .param("hash", hash, Types.VARCHAR)
        .param("subject", subject, Types.VARCHAR)
        .param("role", role.name())
        .param("member", member.orElse(null), Types.OTHER)
        .param("now", now())
        .update();
    insertPlaces(username, places);
  }

  /** By a member or somebody else; not asked by name, as in {@link #find}. */
  private boolean isTaken(String name) {
    return where("name_hash = ?", seal.hash(name)).isPresent()
        || database
            .sql("select username from account where name_hash is null")
            .query(String.class)
            .list()
            .contains(name);
  }

  private void insertPlaces(String username, Set<String> places) {
    for (String place : places) {
      database
          .sql("insert into account_place (account, place) values (?, ?)")
          .params(username, place)
          .update();
    }
  }

  @Override
  public UserDetails loadUserByUsername(String username) {
    Account account =
        find(username)
            .filter(one -> one.member().isEmpty() || !one.username().equals(clean(username)))
            .orElseThrow(() -> new UsernameNotFoundException("No such account"));
    String hash =
        database
            .sql("select password_hash from account where username = ?")
            .param(account.username())
            .query((row, _) -> Optional.ofNullable(row.getString(1)))
            .optional()
            .flatMap(known -> known)
            .orElseThrow(() -> new UsernameNotFoundException("No such account"));
    return User.withUsername(account.username()).password(hash).authorities(List.of()).build();
  }

  /** The same password with a better hash, at a log-in. */
  @Override
  public UserDetails updatePassword(UserDetails user, @Nullable String hash) {
    if (hash == null) {
      return user;
    }
    database
        .sql("update account set password_hash = ? where username = ?")
        .params(hash, user.getUsername())
        .update();
    return User.withUserDetails(user).password(hash).build();
  }

  /** Tells whoever writes down what happens. */
  public void publish(Kind kind, String by, String account, String detail) {
    events.publishEvent(new AccountEvent(kind, by, account, detail, clock.instant()));
  }

  private static String clean(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  private OffsetDateTime now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** Whether a session of this account that began then still holds. */
  public static boolean holds(Account account, Instant began) {
    return !began.isBefore(account.sessionsFrom());
  }
}
