package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountException;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.ApiToken;
import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import dev.gatehouse.account.Role;
import dev.gatehouse.account.Tokens;
import dev.gatehouse.member.Members;
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
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own password and API tokens; for owners, all accounts. */
@RestController
@ConditionalOnWebApplication
class AccountController {
  private final Accounts accounts;
  private final Tokens tokens;
  private final Members members;
  private final LogIns logIns;
  private final LogInLimit limit;

  AccountController(
      Accounts accounts, Tokens tokens, Members members, LogIns logIns, LogInLimit limit) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.members = members;
    this.logIns = logIns;
    this.limit = limit;
  }

  record NewPassword(@Nullable String current, @Nullable String password) {
    @Override
    public String toString() {
      return "NewPassword[]";
    }
  }

  /** All other sessions end; this one goes on with a new id. */
  @PutMapping("/api/account/password")
  ResponseEntity<?> password(
      @RequestBody NewPassword given,
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    String address = request.getRemoteAddr();
    Optional<Duration> wait = limit.wait(caller.username(), address);
    if (wait.isPresent()) {
      return Problem.tooMany("attempts", wait.get());
    }
    try {
      accounts.changePassword(
          caller.username(),
          Optional.ofNullable(given.current()),
          Optional.ofNullable(given.password())
              .orElseThrow(() -> new AccountException("password", "Give the new password")));
    } catch (AccountException e) {
      if (e.field().filter("current"::equals).isPresent()) {
        limit.failed(caller.username(), address);
      }
      throw e;
    }
    Account account = accounts.find(caller.username()).orElseThrow();
    logIns.begin(account, "new password", request, response);
    return ResponseEntity.noContent().build();
  }

  record TokenView(
      UUID id,
      String name,
      List<Right> scopes,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant lastUsed) {

    static TokenView of(ApiToken token) {
      return new TokenView(
          token.id(),
          token.name(),
          token.scopes().stream().sorted().toList(),
          token.createdAt(),
          token.expiresAt(),
          token.lastUsed().orElse(null));
    }
  }

  record NewToken(
      @Nullable String name, @Nullable Set<Right> scopes, @Nullable Instant expiresAt) {}

  /**
   * @param secret shown this once
   */
  record MadeToken(TokenView token, String secret) {
    @Override
    public String toString() {
      return "MadeToken[" + token + "]";
    }
  }

  @GetMapping("/api/account/tokens")
  List<TokenView> tokens(@AuthenticationPrincipal Caller caller) {
    return tokens.of(caller.username()).stream().map(TokenView::of).toList();
  }

  @PostMapping("/api/account/tokens")
  @ResponseStatus(HttpStatus.CREATED)
  MadeToken makeToken(@RequestBody NewToken given, @AuthenticationPrincipal Caller caller) {
    if (given.expiresAt() == null) {
      throw new AccountException("expiresAt", "Say when the token ends");
    }
    Tokens.Made made =
        tokens.create(
            caller,
            Optional.ofNullable(given.name()).orElse(""),
            Optional.ofNullable(given.scopes()).orElse(Set.of()),
            given.expiresAt());
    return new MadeToken(TokenView.of(made.token()), made.secret());
  }

  @DeleteMapping("/api/account/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeToken(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    tokens.revoke(caller.username(), id);
  }

  record AccountView(
      String username,
      Role role,
      List<String> places,
      @Nullable UUID member,
      boolean password,
      boolean oidc,
      Instant createdAt) {

    static AccountView of(Account account) {
      return new AccountView(
          account.name(),
          account.role(),
          account.places().stream().sorted().toList(),
          account.member().orElse(null),
          account.passwordSet(),
          account.subject().isPresent(),
          account.createdAt());
    }
  }

  /** A role and the places it is restricted to; no places means all. */
  record RoleAtPlaces(@Nullable Role role, @Nullable Set<String> places) {
    Role requireRole() {
      return Optional.ofNullable(role)
          .orElseThrow(
              () ->
                  new AccountException(
                      "role", "Say a role: OWNER, OPERATOR, RECEPTION, AUDITOR, KIOSK"));
    }

    Set<String> requirePlaces() {
      return Optional.ofNullable(places).orElse(Set.of());
    }
  }

  /**
   * @param link what follows {@code /#/welcome/} in the address to hand over; shown this once
   */
  record InvitationLink(String link, Instant expiresAt) {
    @Override
    public String toString() {
      return "InvitationLink[]";
    }
  }

  private InvitationLink link(String secret) {
    return new InvitationLink(secret, accounts.invitation(secret).orElseThrow().expiresAt());
  }

  @GetMapping("/api/accounts")
  List<AccountView> accounts() {
    return accounts.all().stream().map(AccountView::of).toList();
  }

  @PostMapping("/api/accounts/invitations")
  @ResponseStatus(HttpStatus.CREATED)
  InvitationLink invite(@RequestBody RoleAtPlaces given, @AuthenticationPrincipal Caller caller) {
    return link(
        accounts.invite(
            given.requireRole(), given.requirePlaces(), Optional.empty(), caller.username()));
  }

  /** For whoever forgot their password, or lost their passkey. */
  @PostMapping("/api/accounts/{username}/invitation")
  @ResponseStatus(HttpStatus.CREATED)
  InvitationLink inviteAgain(
      @PathVariable String username, @AuthenticationPrincipal Caller caller) {
    return link(accounts.inviteAgain(username, caller.username()));
  }

  @PutMapping("/api/accounts/{username}")
  AccountView change(
      @PathVariable String username,
      @RequestBody RoleAtPlaces given,
      @AuthenticationPrincipal Caller caller) {
    return AccountView.of(
        accounts.change(username, given.requireRole(), given.requirePlaces(), caller.username()));
  }

  @DeleteMapping("/api/accounts/{username}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String username, @AuthenticationPrincipal Caller caller) {
    accounts.delete(username, caller.username());
  }

  /** A link by which a member makes their own account. */
  @PostMapping("/api/members/{id}/invitation")
  @ResponseStatus(HttpStatus.CREATED)
  InvitationLink inviteMember(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    UUID member =
        members
            .find(id)
            .filter(one -> Places.sees(caller, one))
            .orElseThrow(() -> new NotFoundException("There is no member with this id"))
            .id();
    return link(accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), caller.username()));
  }
}
