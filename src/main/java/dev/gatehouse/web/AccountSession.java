package dev.gatehouse.web;

import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * All that a session remembers: whose it is and since when. What they may do is looked up anew for
 * each request, so that a change is in force at once.
 */
record AccountSession(String username, Instant began) implements Authentication {
  @Serial private static final long serialVersionUID = 1;

  /** However busy it is, a session ends then. */
  static final Duration LONGEST = Duration.ofHours(12);

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return List.of();
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getDetails() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return username;
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }

  @Override
  public void setAuthenticated(boolean authenticated) {
    throw new IllegalArgumentException("A session is ended, not changed");
  }

  @Override
  public String getName() {
    return username;
  }
}
