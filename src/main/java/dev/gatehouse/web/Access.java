package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.Authentication;

/**
 * Who may call what: the one table of it. What is not in it, nobody may. Where a right is bound to
 * places, the controllers look at the place.
 *
 * @param method of the request
 * @param path a path pattern
 * @param who may call it
 * @param needs {@code who} in a word: the name of a right, or "anyone", "person", "signed in"
 */
record Access(HttpMethod method, String path, Predicate<Optional<Caller>> who, String needs) {

  private static Access anyone(String method, String path) {
    return new Access(HttpMethod.valueOf(method), path, _ -> true, "anyone");
  }

  /** Anybody with an account, or a program with a token of theirs. */
  private static Access signedIn(String method, String path) {
    return new Access(HttpMethod.valueOf(method), path, Optional::isPresent, "signed in");
  }

  /** Anybody with an account who logged in: a token cannot make tokens or change a password. */
  private static Access person(String method, String path) {
    return new Access(
        HttpMethod.valueOf(method),
        path,
        caller -> caller.isPresent() && caller.get().token().isEmpty(),
        "person");
  }

  private static Access right(Right right, String method, String path) {
    return new Access(
        HttpMethod.valueOf(method),
        path,
        caller -> caller.isPresent() && caller.get().may(right),
        right.name());
  }

  private static Access anyOf(Set<Right> rights, String method, String path) {
    return new Access(
        HttpMethod.valueOf(method),
        path,
        caller -> caller.isPresent() && rights.stream().anyMatch(caller.get()::may),
        rights.toString());
  }

  /** What is shown on a plan or a map, to whoever is shown something on it. */
  private static final Set<Right> ON_A_MAP =
      EnumSet.of(
          Right.VIEW_LIVE,
          Right.VIEW_STREET,
          Right.VIEW_INTERIOR,
          Right.EDIT_SITES,
          Right.OWN_DATA);

