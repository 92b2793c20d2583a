package dev.gatehouse.kiosk;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts people in hours that are over. */
public final class TestCounts {
  private TestCounts() {}

  public static void add(ApplicationContext server, String kiosk, AgeBand band, Instant at) {
    new KioskCounts(server.getBean(JdbcClient.class), Clock.fixed(at, ZoneOffset.UTC))
        .add(kiosk, band);
  }
}
