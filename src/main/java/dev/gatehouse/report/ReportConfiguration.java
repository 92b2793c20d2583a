package dev.gatehouse.report;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.card.Cards;
import dev.gatehouse.demo.Deployment;
import dev.gatehouse.door.DoorProperties;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.kiosk.KioskProperties;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Retention;
import dev.gatehouse.street.StreetProperties;
import dev.gatehouse.street.StreetStore;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControllerDetails.class)
class ReportConfiguration {
  @Bean
  Reports reports(
      ControllerDetails controller,
      Deployment deployment,
      DoorProperties doors,
      StreetProperties streets,
      KioskProperties kiosks,
      Environment environment,
      Members members,
      Cards cards,
      StreetStore street,
      Accounts accounts,
      Retention retention,
      AuditLog audit,
      AuditVerifier verifier) {
    return new Reports(
        controller,
        Installation.of(deployment, doors, streets, kiosks, environment),
        members,
        cards,
        street,
        accounts,
        retention,
        audit,
        verifier,
        ModelManifest.with(Path.of("models.yaml")),
        Clock.systemUTC());
  }
}
