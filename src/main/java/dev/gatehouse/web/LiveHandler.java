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
    W watcher = watchers.get(session.getId());
    if (watcher != null && !watcher.allowed()) {
      session.close(CloseStatus.POLICY_VIOLATION.withReason("Log in again"));
    } else if (watcher != null && message.getPayload().equals("next")) {
      watcher.next();
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    W watcher = watchers.remove(session.getId());
    if (watcher != null) {
      end(watcher);
    }
  }
}
