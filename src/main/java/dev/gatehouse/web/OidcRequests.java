package dev.gatehouse.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.util.WebUtils;

/**
 * Who is on the way to the OIDC server and back. Known by a cookie of their own, because the
 * session's is not sent with a request that comes from another site, which the way back is.
 */
final class OidcRequests implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
  private static final String COOKIE = "GATEHOUSE-OIDC";
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final Cache<String, OAuth2AuthorizationRequest> requests =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(WITHIN).build();

  private static Optional<String> key(HttpServletRequest request) {
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE)).map(Cookie::getValue);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    return key(request).map(requests::getIfPresent).orElse(null);
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest authorization,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (authorization == null) {
      removeAuthorizationRequest(request, response);
      return;
    }
    String key = UUID.randomUUID().toString();
    requests.put(key, authorization);
    response.addHeader(HttpHeaders.SET_COOKIE, cookie(key, WITHIN, request));
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    response.addHeader(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO, request));
    return key(request).map(requests.asMap()::remove).orElse(null);
  }

  private static String cookie(String value, Duration age, HttpServletRequest request) {
    return ResponseCookie.from(COOKIE, value)
        .path("/login/oauth2/")
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Lax")
        .maxAge(age)
        .build()
        .toString();
  }
}
