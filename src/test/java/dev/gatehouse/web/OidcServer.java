package dev.gatehouse.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * A real OIDC server, Spring Authorization Server, on 127.0.0.1: for a browser that has Gatehouse
 * at localhost another site. Its users are ada (owner), and eve, who has no role.
 */
final class OidcServer implements AutoCloseable {
  static final String SECRET = "secret-of-the-client";
  private final ConfigurableApplicationContext context;

  private OidcServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * @param port of this server, which is part of its name
   * @param redirect where it sends people back to
   */
  static OidcServer start(int port, String redirect) {
    String client = "--spring.security.oauth2.authorizationserver.client.gatehouse.";
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--spring.config.name=none", // not Gatehouse's
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--server.servlet.session.cookie.name=OIDC-SERVER",
                "--spring.main.banner-mode=off",
                "--spring.autoconfigure.exclude="
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "--spring.security.oauth2.authorizationserver.issuer=http://127.0.0.1:" + port,
                client + "registration.client-id=gatehouse",
                client + "registration.client-secret={noop}" + SECRET,
                client + "registration.client-authentication-methods=client_secret_basic",
                client + "registration.authorization-grant-types=authorization_code",
                client + "registration.redirect-uris=" + redirect,
                client + "registration.scopes=openid,profile,email",
                client + "require-proof-key=true"));
    return new OidcServer(
        new SpringApplicationBuilder(Settings.class).run(settings.toArray(new String[0])));
  }

  @Override
  public void close() {
    context.close();
  }

  /** No stereotype, or Gatehouse would find it among its own classes. */
  @EnableAutoConfiguration
  static class Settings {
    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("ada").password("{noop}ada-password").authorities(List.of()).build(),
          User.withUsername("eve").password("{noop}eve-password").authorities(List.of()).build());
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return token -> {
        if (token.getTokenType().getValue().equals("id_token")) {
          String name = Objects.requireNonNull((Authentication) token.getPrincipal()).getName();
          token.getClaims().claim("preferred_username", name);
          token
              .getClaims()
              .claim(
                  "realm_access",
                  Map.of(
                      "roles", name.equals("ada") ? List.of("other", "gate-admins") : List.of()));
        }
      };
    }
  }
}
