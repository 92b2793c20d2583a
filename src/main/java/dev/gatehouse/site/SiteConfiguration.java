package dev.gatehouse.site;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sites, and the map below them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MapProperties.class)
class SiteConfiguration {
  @Bean
  Sites sites(JdbcClient database, PlatformTransactionManager transactions) {
    return new Sites(database, new TransactionTemplate(transactions), Clock.systemUTC());
  }
}
