package dev.gatehouse.interior;

import dev.gatehouse.retention.Kept;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.Streets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The interior follows the street cameras of the server. */
@Configuration(proxyBeanMethods = false)
class InteriorConfiguration {

  @Bean
  InteriorStore interiorStore(JdbcClient database, PlatformTransactionManager transactions) {
    return new InteriorStore(database, new TransactionTemplate(transactions));
  }

  @Bean
  Kept interiorCounts(
      InteriorStore store, @Value("${gatehouse.retention.interior-counts:400d}") Duration time) {
    return new Kept(
        "interior-counts",
        "How many people were in a zone, went through a door or from zone to zone in a minute, and"
            + " when cameras worked; about nobody",
        time,
        store::deleteCounts);
  }

  @Bean
  Kept heatMaps(InteriorStore store, @Value("${gatehouse.retention.heat-maps:90d}") Duration time) {
    return new Kept(
        "heat-maps",
        "How long anybody was in each half metre of a plan in 15 minutes, as a sum; about nobody,"
            + " and without tracks",
        time,
        store::deleteHeat);
  }

  @Bean
  @ConditionalOnWebApplication
  Interior interior(
      Sites sites,
      InteriorStore store,
      Streets streets,
      @Value("${gatehouse.interior.settle:04:00}") String settle) {
    var interior = new Interior(sites, store, time(settle), Clock.systemDefaultZone());
    streets.addFollower(interior);
    interior.start();
    return interior;
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new InteriorException(
          "gatehouse.interior.settle is a time such as 04:00, in quotes, not '" + text + "'");
    }
  }
}
