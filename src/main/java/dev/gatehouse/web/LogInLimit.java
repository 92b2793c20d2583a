package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Slows down who guesses passwords: so many failures for one user from one address, for one address
 * whatever the user, and for one user whatever the address. The last locks an account out for those
 * who never logged in to it from where they are, so that nobody can lock out the owner: from a
 * network that logged in before, and with a passkey, they still get in. Remembers a bounded number.
 * Thread-safe.
 */
final class LogInLimit {
  static final int FAILURES_OF_USER = 5; // a minute, from an address
  static final int FAILURES_OF_USER_HOURLY = 30; // from an address
  static final int FAILURES_OF_ADDRESS = 30; // a minute
  static final int FAILURES_OF_ACCOUNT = 60; // an hour, from everywhere

  private static final int REMEMBERED = 10_000; // some 4 MB
  private static final int LONGEST_NAME = 100;

  private final byte[] salt = new byte[16];
  private final TimeMeter time;
  private final Cache<String, Bucket> failures;
  private final Cache<String, Boolean> known;

  LogInLimit(Clock clock) {
    new SecureRandom().nextBytes(salt);
    this.time = new ClockMeter(clock);
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofHours(2))
            .executor(Runnable::run)
            .build();
    this.known =
        Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofDays(30)).build();
  }

  /** How long to wait before the next attempt; absent if it may be made now. */
  Optional<Duration> wait(String user, String address) {
    boolean here = known.getIfPresent(userKey(user, address)) != null;
    return Stream.of(userKey(user, address), addressKey(address), accountKey(user))
        .filter(key -> !here || !key.equals(accountKey(user)))
        .flatMap(key -> wait(key).stream())
        .max(Duration::compareTo);
  }

  private Optional<Duration> wait(String key) {
    Bucket bucket = failures.getIfPresent(key);
    if (bucket == null) {
      return Optional.empty();
    }
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    return probe.canBeConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  void failed(String user, String address) {
    count(
        userKey(user, address),
        each(FAILURES_OF_USER, Duration.ofMinutes(1)),
        each(FAILURES_OF_USER_HOURLY, Duration.ofHours(1)));
    count(addressKey(address), each(FAILURES_OF_ADDRESS, Duration.ofMinutes(1)));
    count(accountKey(user), each(FAILURES_OF_ACCOUNT, Duration.ofHours(1)));
  }

  private static Bandwidth each(int amount, Duration time) {
    return Bandwidth.builder().capacity(amount).refillIntervally(amount, time).build();
  }

  private void count(String key, Bandwidth... limits) {
    failures
        .get(
            key,
            _ -> {
              var builder = Bucket.builder().withCustomTimePrecision(time);
              List.of(limits).forEach(builder::addLimit);
              return builder.build();
            })
        .tryConsumeAsMuchAsPossible(1);
  }

  /** A right password makes the user's failures from there forgotten, but not the others. */
  void succeeded(String user, String address) {
    failures.invalidate(userKey(user, address));
    known.put(userKey(user, address), true);
  }

  long size() {
    failures.cleanUp();
    return failures.estimatedSize();
  }

  private String userKey(String user, String address) {
    return addressKey(address) + " " + accountKey(user);
  }

  private static String addressKey(String address) {
    return "from " + Network.of(address);
  }

  private String accountKey(String user) {
    String name = user.length() > LONGEST_NAME ? user.substring(0, LONGEST_NAME) : user;
    return "user " + hash(name.toLowerCase(Locale.ROOT));
  }

  /** Whoever was erased since shall not stand here by name. */
  private String hash(String name) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      return HexFormat.of().formatHex(sha256.digest(name.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private record ClockMeter(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
