package dev.gatehouse.web;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** TLS with a certificate of one's own is Spring Boot's {@code server.ssl}; this is without one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@ConditionalOnProperty("gatehouse.tls.self-signed")
class TlsConfiguration {
  private static final Logger log = LoggerFactory.getLogger(TlsConfiguration.class);

  @Bean
  WebServerFactoryCustomizer<ConfigurableWebServerFactory> selfSigned(
      @Value("${gatehouse.data}") String data, Environment environment) {
    return server -> {
      var made =
          SelfSignedCertificate.in(
              Path.of(data, "keys"),
              Set.of(PasskeyConfiguration.address(environment).getHost()),
              SelfSignedCertificate.namesOfThisMachine(),
              Clock.systemUTC());
      var ssl = new Ssl();
      ssl.setEnabled(true);
      ssl.setCertificate(made.certificate().toUri().toString());
      ssl.setCertificatePrivateKey(made.key().toUri().toString());
      server.setSsl(ssl);
      log.info("TLS with the self-signed certificate of SHA-256 {}", made.fingerprint());
    };
  }
}
