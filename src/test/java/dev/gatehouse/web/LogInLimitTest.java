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
  void its_memory_is_bounded() {
    for (int i = 0; i < 30_000; i++) {
      limit.failed(
          "x".repeat(10_000) + i, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    assertThat(limit.size()).isEqualTo(10_000);
  }
}
