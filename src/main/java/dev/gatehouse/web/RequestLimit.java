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

  /**
   * @param ofCaller requests a minute of an account or a token
   * @param ofAddress requests a minute of an address from which nobody is logged in
   */
  RequestLimit(int ofCaller, int ofAddress) {
    this.ofCaller = ofCaller;
    this.ofAddress = ofAddress;
  }

  /**
   * Counts a request.
   *
   * @return how long to wait instead, if there were too many; the page's files are not counted
   */
  Optional<Duration> count(HttpServletRequest request, Optional<Caller> caller) {
    if (caller.isPresent()) {
      Caller who = caller.get();
      return take(
          who.token().map(id -> "token " + id).orElse("account " + who.username()), ofCaller);
    }
    String path = request.getRequestURI();
    return !path.startsWith("/api/")
        ? Optional.empty()
        : take("address " + Network.of(request.getRemoteAddr()), ofAddress);
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
