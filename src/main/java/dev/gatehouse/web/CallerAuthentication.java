package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Who makes a request. Lives as long as the request, or the WebSocket that it opened. */
final class CallerAuthentication extends AbstractAuthenticationToken {
  private final transient Caller caller;
  private final transient Supplier<Optional<Caller>> again;

  /**
   * @param again finds out who it is now: another role, or nobody any more
   */
  CallerAuthentication(Caller caller, Supplier<Optional<Caller>> again) {
    super(caller.rights().stream().map(right -> new SimpleGrantedAuthority(right.name())).toList());
    this.caller = caller;
    this.again = again;
    setAuthenticated(true);
  }

  Optional<Caller> again() {
    return again.get();
  }

  @Override
  public Caller getPrincipal() {
    return caller;
  }

  @Override
  public Object getCredentials() {
    return List.of();
  }
}
