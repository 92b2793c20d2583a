package dev.gatehouse.account;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** How passwords are made, judged and hashed. */
final class Passwords {
  static final int SHORTEST = 12;
  static final int LONGEST = 128;

  /**
   * Guesses that an attacker who knows common passwords, names and patterns needs, as zxcvbn
   * estimates them (Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security
   * 2016), whose highest score begins here.
   */
  private static final double GUESSES = 1e10;

  /** Without those that are mistaken for each other: 0 o, 1 i l. */
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 20; // 99 bits

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Zxcvbn METER = new Zxcvbn();

  private Passwords() {}

  /** In groups of five, to be read and typed: {@code k7mwp-...}. */
  static String random() {
    var password = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      if (i > 0 && i % 5 == 0) {
        password.append('-');
      }
      password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  /**
   * @throws AccountException if it would soon be guessed; says what to do
   */
  static void requireStrong(String password, String username) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw new AccountException(
          "password",
          "A password has " + SHORTEST + " to " + LONGEST + " characters, not " + length);
    }
    if (METER
            .measure(
                password.substring(0, Math.min(password.length(), 64)),
                List.of(username, "gatehouse"))
            .getGuesses()
        < GUESSES) {
      throw new AccountException(
          "password",
          "This password is among those that are guessed first. Take four random words, or let a"
              + " password manager make one");
    }
  }

  /**
   * Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's Password Storage Cheat
   * Sheet. Hashes of bcrypt, which earlier versions made, are understood and replaced at the next
   * log-in. At most so many are computed at a time, so that log-ins cannot use up the memory.
   */
  static PasswordEncoder encoder() {
    PasswordEncoder argon2 =
        new AtMost(4, new Argon2PasswordEncoder(16, 32, 1, 19_456, 2)); // bytes, bytes, 1, KiB, 2
    return new DelegatingPasswordEncoder(
        "argon2", Map.of("argon2", argon2, "bcrypt", new BCryptPasswordEncoder()));
  }

  private static final class AtMost implements PasswordEncoder {
    private final Semaphore places;
    private final PasswordEncoder encoder;

    AtMost(int places, PasswordEncoder encoder) {
      this.places = new Semaphore(places);
      this.encoder = encoder;
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
      places.acquireUninterruptibly();
      try {
        return encoder.encode(password);
      } finally {
        places.release();
      }
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
      places.acquireUninterruptibly();
      try {
        return encoder.matches(password, hash);
      } finally {
        places.release();
      }
    }

    @Override
    public boolean upgradeEncoding(@Nullable String hash) {
      return encoder.upgradeEncoding(hash);
    }
  }
}
