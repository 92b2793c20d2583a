package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountEvent.Kind;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Where every way of logging in ends: a new session. */
@Component
@ConditionalOnWebApplication
class LogIns {
  private static final Logger log = LoggerFactory.getLogger(LogIns.class);

  private final Accounts accounts;
  private final SessionAuthenticationStrategy newSession;
  private final SecurityContextRepository contexts;
  private final List<LogoutHandler> logOut;
  private final Clock clock = Clock.systemUTC();

  LogIns(
      Accounts accounts,
      SessionAuthenticationStrategy newSession,
      SecurityContextRepository contexts,
      List<LogoutHandler> logOut) {
    this.accounts = accounts;
    this.newSession = newSession;
    this.contexts = contexts;
    this.logOut = logOut;
  }

  /**
   * Begins a session.
   *
   * @param way how they showed who they are
   */
  Caller begin(
      Account account, String way, HttpServletRequest request, HttpServletResponse response) {
    var session = new AccountSession(account.username(), clock.instant());
    newSession.onAuthentication(session, request, response);
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(session);
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    log.info("{} logged in from {} with {}", account.username(), request.getRemoteAddr(), way);
    accounts.publish(Kind.LOGGED_IN, account.username(), account.username(), way);
    return Caller.of(account);
  }

  /**
   * Tells of an attempt that failed.
   *
   * @param user what was typed; told only if there is such an account, for people also type their
   *     password there
   */
  void failed(String user, String way, HttpServletRequest request) {
    String known = accounts.find(user).map(Account::username).orElse("");
    log.warn("A log-in with {} from {} failed", way, request.getRemoteAddr());
    accounts.publish(Kind.LOG_IN_FAILED, known, known, way);
  }

  /** Ends a session. */
  void end(Authentication who, HttpServletRequest request, HttpServletResponse response) {
    logOut.forEach(handler -> handler.logout(request, response, who));
    accounts.publish(Kind.LOGGED_OUT, who.getName(), who.getName(), "");
  }
}
