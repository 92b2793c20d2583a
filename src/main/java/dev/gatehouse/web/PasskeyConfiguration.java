package dev.gatehouse.web;

import java.net.URI;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.web.webauthn.management.JdbcPublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class PasskeyConfiguration {
  @Bean
  Passkeys passkeys(JdbcOperations database, Environment environment) {
    return new Passkeys(
        new JdbcPublicKeyCredentialUserEntityRepository(database),
        new JdbcUserCredentialRepository(database),
        () -> address(environment));
  }

  /** {@code gatehouse.address}; by default what a browser on this machine calls it. */
  static URI address(Environment environment) {
    String configured = environment.getProperty("gatehouse.address", "");
    if (!configured.isBlank()) {
      return URI.create(configured.strip().replaceAll("/+$", ""));
    }
    boolean tls =
        environment.getProperty("gatehouse.tls.self-signed", Boolean.class, false)
            || environment.containsProperty("server.ssl.certificate")
            || environment.containsProperty("server.ssl.key-store")
            || environment.containsProperty("server.ssl.bundle");
    return URI.create(
        (tls ? "https" : "http")
            + "://localhost:"
            + environment.getProperty("local.server.port", "8080"));
  }
}