  static final List<Access> TABLE =
      List.of(
          // The page's files.
          anyone("GET", "/"),
          anyone("GET", "/index.html"),
          anyone("GET", "/assets/**"),
          anyone("GET", "/favicon.*"),
          anyone("GET", "/public.css"),
          anyone("GET", "/retention"),
          // Logging in and out.
          anyone("GET", "/api/session"),
          anyone("POST", "/api/session"),
          anyone("GET", "/api/session/ways"),
          anyone("POST", "/api/session/passkey/options"),
          anyone("POST", "/api/session/passkey"),
          anyone("POST", "/api/invitation"),
          anyone("POST", "/api/invitation/accept"),
          person("DELETE", "/api/session"),
          // One's own account.
          person("PUT", "/api/account/password"),
          person("GET", "/api/account/passkeys"),
          person("POST", "/api/account/passkeys/options"),
          person("POST", "/api/account/passkeys"),
          person("DELETE", "/api/account/passkeys/{id}"),
          person("GET", "/api/account/tokens"),
          person("POST", "/api/account/tokens"),
          person("DELETE", "/api/account/tokens/{id}"),
          // Other accounts.
          right(Right.MANAGE_ACCOUNTS, "GET", "/api/accounts"),
          right(Right.MANAGE_ACCOUNTS, "POST", "/api/accounts/invitations"),
          right(Right.MANAGE_ACCOUNTS, "PUT", "/api/accounts/{username}"),
          right(Right.MANAGE_ACCOUNTS, "DELETE", "/api/accounts/{username}"),
          right(Right.MANAGE_ACCOUNTS, "POST", "/api/accounts/{username}/invitation"),
          // A member's own data.
          right(Right.OWN_DATA, "GET", "/api/me/**"),
          right(Right.OWN_DATA, "POST", "/api/me/**"),
          right(Right.OWN_DATA, "DELETE", "/api/me/**"),
          // What anybody may read.
          anyone("GET", "/api/notice"),
          anyone("GET", "/api/notices/**"),
          right(Right.EDIT_NOTICES, "POST", "/api/notices/**"),
          right(Right.EDIT_NOTICES, "PUT", "/api/notices/**"),
          anyone("GET", "/api/retention/**"),
          signedIn("GET", "/api/site"),
          // Members.
          right(Right.VIEW_MEMBERS, "GET", "/api/members"),
          right(Right.ENROL, "POST", "/api/members"),
          right(Right.ENROL, "POST", "/api/members/{id}/grants/{grant}/withdraw"),
          right(Right.ENROL, "POST", "/api/members/{id}/grants"),
          right(Right.ENROL, "POST", "/api/members/{id}/invitation"),
          right(Right.VIEW_MEMBERS, "GET", "/api/members/{id}/ledger"),
          anyone("GET", "/api/erasures/public-key"),
          right(Right.ERASE, "GET", "/api/erasures/{id}"),
          right(Right.ERASE, "DELETE", "/api/members/{id}"),
          // The audit log.
          right(Right.READ_AUDIT, "GET", "/api/audit/**"),
          right(Right.READ_AUDIT, "GET", "/api/members/{id}/audit"),
          right(Right.READ_AUDIT, "GET", "/api/report"),
          // Where members were, and alarms.
          right(Right.VIEW_TRAILS, "GET", "/api/members/{id}/trail"),
          right(Right.VIEW_TRAILS, "GET", "/api/members/{id}/trail/export"),
          right(Right.START_MUSTER, "GET", "/api/musters/**"),
          right(Right.START_MUSTER, "POST", "/api/muster"),
          right(Right.START_MUSTER, "POST", "/api/musters/**"),
          // Cards and verification.
          right(Right.ISSUE_CARDS, "GET", "/api/cards/**"),
          right(Right.ISSUE_CARDS, "POST", "/api/cards/**"),
          right(Right.ISSUE_CARDS, "DELETE", "/api/cards/**"),
          right(Right.VERIFY, "GET", "/api/verify/**"),
          right(Right.VERIFY, "POST", "/api/verify/**"),
          // Doors.
          right(Right.VIEW_LIVE, "GET", "/api/doors"),
          right(Right.VIEW_LIVE, "GET", "/api/doors/{id}/live"),
          right(Right.VIEW_DECISIONS, "GET", "/api/decisions"),
          right(Right.VIEW_DECISIONS, "GET", "/api/members/{id}/decisions"),
          // Kiosks.
          anyone("GET", "/api/opt-out-mark"),
          right(Right.VIEW_KIOSK, "GET", "/api/kiosks/**"),
          right(Right.VIEW_KIOSK, "POST", "/api/kiosks/{id}/picks/{pick}/touch"),
          // Merchandise.
          right(Right.MANAGE_MERCHANDISE, "GET", "/api/merchandise/**"),
          right(Right.MANAGE_MERCHANDISE, "POST", "/api/merchandise/**"),
          right(Right.MANAGE_MERCHANDISE, "PUT", "/api/merchandise/**"),
          right(Right.MANAGE_MERCHANDISE, "DELETE", "/api/merchandise/**"),
          // Sites.
          anyOf(ON_A_MAP, "GET", "/api/map"),
          anyOf(ON_A_MAP, "GET", "/api/map/tiles.pmtiles"),
          anyOf(ON_A_MAP, "GET", "/api/sites/**"),
          anyOf(ON_A_MAP, "GET", "/api/areas/**"),
          anyOf(ON_A_MAP, "GET", "/api/placements"),
          right(Right.EDIT_SITES, "POST", "/api/sites/**"),
          right(Right.EDIT_SITES, "PUT", "/api/sites/**"),
          right(Right.EDIT_SITES, "DELETE", "/api/sites/**"),
          right(Right.EDIT_SITES, "PUT", "/api/buildings/{id}"),
          right(Right.EDIT_SITES, "DELETE", "/api/buildings/{id}"),
          right(Right.EDIT_SITES, "POST", "/api/areas/**"),
          right(Right.EDIT_SITES, "PUT", "/api/areas/{id}"),
          right(Right.EDIT_SITES, "DELETE", "/api/areas/**"),
          right(Right.EDIT_SITES, "PUT", "/api/placements/{camera}"),
          right(Right.EDIT_SITES, "DELETE", "/api/placements/{camera}"),
          // People on plans, and statistics.
          right(Right.VIEW_INTERIOR, "GET", "/api/interior/**"),
          right(Right.EDIT_SITES, "PUT", "/api/interior/{area}/capacities/{zone}"),
          right(Right.VIEW_STATISTICS, "GET", "/api/statistics/**"),
          right(Right.MANAGE_STATISTICS, "PUT", "/api/statistics/{site}/publication"),
          right(Right.MANAGE_STATISTICS, "PUT", "/api/statistics/{site}/excluded-days/{day}"),
          right(Right.MANAGE_STATISTICS, "DELETE", "/api/statistics/{site}/excluded-days/{day}"),
          anyone("GET", "/public/statistics/{site}"),
          anyone("GET", "/public/statistics/{site}/data.csv"),
          // Streets.
          right(Right.VIEW_STREET, "GET", "/api/streets/**"),
          right(Right.EDIT_LAYOUT, "PUT", "/api/streets/{id}/layout"),
          right(Right.MANAGE_VEHICLES, "GET", "/api/vehicles"),
          right(Right.MANAGE_VEHICLES, "POST", "/api/vehicles"),
          right(Right.MANAGE_VEHICLES, "DELETE", "/api/vehicles/{id}"));

  /** Whoever makes the request; absent where nobody is logged in. */
  static Optional<Caller> caller(@Nullable Authentication authentication) {
    return Optional.ofNullable(authentication)
        .map(Authentication::getPrincipal)
        .filter(Caller.class::isInstance)
        .map(Caller.class::cast);
  }

  /** Puts the table into force; everything else is denied. */
  static void apply(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests) {
    for (Access access : TABLE) {
      requests
          .requestMatchers(access.method(), access.path())
          .access(
              (authentication, _) ->
                  new AuthorizationDecision(access.who().test(caller(authentication.get()))));
    }
    requests.anyRequest().denyAll();
  }
}
