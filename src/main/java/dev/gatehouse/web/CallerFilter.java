package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Finds out who makes a request, and what they may do now: by the API token it carries, or else by
 * its session. With a token the session counts for nothing, which is why such requests need no CSRF
 * token.
 */
final class CallerFilter extends OncePerRequestFilter {
  private static final String BEARER = "Bearer ";

  private final Accounts accounts;
  private final Tokens tokens;
  private final Answers answers;
  private final RequestLimit limit;
  private final Clock clock;

  CallerFilter(Accounts accounts, Tokens tokens, RequestLimit limit, Answers answers, Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.limit = limit;
    this.answers = answers;
    this.clock = clock;
  }

  /** Whether the request carries an API token, right or wrong. */
  static boolean hasToken(HttpServletRequest request) {
    return token(request).isPresent();
  }

  /**
   * The token in the header Authorization. A page that opens a WebSocket cannot set that one, and
   * names the token among the protocols that it would speak.
   */
  private static Optional<String> token(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    String protocols = request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL);
    return protocols == null
            || !"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
        ? Optional.empty()
        : Arrays.stream(protocols.split(",", -1))
            .map(String::strip)
            .filter(protocol -> protocol.startsWith(Tokens.PREFIX))
            .findFirst();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Supplier<Optional<Caller>> find = find(request);
    Optional<Caller> caller = find.get();
    if (caller.isPresent()) {
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(new CallerAuthentication(caller.get(), find));
      SecurityContextHolder.setContext(context);
    } else {
      SecurityContextHolder.clearContext();
    }
    Optional<Duration> wait = limit.count(request, caller);
    if (wait.isPresent()) {
      long seconds = Problem.seconds(wait.get());
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
      answers.write(response, Problem.tooManyDetail("requests", seconds));
      return;
    }
    if (caller.isEmpty() && hasToken(request)) {
      answers.write(
          response,
          Problem.of(HttpStatus.UNAUTHORIZED, "The API token is unknown, revoked or expired"));
      return;
    }
    chain.doFilter(request, response);
  }

  private Supplier<Optional<Caller>> find(HttpServletRequest request) {
    Optional<String> secret = token(request);
    if (secret.isPresent()) {
      return () -> tokens.caller(secret.get());
    }
    Authentication stored = SecurityContextHolder.getContext().getAuthentication();
    return stored instanceof AccountSession session ? () -> caller(session) : Optional::empty;
  }

  private Optional<Caller> caller(AccountSession session) {
    if (session.began().plus(AccountSession.LONGEST).isBefore(clock.instant())) {
      return Optional.empty();
    }
    Optional<Account> account = accounts.find(session.username());
    return account.filter(found -> Accounts.holds(found, session.began())).map(Caller::of);
  }
}
