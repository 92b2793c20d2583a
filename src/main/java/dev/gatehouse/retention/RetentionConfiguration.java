package dev.gatehouse.retention;

import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schedule; the job runs in the server only: a command deletes nothing. */
@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

  @Bean
  Kept retentionRecord(JdbcClient database) {
    return Retention.record(database);
  }

  @Bean
  Retention retention(List<Kept> schedule, JdbcClient database) {
    return new Retention(schedule, database, Clock.systemUTC());
  }

  @Bean
  @ConditionalOnWebApplication
  Starter retentionStarter(Retention retention) {
    return new Starter(retention);
  }

  record Starter(Retention retention) {
    @EventListener(ApplicationReadyEvent.class)
    void start() {
      retention.start();
    }
  }
}
