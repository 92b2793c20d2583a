package dev.gatehouse.street;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets up the street cameras of the configuration, in the server only. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties(StreetProperties.class)
class StreetConfiguration {

  @Bean
  StreetStore streetStore(JdbcClient database, PlatformTransactionManager transactions) {
    return new StreetStore(database, new TransactionTemplate(transactions), Clock.systemUTC());
  }

  @Bean
  Retention streetRetention(
      StreetStore store,
      @Value("${gatehouse.retention.plates:10m}") Duration plates,
      @Value("${gatehouse.retention.observations:7d}") Duration observations,
      @Value("${gatehouse.retention.statistics:400d}") Duration statistics) {
    return new Retention(store, plates, observations, statistics);
  }

  @Bean
  Streets streets(StreetStore store) {
    return new Streets(
        () -> SceneModels.load(ModelManifest.with(Path.of("models.yaml")), 1),
        store,
        PlateFormats.with(Path.of("plate-formats.yaml")),
        Clock.systemDefaultZone());
  }

  @Bean
  Starter streetStarter(Streets streets, StreetProperties properties, Retention retention) {
    return new Starter(streets, properties, retention);
  }

  record Starter(Streets streets, StreetProperties properties, Retention retention) {
    @EventListener(ApplicationReadyEvent.class)
    void start() {
      retention.start();
      properties.streets().forEach(s -> streets.add(s.settings(), Layout.EMPTY));
    }
  }
}
