package dev.gatehouse.street;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.retention.Kept;
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

/** The street cameras of the configuration; they run in the server only. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreetProperties.class)
class StreetConfiguration {

  @Bean
  StreetStore streetStore(JdbcClient database, PlatformTransactionManager transactions) {
    return new StreetStore(database, new TransactionTemplate(transactions), Clock.systemUTC());
  }

  @Bean
  Kept plates(StreetStore store, @Value("${gatehouse.retention.plates:10m}") Duration time) {
    return new Kept(
        "plates",
        "Licence plates of vehicles that a street camera saw, as a keyed hash; as text only of"
            + " vehicles whose owners agreed",
        time,
        store::deletePlates);
  }

  @Bean
  Kept observations(
      StreetStore store, @Value("${gatehouse.retention.observations:7d}") Duration time) {
    return new Kept(
        "observations",
        "What a street camera saw go by: a description, a path, and of vehicles a picture without"
            + " plates and faces. It names nobody",
        time,
        store::deleteObservations);
  }

  @Bean
  Kept statistics(
      StreetStore store, @Value("${gatehouse.retention.statistics:400d}") Duration time) {
    return new Kept(
        "statistics", "Counts by minute of what went by; about nobody", time, store::deleteMinutes);
  }

  @Bean
  @ConditionalOnWebApplication
  Streets streets(StreetStore store) {
    return new Streets(
        () -> SceneModels.load(ModelManifest.with(Path.of("models.yaml")), 1),
        store,
        PlateFormats.with(Path.of("plate-formats.yaml")),
        Clock.systemDefaultZone());
  }

  @Bean
  @ConditionalOnWebApplication
  Starter streetStarter(Streets streets, StreetProperties properties) {
    return new Starter(streets, properties);
  }

  record Starter(Streets streets, StreetProperties properties) {
    @EventListener(ApplicationReadyEvent.class)
    void start() {
      properties.streets().forEach(s -> streets.add(s.settings(), Layout.EMPTY));
    }
  }
}
