package dev.gatehouse.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfLogoutHandler;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may do what: whoever is logged in, everything; anybody else, fetch the files of the page and
 * log in. A new path is closed without anybody thinking of it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
  private static final String CONTENT_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self';"
          + " object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  @Bean
  SecurityFilterChain security(
      HttpSecurity http,
      CsrfTokenRepository csrfTokens,
      SecurityContextRepository contexts,
      JsonMapper json) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    // What follows from a request that was let in, or its error page.
                    .dispatcherTypeMatchers(
                        DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/", "/index.html", "/assets/**", "/favicon.*")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/retention", "/api/retention", "/public.css")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/api/session")
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/session")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .csrf(
            csrf -> csrf.csrfTokenRepository(csrfTokens).csrfTokenRequestHandler(new CsrfHeader()))
        .addFilterAfter(new WebSocketOrigin(), AuthorizationFilter.class)
        .securityContext(context -> context.securityContextRepository(contexts))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(
                        (_, response, _) ->
                            answer(
                                json, response, HttpStatus.UNAUTHORIZED, "You are not logged in"))
                    .accessDeniedHandler(
                        (_, response, _) ->
                            answer(
                                json,
                                response,
                                HttpStatus.FORBIDDEN,
                                "This request does not come from Gatehouse's own page. Reload the"
                                    + " page and try again")))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                    .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(self), microphone=(), geolocation=()"))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                    .crossOriginOpenerPolicy(
                        policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                    .crossOriginResourcePolicy(
                        policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
        // Logging in and out are SessionController's; there is nowhere to be redirected to.
        .logout(logout -> logout.disable())
        .requestCache(cache -> cache.disable())
        .build();
  }

  private static void answer(
      JsonMapper json, HttpServletResponse response, HttpStatus status, String error)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(new Problem(error)));
  }

  @Bean
  CsrfTokenRepository csrfTokens() {
    var tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
    return tokens;
  }

  @Bean
  SecurityContextRepository securityContexts() {
    return new HttpSessionSecurityContextRepository();
  }

  /** A log-in gets a new session id and a new CSRF token: what was planted before is worthless. */
  @Bean
  SessionAuthenticationStrategy newSession(CsrfTokenRepository csrfTokens) {
    var csrf = new CsrfAuthenticationStrategy(csrfTokens);
    csrf.setRequestHandler(new CsrfHeader());
    return new CompositeSessionAuthenticationStrategy(
        List.of(new ChangeSessionIdAuthenticationStrategy(), csrf));
  }

  @Bean
  LogoutHandler endSession() {
    return new SecurityContextLogoutHandler();
  }

  @Bean
  LogoutHandler forgetCsrfToken(CsrfTokenRepository csrfTokens) {
    return new CsrfLogoutHandler(csrfTokens);
  }

  @Bean
  AuthenticationManager authentication(Accounts accounts, PasswordEncoder encoder) {
    var provider = new DaoAuthenticationProvider(accounts);
    provider.setPasswordEncoder(encoder);
    return new ProviderManager(provider);
  }

  @Bean
  LogInLimit logInLimit() {
    return new LogInLimit(Clock.systemUTC());
  }
}
