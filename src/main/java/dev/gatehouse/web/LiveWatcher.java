package dev.gatehouse.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page that watches live pictures. It gets the next one only after it has asked for it, so that a
 * slow page gets fewer pictures and nothing piles up. Thread-safe.
 */
abstract class LiveWatcher {
  private final WebSocketSession session;
  private final JsonMapper json;
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final ReentrantLock sending = new ReentrantLock();

  LiveWatcher(WebSocketSession session, JsonMapper json) {
    this.session = session;
    this.json = json;
  }

  /** The page has asked for the next picture. */
  final void next() {
    ready.set(true);
  }

  public final boolean ready() {
    return ready.get();
  }

  /** Sends a picture with what is known of it, unless one is under way already. */
  final void picture(Supplier<Map<String, Object>> head, byte[] jpeg) {
    if (ready.compareAndSet(true, false)) {
      Thread.startVirtualThread(() -> send(new BinaryMessage(encode(head.get(), jpeg))));
    }
  }

  final void text(Supplier<Map<String, Object>> message) {
    Thread.startVirtualThread(() -> send(new TextMessage(json.writeValueAsString(message.get()))));
  }

  private void send(WebSocketMessage<?> message) {
    sending.lock();
    try {
      if (session.isOpen()) {
        session.sendMessage(message);
      }
    } catch (IOException | IllegalStateException e) {
      // The page is gone; afterConnectionClosed cleans up.
    } finally {
      sending.unlock();
    }
  }

  /** Length of the JSON (32 bits, big-endian), the JSON, the JPEG. */
  private ByteBuffer encode(Map<String, Object> head, byte[] jpeg) {
    byte[] bytes = json.writeValueAsBytes(head);
    return ByteBuffer.allocate(4 + bytes.length + jpeg.length)
        .putInt(bytes.length)
        .put(bytes)
        .put(jpeg)
        .flip();
  }
}
