package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page that watches live pictures. It gets the next one only after it has asked for it, so that a
 * slow page gets fewer pictures and nothing piles up. Thread-safe.
 */
abstract class LiveWatcher {
  /** How soon a page stops seeing what its account may no longer see. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final int BUFFER = 2 * 8192; // Tomcat's for text has half of that

  private final WebSocketSession session;
  private final JsonMapper json;
  private final Predicate<Caller> mayWatch;
  private volatile long lookedAt = Long.MIN_VALUE; // ns of the monotonic clock
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final ReentrantLock sending = new ReentrantLock();

  /**
   * @param right that its account needs
   * @param place where
   */
  LiveWatcher(WebSocketSession session, JsonMapper json, Right right, String place) {
    this(session, json, caller -> caller.may(right) && caller.at(place));
  }

  /**
   * @param mayWatch whether an account, as it is now, may see this
   */
  LiveWatcher(WebSocketSession session, JsonMapper json, Predicate<Caller> mayWatch) {
    this.session = session;
    this.json = json;
    this.mayWatch = mayWatch;
  }

  /** Whose page it is. */
  final Optional<Caller> caller() {
    return Access.caller((Authentication) session.getPrincipal());
  }

  /** Whether its account may see what is at that place; absent: what is at none. */
  final boolean sees(Optional<String> where) {
    return caller().filter(caller -> where.map(caller::at).orElse(caller.everywhere())).isPresent();
  }

  /** Whether its account may see this now, or a few seconds ago. */
  final boolean allowed() {
    long now = System.nanoTime();
    if (lookedAt == Long.MIN_VALUE || now - lookedAt > LOOK_AGAIN.toNanos()) {
      boolean allowed =
          session.getPrincipal() instanceof CallerAuthentication who
              && who.again().filter(mayWatch).isPresent();
      if (!allowed) {
        return false;
      }
      lookedAt = now;
    }
    return true;
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

  /** Sends a message as one of a stream: only if the page has asked for the next. */
  final void offer(Supplier<Map<String, Object>> message) {
    if (ready.compareAndSet(true, false)) {
      text(message);
    }
  }

  final void text(Supplier<Map<String, Object>> message) {
    Thread.startVirtualThread(() -> send(new TextMessage(json.writeValueAsString(message.get()))));
  }

  /** Ends the connection, because of what the page sent. */
  final void end(CloseStatus why) throws IOException {
    session.close(why);
  }

  /** A connection has its buffers for as long as the page is open; this fills them. */
  final void overwriteBuffers() {
    text(() -> Map.of("type", "erased", "nothing", "-".repeat(BUFFER)));
  }

  private void send(WebSocketMessage<?> message) {
    sending.lock();
    try {
      if (!allowed()) {
        session.close(CloseStatus.POLICY_VIOLATION.withReason("Log in again"));
      } else if (session.isOpen()) {
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
