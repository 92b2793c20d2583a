package dev.gatehouse.web;

import dev.gatehouse.account.Role;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OIDC server where accounts may log in: {@code gatehouse.oidc}.
 *
 * @param name what the log-in button says
 * @param issuer its address, from which the rest is found
 * @param scopes that are asked for
 * @param nameClaim the claim that a new account is named after
 * @param roleClaim the claim that says what somebody may be; {@code a.b} is {@code b} within {@code
 *     a}
 * @param roles the claim's value for each role; of several the first of {@link Role} counts
 */
@ConfigurationProperties("gatehouse.oidc")
record OidcSettings(
    @DefaultValue("single sign-on") String name,
    URI issuer,
    String clientId,
    String clientSecret,
    @DefaultValue({"openid", "profile", "email"}) List<String> scopes,
    @DefaultValue("preferred_username") String nameClaim,
    @DefaultValue("roles") String roleClaim,
    @DefaultValue Map<Role, String> roles) {

  OidcSettings {
    scopes = List.copyOf(scopes);
    roles =
        roles.isEmpty()
            ? Map.of(
                Role.OWNER, "gatehouse-owner",
                Role.OPERATOR, "gatehouse-operator",
                Role.RECEPTION, "gatehouse-reception",
                Role.AUDITOR, "gatehouse-auditor")
            : Map.copyOf(roles);
    if (roles.containsKey(Role.MEMBER)) {
      throw new IllegalArgumentException(
          "gatehouse.oidc.roles: MEMBER cannot be given by a claim; reception invites members");
    }
  }

  @Override
  public String toString() {
    return "OidcSettings[" + issuer + "]";
  }

  /** What somebody with these claims may be; absent if nothing. */
  Optional<Role> role(Map<String, Object> claims) {
    Set<String> given = values(claims);
    return Arrays.stream(Role.values())
        .filter(roles::containsKey)
        .filter(role -> given.contains(roles.get(role)))
        .findFirst();
  }

  private Set<String> values(Map<String, Object> claims) {
    Object value = claims;
    for (String step : roleClaim.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return switch (value) {
      case null -> Set.of();
      case Collection<?> many -> many.stream().map(String::valueOf).collect(Collectors.toSet());
      default -> Set.of(String.valueOf(value).split("[ ,]+"));
    };
  }
}
