package dev.gatehouse.account;

import dev.gatehouse.account.AccountEvent.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** API tokens: keys for programs, each with the rights it needs and an end. Thread-safe. */
public final class Tokens {
  /** What every token begins with. */
  public static final String PREFIX = "gh_";

  /** The longest that a token may be valid. */
  public static final Duration LONGEST = Duration.ofDays(366);

  private static final int MOST = 50; // of one account

  private final JdbcClient database;
  private final Accounts accounts;
  private final Clock clock;

  Tokens(JdbcClient database, Accounts accounts, Clock clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * A token that was just made.
   *
   * @param secret what the program sends; kept nowhere, so that it can be shown this once
   */
  public record Made(ApiToken token, String secret) {
    @Override
    public String toString() {
      return "Made[" + token + "]";
    }
  }

  /**
   * Makes a token for an account.
   *
   * @param name what it is used for, 1 to 100 characters
   * @param scopes rights that the account has
   * @param expiresAt at most {@link #LONGEST} from now
   * @throws AccountException if one of them is wrong
   */
  public Made create(Caller caller, String name, Set<Right> scopes, Instant expiresAt) {
    String clean = name.strip();
    if (clean.isEmpty() || clean.length() > 100) {
      throw new AccountException(
          "name", "Say what the token is for, in 1 to 100 characters, not " + clean.length());
    }
    if (scopes.isEmpty()) {
      throw new AccountException("scopes", "Without a scope a token can do nothing; name one");
    }
    for (Right scope : scopes) {
      if (!scope.forTokens() || !caller.may(scope)) {
        throw new AccountException(
            "scopes", "A token of your account cannot have the scope " + scope);
      }
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST))) {
      throw new AccountException(
          "expiresAt", "A token ends after now, and at most " + LONGEST.toDays() + " days later");
    }
    if (of(caller.username()).size() >= MOST) {
      throw new AccountException(
          "An account has at most " + MOST + " tokens; revoke one that is not used");
    }
    String secret = Secret.random(PREFIX);
    var token =
        new ApiToken(
            UUID.randomUUID(),
            caller.username(),
            clean,
            scopes,
            now,
            expiresAt.truncatedTo(ChronoUnit.MICROS),
            Optional.empty());
    database
        .sql(
            """
            insert into api_token (id, secret_hash, account, name, scopes, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            token.id(),
            Secret.hash(secret),
            token.account(),
            token.name(),
            scopes.stream().map(Right::name).sorted().collect(Collectors.joining(" ")),
            token.createdAt().atOffset(ZoneOffset.UTC),
            token.expiresAt().atOffset(ZoneOffset.UTC))
        .update();
    accounts.publish(
        Kind.TOKEN_CREATED, caller.username(), caller.username(), clean + " " + token.id());
    return new Made(token, secret);
  }

  /** An account's tokens, the newest first; also those that have expired. */
  public List<ApiToken> of(String account) {
    return database
        .sql("select * from api_token where account = ? order by created_at desc, id")
        .param(account)
        .query((row, _) -> token(row))
        .list();
  }

  /** Ends a token now. */
  public void revoke(String account, UUID id) {
    int gone =
        database
            .sql("delete from api_token where id = ? and account = ?")
            .params(id, account)
            .update();
    if (gone == 0) {
      throw new NoSuchAccountException("You have no token with this id");
    }
    accounts.publish(Kind.TOKEN_REVOKED, account, account, id.toString());
  }

  /** Who calls with that secret; absent if there is no such token, or its time is over. */
  public Optional<Caller> caller(String secret) {
    Instant now = clock.instant();
    Optional<ApiToken> token =
        database
            .sql("select * from api_token where secret_hash = ? and expires_at > ?")
            .params(Secret.hash(secret), now.atOffset(ZoneOffset.UTC))
            .query((row, _) -> token(row))
            .optional();
    token.ifPresent(found -> used(found, now));
    return token.flatMap(
        found -> accounts.find(found.account()).map(account -> Caller.of(account, found)));
  }

  /** Once a minute: it tells which tokens are in use, and is not worth a write for each request. */
  private void used(ApiToken token, Instant now) {
    if (token.lastUsed().isEmpty()
        || token.lastUsed().get().isBefore(now.minus(1, ChronoUnit.MINUTES))) {
      database
          .sql("update api_token set last_used_at = ? where id = ?")
          .params(now.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC), token.id())
          .update();
    }
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    Set<Right> scopes = EnumSet.noneOf(Right.class);
    Arrays.stream(row.getString("scopes").split(" ")).map(Right::valueOf).forEach(scopes::add);
    return new ApiToken(
        row.getObject("id", UUID.class),
        row.getString("account"),
        row.getString("name"),
        scopes,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("last_used_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}
