package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountEvent.Kind;
import dev.gatehouse.account.AccountException;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Passkeys: logging in with one, and one's own. */
@RestController
@ConditionalOnWebApplication
class PasskeyController {
  private final Passkeys passkeys;
  private final Accounts accounts;
  private final LogIns logIns;

  PasskeyController(Passkeys passkeys, Accounts accounts, LogIns logIns) {
    this.passkeys = passkeys;
    this.accounts = accounts;
    this.logIns = logIns;
  }

  @PostMapping(path = "/api/session/passkey/options", produces = MediaType.APPLICATION_JSON_VALUE)
  String logInOptions(HttpServletRequest request) {
    return passkeys.logIn(request.getServerName());
  }

  @PostMapping("/api/session/passkey")
  ResponseEntity<?> logIn(
      @RequestBody JsonNode credential, HttpServletRequest request, HttpServletResponse response) {
    Optional<Account> account = passkeys.verify(credential).flatMap(accounts::find);
    if (account.isEmpty()) {
      logIns.failed("", "passkey", request);
      return Problem.answer(
          HttpStatus.UNAUTHORIZED, "This passkey is not known here, or that took too long");
    }
    logIns.begin(account.get(), "passkey", request, response);
    return ResponseEntity.ok(SessionController.Session.of(account.get()));
  }

  @GetMapping("/api/account/passkeys")
  List<Passkeys.Passkey> own(@AuthenticationPrincipal Caller caller) {
    return passkeys.of(caller.username());
  }

  @PostMapping(path = "/api/account/passkeys/options", produces = MediaType.APPLICATION_JSON_VALUE)
  String registrationOptions(Authentication who, HttpServletRequest request) {
    String shown = accounts.find(who.getName()).map(Account::name).orElse(who.getName());
    return passkeys.registration(who, shown, request.getServerName());
  }

  record NewPasskey(@Nullable String name, @Nullable JsonNode credential) {}

  @PostMapping("/api/account/passkeys")
  @ResponseStatus(HttpStatus.CREATED)
  Passkeys.Passkey register(@RequestBody NewPasskey given, @AuthenticationPrincipal Caller caller) {
    if (given.credential() == null) {
      throw new AccountException("credential", "The passkey itself is missing");
    }
    Passkeys.Passkey made =
        passkeys.register(
            caller.username(), Optional.ofNullable(given.name()).orElse(""), given.credential());
    accounts.publish(Kind.PASSKEY_ADDED, caller.username(), caller.username(), made.name());
    return made;
  }

  @DeleteMapping("/api/account/passkeys/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    passkeys.remove(caller.username(), id);
    accounts.publish(Kind.PASSKEY_REMOVED, caller.username(), caller.username(), id);
  }
}
