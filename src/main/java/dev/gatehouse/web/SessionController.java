package dev.gatehouse.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Logging in and out. */
@RestController
@RequestMapping("/api/session")
@ConditionalOnWebApplication
class SessionController {
  private static final Logger log = LoggerFactory.getLogger(SessionController.class);

  private final AuthenticationManager authentication;
  private final SessionAuthenticationStrategy newSession;
  private final SecurityContextRepository contexts;
  private final List<LogoutHandler> logOut;
  private final LogInLimit limit;

  SessionController(
      AuthenticationManager authentication,
      SessionAuthenticationStrategy newSession,
      SecurityContextRepository contexts,
      List<LogoutHandler> logOut,
      LogInLimit limit) {
    this.authentication = authentication;
    this.newSession = newSession;
    this.contexts = contexts;
    this.logOut = logOut;
    this.limit = limit;
  }

  record LogIn(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "LogIn[" + username + "]";
    }
  }

  record Session(String user) {}

  @GetMapping
  ResponseEntity<?> session(@Nullable Authentication who) {
    return who == null
        ? ResponseEntity.status(HttpStatus.UNAUTHORIZED).body(new Problem("You are not logged in"))
        : ResponseEntity.ok(new Session(who.getName()));
  }

  @PostMapping
  ResponseEntity<?> logIn(
      @RequestBody LogIn logIn, HttpServletRequest request, HttpServletResponse response) {
    String user = logIn.username();
    String password = logIn.password();
    if (user == null || password == null) {
      return ResponseEntity.badRequest().body(new Problem("Give a username and a password"));
    }
    String address = request.getRemoteAddr();
    Optional<Duration> wait = limit.wait(user, address);
    if (wait.isPresent()) {
      long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
      return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
          .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
          .body(new Problem("Too many attempts. Try again in " + seconds + " seconds"));
    }
    try {
      Authentication who =
          authentication.authenticate(
              UsernamePasswordAuthenticationToken.unauthenticated(user, password));
      newSession.onAuthentication(who, request, response);
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(who);
      SecurityContextHolder.setContext(context);
      contexts.saveContext(context, request, response);
      limit.succeeded(user, address);
      log.info("{} logged in from {}", who.getName(), address);
      return ResponseEntity.ok(new Session(who.getName()));
    } catch (AuthenticationException e) {
      limit.failed(user, address);
      log.warn("A log-in from {} failed", address);
      return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
          .body(new Problem("The user name or the password is wrong"));
    }
  }

  @DeleteMapping
  ResponseEntity<Void> logOut(
      @Nullable Authentication who, HttpServletRequest request, HttpServletResponse response) {
    logOut.forEach(handler -> handler.logout(request, response, who));
    return ResponseEntity.noContent().build();
  }
}
