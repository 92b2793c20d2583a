package dev.gatehouse.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.account.Caller;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * So many requests a minute for each account, each token, and each address from which nobody is
 * logged in: token buckets that hold a minute's worth and fill evenly. Remembers a bounded number.
 * Thread-safe.
 */
final class RequestLimit {
  private static final int REMEMBERED = 50_000; // some 15 MB

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED)
          .expireAfterAccess(Duration.ofMinutes(2))
          .build();
  private final int ofCaller;
  private final int ofAddress;
  private final int verifications;

  /**
   * @param ofCaller requests a minute of an account or a token
   * @param ofAddress requests a minute of an address from which nobody is logged in
   * @param verifications faces that an account or a token may compare in a minute: whoever may ask
   *     for a score as often as they like improves a forged photo step by step
   */
  RequestLimit(int ofCaller, int ofAddress, int verifications) {
    this.ofCaller = ofCaller;
    this.ofAddress = ofAddress;
    this.verifications = verifications;
  }

  /**
   * Counts a request.
   *
   * @return how long to wait instead, if there were too many; the page's files are not counted
   */
  Optional<Duration> count(HttpServletRequest request, Optional<Caller> caller) {
    String path = request.getRequestURI();
    if (caller.isPresent()) {
      String who =
          caller
              .get()
              .token()
              .map(id -> "token " + id)
              .orElse("account " + caller.get().username());
      Optional<Duration> wait = take(who, ofCaller);
      return wait.isEmpty() && verifies(path) ? take("faces of " + who, verifications) : wait;
    }
    return !path.startsWith("/api/") && !path.startsWith("/public/")
        ? Optional.empty()
        : take("address " + Network.of(request.getRemoteAddr()), ofAddress);
  }

  /** A challenge compares nothing; its frames come several times a second. */
  private static boolean verifies(String path) {
    return path.startsWith("/api/verify/") && !path.startsWith("/api/verify/challenges");
  }

  private Optional<Duration> take(String who, int perMinute) {
    Bucket bucket =
        buckets.get(
            who,
            _ ->
                Bucket.builder()
                    .addLimit(
                        limit ->
                            limit
                                .capacity(perMinute)
                                .refillGreedy(perMinute, Duration.ofMinutes(1)))
                    .build());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }
}
