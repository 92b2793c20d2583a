package dev.gatehouse.web;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Tokens;
import dev.gatehouse.site.MapProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfLogoutHandler;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every request goes through. Who may call what is in {@link Access}; a path that is not there
 * is closed without anybody thinking of it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
  private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

  /**
   * The pictures of a camera are drawn from blobs; ECharts puts icons into data: addresses; maps
   * are prepared by a worker.
   */
  private static String contentPolicy(MapProperties map) {
    String tiles =
        map.base()
            .filter(MapProperties.TileServer.class::isInstance)
            .map(base -> " " + ((MapProperties.TileServer) base).origin())
            .orElse("");
    return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        + " worker-src 'self'; img-src 'self' blob: data:"
        + tiles
        + "; media-src 'self' blob:; connect-src 'self'"
        + tiles
        + "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http,
      CsrfTokenRepository csrfTokens,
      SecurityContextRepository contexts,
      Accounts accounts,
      Tokens tokens,
      RequestLimit limit,
      Answers answers,
      MapProperties map,
      Optional<OidcConfiguration.OidcLogIn> oidc) {
    oidc.ifPresent(logIn -> logIn.apply(http));
    return http.authorizeHttpRequests(
            requests -> {
              // What follows from a request that was let in, or its error page.
              requests
                  .dispatcherTypeMatchers(
                      DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                  .permitAll();
              Access.apply(requests);
            })
        .csrf(
            csrf ->
                csrf.csrfTokenRepository(csrfTokens)
                    .csrfTokenRequestHandler(new CsrfHeader())
                    // No page of another origin can send this header, and the session then counts
                    // for nothing.
                    .ignoringRequestMatchers(CallerFilter::hasToken))
        .addFilterBefore(
            new CallerFilter(accounts, tokens, limit, answers, Clock.systemUTC()),
            AnonymousAuthenticationFilter.class)
        .addFilterAfter(new WebSocketOrigin(), AuthorizationFilter.class)
        .securityContext(context -> context.securityContextRepository(contexts))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(
                        (_, response, _) ->
                            answers.write(
                                response,
                                Problem.of(HttpStatus.UNAUTHORIZED, "You are not logged in")))
                    .accessDeniedHandler(
                        (request, response, e) -> answers.write(response, denied(request, e))))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(contentPolicy(map)))
                    .permissionsPolicyHeader(
                        policy ->
                            policy.policy(
                                "camera=(self), publickey-credentials-get=(self),"
                                    + " publickey-credentials-create=(self), microphone=(),"
                                    + " geolocation=(), payment=(), usb=(), display-capture=()"))
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

  private static ProblemDetail denied(HttpServletRequest request, AccessDeniedException e) {
    if (e instanceof CsrfException || e instanceof WebSocketOrigin.Foreign) {
      return Problem.of(
          HttpStatus.FORBIDDEN,
          "This request does not come from Gatehouse's own page. Reload the page and try again");
    }
    log.warn(
        "{} was refused {} {}",
        Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName).orElse("nobody"),
        request.getMethod(),
        request.getRequestURI().replaceAll("[^\\x21-\\x7e]", "?"));
    return Problem.of(
        HttpStatus.FORBIDDEN,
        CallerFilter.hasToken(request)
            ? "There is nothing here for this API token; its scopes say what it may do"
            : "There is nothing here for your account; an owner can give it another role");
  }

  @Bean
  Answers answers(JsonMapper json) {
    return new Answers(json);
  }

  @Bean
  RequestLimit requestLimit(
      @Value("${gatehouse.limits.requests-per-minute}") int caller,
      @Value("${gatehouse.limits.anonymous-requests-per-minute}") int address,
      @Value("${gatehouse.limits.verifications-per-minute}") int verifications) {
    return new RequestLimit(caller, address, verifications);
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
    provider.setUserDetailsPasswordService(accounts);
    return new ProviderManager(provider);
  }

  @Bean
  LogInLimit logInLimit() {
    return new LogInLimit(Clock.systemUTC());
  }
}
