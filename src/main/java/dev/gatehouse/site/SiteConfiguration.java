package dev.gatehouse.site;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SiteConfiguration {
  @Bean
  Sites sites(JdbcClient database) {
    return new Sites(database, Clock.systemUTC());
  }
}
