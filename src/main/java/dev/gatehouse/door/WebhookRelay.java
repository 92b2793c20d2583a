package dev.gatehouse.door;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens a lock by an HTTP POST that it signs: header {@code X-Gatehouse-Signature: t=SECONDS,
 * v1=HEX}, where HEX is the HMAC-SHA-256 of {@code SECONDS.BODY} under the shared secret. The
 * receiver checks the signature, refuses a time that is more than some seconds off and an {@code
 * id} it has seen before. The body names no member.
 *
 * <p>Thread-safe. Sending waits on a virtual thread; a failure is tried once more within the time
 * that the opening is good for, and then logged.
 */
public final class WebhookRelay implements Relay, AutoCloseable {
  private static final Logger LOG = System.getLogger(WebhookRelay.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI address;
  private final SecretKeySpec key;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param address http or https
   * @param secret at least 16 characters, shared with the receiver
   */
  public WebhookRelay(URI address, String secret) {
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!web || address.getHost() == null) {
      throw new DoorException("A webhook needs an http or https address, not " + address);
    }
    if (secret.length() < 16) {
      throw new DoorException("A webhook's secret needs 16 characters or more");
    }
    this.address = address;
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  @Override
  public String name() {
    return "webhook to " + address.getHost();
  }

  @Override
  public void open(Decision decision, Duration time) {
    send(
        Map.of(
            "id", UUID.randomUUID().toString(),
            "event", "open",
            "door", decision.door(),
            "at", decision.at().toString(),
            "seconds", time.toMillis() / 1000.0),
        time);
  }

  @Override
  public void alarm(String door, String reason) {
    send(
        Map.of(
            "id",
            UUID.randomUUID().toString(),
            "event",
            "alarm",
            "door",
            door,
            "at",
            Instant.now().toString(),
            "reason",
            reason),
        Duration.ofSeconds(30));
  }

  private void send(Map<String, Object> message, Duration useful) {
    byte[] body = JSON.writeValueAsBytes(message);
    Thread.ofVirtual()
        .name("relay")
        .start(() -> deliver(body, System.nanoTime() + useful.toNanos()));
  }

  private void deliver(byte[] body, long end) {
    String problem = "";
    for (int attempt = 0; attempt < 2 && System.nanoTime() < end; attempt++) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Gatehouse-Signature", sign(body, Instant.now().getEpochSecond()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
          return;
        }
        problem = "it answered " + status;
      } catch (IOException e) {
        problem = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    LOG.log(Level.ERROR, "The {0} failed: {1}", name(), problem);
  }

  String sign(byte[] body, long seconds) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new DoorException("The webhook's message could not be signed", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
