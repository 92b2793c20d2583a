package dev.gatehouse.kiosk;

import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Kept;
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

/** The kiosks of the configuration; they run in the server only. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KioskProperties.class)
class KioskConfiguration {

  @Bean
  KioskCounts kioskCounts(JdbcClient database) {
    return new KioskCounts(database, Clock.systemUTC());
  }

  @Bean
  Kept kioskHours(
      KioskCounts counts, @Value("${gatehouse.retention.kiosk-counts:400d}") Duration time) {
    return new Kept(
        "kiosk-counts",
        "How many people stood before a showroom's screen, by age band and hour; about nobody",
        time,
        counts::deleteBefore);
  }

  /** The log itself stays: it no longer says whom an entry is about. */
  @Bean
  Kept auditedGreetings(
      AuditLog audit, @Value("${gatehouse.retention.greetings:30d}") Duration time) {
    return new Kept(
        "audit-greetings",
        "Whom an entry of the audit log about a greeting by a showroom's screen names, by a random"
            + " id",
        time,
        before -> Math.toIntExact(audit.forgetBefore(AuditAction.GREETING, before)));
  }

  @Bean
  @ConditionalOnWebApplication
  Kiosks kiosks(
      FaceModels faces, Gallery gallery, Members members, AuditLog audit, KioskCounts counts) {
    return new Kiosks(
        () -> KioskModels.load(faces, ModelManifest.with(Path.of("models.yaml")), 1),
        gallery,
        members,
        audit,
        counts,
        Clock.systemUTC());
  }

  @Bean
  @ConditionalOnWebApplication
  Starter kioskStarter(Kiosks kiosks, KioskProperties properties) {
    return new Starter(kiosks, properties);
  }

  record Starter(Kiosks kiosks, KioskProperties properties) {
    @EventListener(ApplicationReadyEvent.class)
    void start() {
      properties.kiosks().forEach(entry -> kiosks.add(entry.settings()));
    }
  }
}
