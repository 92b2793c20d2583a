package dev.gatehouse.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Refuses the handshake of a WebSocket that a page of another origin asks for. Browsers send the
 * session's cookie with it, and neither the same-origin policy nor the CSRF token covers it.
 */
final class WebSocketOrigin extends OncePerRequestFilter {
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // Browsers always name the origin; what does not is no page, and no danger.
    if (!WebUtils.isSameOrigin(new ServletServerHttpRequest(request))) {
      throw new Foreign();
    }
    chain.doFilter(request, response);
  }

  /** A page of another origin asked. */
  static final class Foreign extends AccessDeniedException {
    Foreign() {
      super("A page of another origin cannot open a WebSocket here");
    }
  }
}
