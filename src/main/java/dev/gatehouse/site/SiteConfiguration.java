package dev.gatehouse.site;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class SiteConfiguration {
  @Bean
  Sites sites(JdbcClient database, PlatformTransactionManager transactions) {
    return new Sites(database, new TransactionTemplate(transactions), Clock.systemUTC());
  }
}
