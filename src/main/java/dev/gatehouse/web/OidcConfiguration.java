package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountException;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.NullSecurityContextRepository;

/**
 * Logging in at an OIDC server: authorization code with PKCE, state and nonce, checked by Spring
 * Security. Who comes back gets an account, and a session as any other log-in; nothing of the
 * server's tokens is kept.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@ConditionalOnProperty("gatehouse.oidc.issuer")
@EnableConfigurationProperties(OidcSettings.class)
class OidcConfiguration {
  private static final Logger log = LoggerFactory.getLogger(OidcConfiguration.class);
  private static final String REGISTRATION = "oidc";

  /** Asks the OIDC server at the first log-in: Gatehouse starts without it. */
  @Bean
  ClientRegistrationRepository oidcServer(OidcSettings settings) {
    var server =
        new SupplierClientRegistrationRepository(
            () -> new InMemoryClientRegistrationRepository(registration(settings)));
    return server::findByRegistrationId;
  }

  private static ClientRegistration registration(OidcSettings settings) {
    return ClientRegistrations.fromIssuerLocation(settings.issuer().toString())
        .registrationId(REGISTRATION)
        .clientId(settings.clientId())
        .clientSecret(settings.clientSecret())
        .scope(settings.scopes())
        .clientName(settings.name())
        .clientSettings(ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
        .build();
  }

  @Bean
  OidcLogIn oidcLogIn(OidcSettings settings, Accounts accounts, LogIns logIns) {
    return new OidcLogIn(settings, accounts, logIns);
  }

  /** Adds the log-in to the chain. */
  static final class OidcLogIn {
    private final OidcSettings settings;
    private final Accounts accounts;
    private final LogIns logIns;

    OidcLogIn(OidcSettings settings, Accounts accounts, LogIns logIns) {
      this.settings = settings;
      this.accounts = accounts;
      this.logIns = logIns;
    }

    void apply(HttpSecurity http) {
      http.oauth2Login(
          login ->
              login
                  .loginPage("/")
                  .authorizationEndpoint(
                      endpoint -> endpoint.authorizationRequestRepository(new OidcRequests()))
                  .authorizedClientRepository(new NoTokens())
                  .successHandler(this::succeeded)
                  .failureHandler(
                      (request, response, e) -> {
                        log.warn("A log-in at {} failed: {}", settings.issuer(), e.getMessage());
                        refuse("", request, response);
                      })
                  .withObjectPostProcessor(
                      new ObjectPostProcessor<OAuth2LoginAuthenticationFilter>() {
                        @Override
                        public <F extends OAuth2LoginAuthenticationFilter> F postProcess(F filter) {
                          filter.setSecurityContextRepository(new NullSecurityContextRepository());
                          return filter;
                        }
                      }));
    }

    private void succeeded(
        HttpServletRequest request, HttpServletResponse response, Authentication who)
        throws IOException {
      if (!(who.getPrincipal() instanceof OidcUser user)) {
        refuse("", request, response);
        return;
      }
      Map<String, Object> claims = user.getClaims();
      String name = String.valueOf(claims.getOrDefault(settings.nameClaim(), user.getSubject()));
      Optional<Role> role = settings.role(claims);
      if (role.isEmpty()) {
        log.warn(
            "{} has none of the roles in the claim {}; not let in", name, settings.roleClaim());
        refuse(name, request, response);
        return;
      }
      try {
        Account account =
            accounts.fromOidc(settings.issuer() + " " + user.getSubject(), name, role.get());
        logIns.begin(account, "OIDC", request, response);
        response.sendRedirect("/");
      } catch (AccountException e) {
        log.warn("{} is not let in from OIDC: {}", name, e.getMessage());
        refuse(name, request, response);
      }
    }

    /** The page says that it did not work; why is in the log. */
    private void refuse(String name, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      logIns.failed(name, "OIDC", request);
      response.sendRedirect("/?login=refused");
    }
  }

  /** The server's tokens are of no use here. */
  private static final class NoTokens implements OAuth2AuthorizedClientRepository {
    @Override
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
        String registration, Authentication who, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(
        OAuth2AuthorizedClient client,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Nothing is kept.
    }

    @Override
    public void removeAuthorizedClient(
        String registration,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Nothing was kept.
    }
  }
}
