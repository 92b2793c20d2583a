package dev.gatehouse.web;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * Live pictures over a WebSocket at {@code /api/.../ID/live}. The page asks for each picture with
 * {@code next} after it has drawn the last. Thread-safe.
 */
abstract class LiveHandler<W extends LiveWatcher> extends TextWebSocketHandler {
  private final String what;
  private final Map<String, W> watchers = new ConcurrentHashMap<>();

  /**
   * @param what is watched, for people
   */
  LiveHandler(String what) {
    this.what = what;
  }

  /** A watcher of what has that id; empty where there is none. */
  abstract Optional<W> watcher(String id, WebSocketSession session);

  /** Lets a watcher see pictures and messages from now on. */
  abstract void begin(W watcher);

  /** Lets it see nothing more. */
  abstract void end(W watcher);

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    Optional<W> watcher =
        Optional.ofNullable(session.getUri()).flatMap(uri -> watcher(id(uri), session));
    if (watcher.isEmpty() || !watcher.get().allowed()) {
      session.close(CloseStatus.POLICY_VIOLATION.withReason("No such " + what));
      return;
    }
    watchers.put(session.getId(), watcher.get());
    begin(watcher.get());
  }

  private static String id(URI address) {
    String[] parts = address.getPath().split("/");
    return parts.length > 3 ? parts[3] : "";
  }

  /** Sends everybody something that overwrites the buffers of what was sent before. */
  void overwriteBuffers() {
    watchers.values().forEach(LiveWatcher::overwriteBuffers);
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    Optional<W> watcher = watcher(session);
    if (watcher.isPresent() && message.getPayload().equals("next")) {
      watcher.get().next();
    } else if (watcher.isPresent()) {
      said(watcher.get(), message.getPayload());
    }
  }

  /** Whoever watches there; empty, and the connection ends, where they no longer may. */
  final Optional<W> watcher(WebSocketSession session) throws IOException {
    Optional<W> watcher = Optional.ofNullable(watchers.get(session.getId()));
    if (watcher.isPresent() && !watcher.get().allowed()) {
      session.close(CloseStatus.POLICY_VIOLATION.withReason("Log in again"));
      return Optional.empty();
    }
    return watcher;
  }

  /** A page said something else than {@code next}. */
  void said(W watcher, String what) {}

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    W watcher = watchers.remove(session.getId());
    if (watcher != null) {
      end(watcher);
    }
  }
}
