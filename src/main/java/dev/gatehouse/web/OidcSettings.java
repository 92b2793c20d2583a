package dev.gatehouse.web;

import dev.gatehouse.account.Role;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The OIDC server where accounts may log in: {@code gatehouse.oidc}.
 *
 * @param name what the log-in button says
 * @param issuer its address, from which the rest is found
 * @param roleClaim the claim of the ID token that says what somebody may be
 * @param roles the claim's value for each role; whoever has none of them is not let in
 */
record OidcSettings(
    String name,
    URI issuer,
    String clientId,
    String clientSecret,
    List<String> scopes,
    String roleClaim,
    Map<Role, String> roles) {

  OidcSettings {
    scopes = List.copyOf(scopes);
    roles = Map.copyOf(new LinkedHashMap<>(roles));
  }
}
