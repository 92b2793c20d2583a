package dev.gatehouse.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Who may log in. Passwords are chosen here, at random, and kept as a salted hash alone. */
public final class Accounts implements UserDetailsService {
  /** The first account. */
  public static final String ADMIN = "admin";

  /** Without those that are mistaken for each other: 0 o, 1 i l. */
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 20; // 99 bits

  private final JdbcClient database;
  private final PasswordEncoder encoder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Accounts(JdbcClient database, PasswordEncoder encoder, Clock clock) {
    this.database = database;
    this.encoder = encoder;
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
    String password = newPassword();
    database
        .sql(
            """
            insert into account (username, password_hash, created_at, password_changed_at)
            values (?, ?, ?, ?)
            """)
        .params(ADMIN, encoder.encode(password), now(), now())
        .update();
    return Optional.of(password);
  }

  /**
   * Gives an account a new password. Sessions that are open stay open until the server stops.
   *
   * @return the new password
   * @throws IllegalArgumentException if there is no such account; names those there are
   */
  public String resetPassword(String username) {
    String password = newPassword();
    int changed =
        database
            .sql("update account set password_hash = ?, password_changed_at = ? where username = ?")
            .params(encoder.encode(password), now(), username.toLowerCase(Locale.ROOT))
            .update();
    if (changed == 0) {
      List<String> known =
          database.sql("select username from account order by username").query(String.class).list();
      throw new IllegalArgumentException(
          known.isEmpty()
              ? "There is no account yet; the first start of the server makes '" + ADMIN + "'"
              : "There is no account '" + username + "'; there are " + known);
    }
    return password;
  }

  @Override
  public UserDetails loadUserByUsername(String username) {
    return database
        .sql("select username, password_hash from account where username = ?")
        .param(username.toLowerCase(Locale.ROOT))
        .query(
            (row, _) ->
                User.withUsername(row.getString("username"))
                    .password(row.getString("password_hash"))
                    .authorities("ADMIN")
                    .build())
        .optional()
        .map(UserDetails.class::cast)
        .orElseThrow(() -> new UsernameNotFoundException("No such account"));
  }

  /** In groups of five, to be read and typed: {@code k7mwp-...}. */
  private String newPassword() {
    var password = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      if (i > 0 && i % 5 == 0) {
        password.append('-');
      }
      password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
