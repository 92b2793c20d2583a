package dev.gatehouse.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;

/**
 * The page reads the token from its cookie and sends it back as a header. Unlike {@code csrf.spa()}
 * it is not looked for among the parameters: that would take in a whole upload before it is known
 * who sends it.
 */
final class CsrfHeader implements CsrfTokenRequestHandler {
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> token) {
    // Asking for it writes the cookie where the browser has none yet.
    CsrfToken loaded = token.get();
    request.setAttribute(CsrfToken.class.getName(), loaded);
  }

  @Override
  public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
    return request.getHeader(token.getHeaderName());
  }
}
