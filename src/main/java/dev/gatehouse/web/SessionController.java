package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import dev.gatehouse.account.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Logging in and out, and one-time links. */
@RestController
@ConditionalOnWebApplication
class SessionController {
  private final AuthenticationManager authentication;
  private final Accounts accounts;
  private final LogIns logIns;
  private final LogInLimit limit;
  private final Optional<OidcSettings> oidc;

  SessionController(
      AuthenticationManager authentication,
      Accounts accounts,
      LogIns logIns,
      LogInLimit limit,
      Optional<OidcSettings> oidc) {
    this.authentication = authentication;
    this.accounts = accounts;
    this.logIns = logIns;
    this.limit = limit;
    this.oidc = oidc;
  }

  record LogIn(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "LogIn[" + username + "]";
    }
  }

  /** Who is logged in, and what the page may offer them. */
  record Session(
      String user, Role role, List<Right> rights, List<String> places, @Nullable UUID member) {

    static Session of(Account account) {
      return of(Caller.of(account), account.name());
    }

    private static Session of(Caller caller, String name) {
      return new Session(
          name,
          caller.role(),
          caller.rights().stream().sorted().toList(),
          caller.places().stream().sorted().toList(),
          caller.member().orElse(null));
    }
  }

  /**
   * @param oidc what the OIDC server is called; null where none is configured
   */
  record Ways(@Nullable String oidc) {}

  @GetMapping("/api/session/ways")
  Ways ways() {
    return new Ways(oidc.map(OidcSettings::name).orElse(null));
  }

  @GetMapping("/api/session")
  ResponseEntity<?> session(@Nullable Authentication who) {
    return Access.caller(who)
        .<ResponseEntity<?>>map(caller -> ResponseEntity.ok(Session.of(caller, name(caller))))
        .orElseGet(() -> Problem.answer(HttpStatus.UNAUTHORIZED, "You are not logged in"));
  }

  private String name(Caller caller) {
    return accounts.find(caller.username()).map(Account::name).orElse(caller.username());
  }

  @PostMapping("/api/session")
  ResponseEntity<?> logIn(
      @RequestBody LogIn logIn, HttpServletRequest request, HttpServletResponse response) {
    String user = logIn.username();
    String password = logIn.password();
    if (user == null || password == null) {
      return Problem.answer(
          Problem.of(
              HttpStatus.BAD_REQUEST,
              user == null ? "username" : "password",
              "Give a username and a password"));
    }
    String address = request.getRemoteAddr();
    Optional<Duration> wait = limit.wait(user, address);
    if (wait.isPresent()) {
      return Problem.tooMany("attempts", wait.get());
    }
    try {
      Authentication who =
          authentication.authenticate(
              UsernamePasswordAuthenticationToken.unauthenticated(user, password));
      Account account = accounts.find(who.getName()).orElseThrow();
      limit.succeeded(user, address);
      logIns.begin(account, "password", request, response);
      return ResponseEntity.ok(Session.of(account));
    } catch (AuthenticationException e) {
      limit.failed(user, address);
      logIns.failed(user, "password", request);
      return Problem.answer(HttpStatus.UNAUTHORIZED, "The user name or the password is wrong");
    }
  }

  @DeleteMapping("/api/session")
  ResponseEntity<Void> logOut(
      Authentication who, HttpServletRequest request, HttpServletResponse response) {
    logIns.end(who, request, response);
    return ResponseEntity.noContent().build();
  }

  record Link(@Nullable String link) {
    @Override
    public String toString() {
      return "Link[]";
    }
  }

  /**
   * What a one-time link gives.
   *
   * @param username of the account whose password it sets; null if it makes a new one
   */
  record InvitationView(
      Role role, Set<String> places, @Nullable String username, Instant expiresAt) {}

  @PostMapping("/api/invitation")
  InvitationView invitation(@RequestBody Link link) {
    return Optional.ofNullable(link.link())
        .flatMap(accounts::invitation)
        .map(
            found ->
                new InvitationView(
                    found.role(),
                    found.places(),
                    found.account().flatMap(accounts::find).map(Account::name).orElse(null),
                    found.expiresAt()))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "This link was used already, or is too old. Ask for a new one"));
  }

  record Acceptance(@Nullable String link, @Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Acceptance[" + username + "]";
    }
  }

  @PostMapping("/api/invitation/accept")
  Session accept(
      @RequestBody Acceptance given, HttpServletRequest request, HttpServletResponse response) {
    Account account =
        accounts.accept(
            Optional.ofNullable(given.link()).orElse(""),
            Optional.ofNullable(given.username()).orElse(""),
            Optional.ofNullable(given.password()));
    logIns.begin(account, "one-time link", request, response);
    return Session.of(account);
  }
}
