package dev.gatehouse.door;

import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.card.Cards;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.PresentationAttackModels;
import dev.gatehouse.retention.Kept;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
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

  /** The networks against presentation attacks, shared by the doors; small, so one thread each. */
  @Bean
  PresentationAttackModels presentationAttackModels() {
    return PresentationAttackModels.load(ModelManifest.with(Path.of("models.yaml")), 1);
  }

  @Bean
  Kept decisions(DecisionLog log, @Value("${gatehouse.retention.decisions:30d}") Duration time) {
    return new Kept(
        "decisions",
        "What a door decided: when, which door, how sure, and for members who were let in, who."
            + " Without a picture",
        time,
        log::deleteBefore);
  }

  /** The log itself stays: it no longer says whom an entry is about. */
  @Bean
  Kept auditedDecisions(
      AuditLog audit, @Value("${gatehouse.retention.decisions:30d}") Duration time) {
    return new Kept(
        "audit-decisions",
        "Whom an entry of the audit log about a door's decision names, by a random id, and how sure"
            + " the door was",
        time,
        before -> Math.toIntExact(audit.forgetBefore(AuditAction.DECISION, before)));
  }

  @Bean
  Doors doors(
      Gallery gallery,
      FaceModels models,
      PresentationAttackModels attackModels,
      Cards cards,
      DecisionLog log,
      AuditLog audit,
      ApplicationEventPublisher events) {
    return new Doors(gallery, models, attackModels, cards, log, audit, events);
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
