package dev.gatehouse.door;

import dev.gatehouse.card.Cards;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sets up the doors of the configuration, in the server only: a command opens nothing. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties(DoorProperties.class)
class DoorConfiguration {

  @Bean
  DecisionLog decisionLog(JdbcClient database) {
    return new DecisionLog(database);
  }

  @Bean
  Doors doors(
      Gallery gallery,
      FaceModels models,
      Cards cards,
      DecisionLog log,
      ApplicationEventPublisher events) {
    return new Doors(gallery, models, cards, log, events);
  }

  @Bean
  Starter doorStarter(Doors doors, DoorProperties properties) {
    return new Starter(doors, properties);
  }

  record Starter(Doors doors, DoorProperties properties) {
    @EventListener(ApplicationReadyEvent.class)
    void start() {
      properties.doors().forEach(d -> doors.add(d.settings(), d.relays()));
    }
  }
}
