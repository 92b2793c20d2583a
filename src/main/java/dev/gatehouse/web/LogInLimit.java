package dev.gatehouse.web;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who guesses passwords: so many failures a minute for one user from one address, and so
 * many for one address whatever the user. Counting by user alone would let anybody lock out the
 * administrator. Remembers a bounded number of both. Thread-safe.
 */
final class LogInLimit {
  static final int FAILURES_OF_USER = 5;
  static final int FAILURES_OF_ADDRESS = 30;
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int REMEMBERED = 10_000; // about 2 MB
  private static final int LONGEST_NAME = 100;

  private final Clock clock;

  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Failures(Instant since, int count) {}

  LogInLimit(Clock clock) {
    this.clock = clock;
  }

  /** How long to wait before the next attempt; absent if it may be made now. */
  synchronized Optional<Duration> wait(String user, String address) {
    Optional<Duration> forUser = wait(userKey(user, address), FAILURES_OF_USER);
    return forUser.isPresent() ? forUser : wait(network(address), FAILURES_OF_ADDRESS);
  }

  private Optional<Duration> wait(String key, int allowed) {
    return current(key)
        .filter(found -> found.count() >= allowed)
        .map(found -> Duration.between(clock.instant(), found.since().plus(WINDOW)));
  }

  synchronized void failed(String user, String address) {
    count(userKey(user, address));
    count(network(address));
  }

  /** A right password makes the user's failures forgotten, but not the address's. */
  synchronized void succeeded(String user, String address) {
    failures.remove(userKey(user, address));
  }

  synchronized int size() {
    return failures.size();
  }

  private void count(String key) {
    Failures now =
        current(key)
            .map(found -> new Failures(found.since(), found.count() + 1))
            .orElseGet(() -> new Failures(clock.instant(), 1));
    failures.put(key, now);
  }

  private Optional<Failures> current(String key) {
    return Optional.ofNullable(failures.get(key))
        .filter(found -> clock.instant().isBefore(found.since().plus(WINDOW)));
  }

  private static String userKey(String user, String address) {
    String name = user.length() > LONGEST_NAME ? user.substring(0, LONGEST_NAME) : user;
    return network(address) + " " + name.toLowerCase(Locale.ROOT);
  }

  /** Of IPv6 the first 64 bits, which one customer of a provider has to themselves. */
  private static String network(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
