package dev.gatehouse.audit;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
  /** Asks for the template, and not for its data source, because that waits for the migrations. */
  @Bean
  AuditStore auditStore(JdbcTemplate database, PersonalSeal seal) {
    return new AuditStore(database, seal);
  }

  @Bean
  SigningKey auditKey(@Value("${gatehouse.data}") String data) {
    return SigningKey.open(keys(data).resolve("audit.key"));
  }

  @Bean
  AuditConnection auditConnection(JdbcTemplate database) {
    return AuditConnection.beside(database);
  }

  @Bean
  AuditLog auditLog(
      AuditStore store,
      AuditConnection connection,
      PersonalSeal seal,
      SigningKey key,
      @Value("${gatehouse.data}") String data) {
    return AuditLog.open(
        store,
        connection.store(seal),
        connection.transaction(),
        key,
        keys(data),
        Clock.systemUTC());
  }

  @Bean
  AuditVerifier auditVerifier(
      AuditStore store, SigningKey key, @Value("${gatehouse.data}") String data) {
    return new AuditVerifier(store, key.verifier(), keys(data));
  }

  private static Path keys(String data) {
    return Path.of(data, "keys");
  }
}
