package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LogInLimitTest {
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private final InstantSource source = () -> now;
  private final LogInLimit limit = new LogInLimit(source.withZone(ZoneOffset.UTC));

  private void fail(int times, String user, String address) {
    for (int i = 0; i < times; i++) {
      limit.failed(user, address);
    }
  }

  @Test
  void five_failures_of_a_user_from_an_address_are_enough_for_a_minute() {
    fail(4, "admin", "10.0.0.1");
    assertThat(limit.wait("admin", "10.0.0.1")).isEmpty();
    now = now.plusSeconds(20);
    fail(1, "ADMIN", "10.0.0.1");
    assertThat(limit.wait("admin", "10.0.0.1")).contains(Duration.ofSeconds(40));
    assertThat(limit.wait("other", "10.0.0.1")).isEmpty();
    assertThat(limit.wait("admin", "10.0.0.2")).isEmpty();
    now = now.plusSeconds(40);
    assertThat(limit.wait("admin", "10.0.0.1")).isEmpty();
  }

  @Test
  void the_right_password_starts_anew() {
    fail(4, "admin", "10.0.0.1");
    limit.succeeded("admin", "10.0.0.1");
    fail(4, "admin", "10.0.0.1");
    assertThat(limit.wait("admin", "10.0.0.1")).isEmpty();
  }

  @Test
  void one_address_cannot_try_many_names() {
    for (int i = 0; i < 30; i++) {
      limit.failed("user" + i, "10.0.0.1");
    }
    assertThat(limit.wait("admin", "10.0.0.1")).isPresent();
    assertThat(limit.wait("admin", "10.0.0.2")).isEmpty();
  }

  @Test
  void one_ipv6_network_counts_as_one_address() {
    for (int i = 0; i < 5; i++) {
      limit.failed("admin", "2001:db8:1:2::" + i);
    }
    assertThat(limit.wait("admin", "2001:db8:1:2:ffff::1")).isPresent();
    assertThat(limit.wait("admin", "2001:db8:1:3::1")).isEmpty();
  }

  @Test
  void an_account_is_locked_for_strangers_and_not_for_those_who_were_here_before() {
    limit.succeeded("admin", "10.9.0.1");
    for (int i = 0; i < LogInLimit.FAILURES_OF_ACCOUNT; i++) {
      limit.failed("admin", "10.0.0." + i);
    }
    assertThat(limit.wait("admin", "10.1.0.1")).isPresent();
    assertThat(limit.wait("admin", "10.9.0.1")).isEmpty();
    assertThat(limit.wait("other", "10.1.0.1")).isEmpty();
    // There too, guessing is slow.
    fail(5, "admin", "10.9.0.1");
    assertThat(limit.wait("admin", "10.9.0.1")).isPresent();
    now = now.plusSeconds(3600);
    assertThat(limit.wait("admin", "10.1.0.1")).isEmpty();
  }

  @Test
  void slow_guessing_ends_after_thirty_an_hour() {
    for (int i = 0; i < LogInLimit.FAILURES_OF_USER_HOURLY; i++) {
      assertThat(limit.wait("admin", "10.0.0.1")).isEmpty();
      fail(1, "admin", "10.0.0.1");
      now = now.plusSeconds(61);
    }
    assertThat(limit.wait("admin", "10.0.0.1").orElseThrow()).isGreaterThan(Duration.ofMinutes(5));
  }

  @Test
  void its_memory_is_bounded() {
    for (int i = 0; i < 30_000; i++) {
      limit.failed(
          "x".repeat(10_000) + i, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    assertThat(limit.size()).isLessThanOrEqualTo(10_000);
  }
}
