package dev.gatehouse.statistics;

import dev.gatehouse.interior.InteriorStore;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.Streets;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class StatisticsConfiguration {
  @Bean
  SiteStatistics siteStatistics(
      Sites sites,
      Streets streets,
      InteriorStore interior,
      JdbcClient database,
      PlatformTransactionManager transactions) {
    return new SiteStatistics(
        sites,
        streets,
        interior,
        new StatisticsStore(database, new TransactionTemplate(transactions)),
        Clock.systemDefaultZone());
  }
}
