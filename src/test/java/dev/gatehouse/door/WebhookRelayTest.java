package dev.gatehouse.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a real HTTP server. */
class WebhookRelayTest {
  private static final String SECRET = "a secret of the lock";
  private static final UUID MEMBER = UUID.randomUUID();

  private record Received(String method, String type, String signature, byte[] body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private WebhookRelay relay;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            received.add(
                new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("X-Gatehouse-Signature"),
                    exchange.getRequestBody().readAllBytes()));
            Integer answer = answers.poll();
            if (answer != null && answer == 302) {
              exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
          }
        });
    server.start();
    relay = new WebhookRelay(URI.create(address() + "/lock"), SECRET);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    relay.close();
    server.stop(0);
  }

  private static Decision opening() {
    return new Decision(
        "front",
        Instant.parse("2026-01-02T03:04:05Z"),
        Outcome.OPEN,
        Optional.of(MEMBER),
        "recognised and live",
        OptionalDouble.of(0.7),
        0.42f,
        20,
        3,
        0.8,
        OptionalDouble.of(0.9),
        60);
  }

  private Received next() throws InterruptedException {
    Received one = received.poll(20, TimeUnit.SECONDS);
    assertThat(one).as("a request within 20 s").isNotNull();
    return one;
  }

  private static void verify(Received request) throws Exception {
    assertThat(request.signature).matches("t=\\d+,v1=[0-9a-f]{64}");
    String seconds = request.signature.substring(2, request.signature.indexOf(','));
    assertThat(Long.parseLong(seconds))
        .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
    assertThat(request.signature)
        .endsWith("v1=" + HexFormat.of().formatHex(mac.doFinal(request.body)));
  }

  @Test
  void the_lock_gets_a_signed_message_that_says_open_and_for_how_long() throws Exception {
    relay.open(opening(), Duration.ofSeconds(3));
    Received request = next();
    assertThat(request.method).isEqualTo("POST");
    assertThat(request.type).isEqualTo("application/json");
    verify(request);
    JsonNode json = request.json();
    assertThat(json.get("event").asString()).isEqualTo("open");
    assertThat(json.get("door").asString()).isEqualTo("front");
    assertThat(json.get("at").asString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.get("seconds").asDouble()).isEqualTo(3);
    assertThat(UUID.fromString(json.get("id").asString())).isNotNull();
  }

  @Test
  void the_message_names_no_member() throws Exception {
    relay.open(opening(), Duration.ofSeconds(3));
    Received request = next();
    assertThat(request.json().propertyNames())
        .containsExactlyInAnyOrder("id", "event", "door", "at", "seconds");
    assertThat(new String(request.body, StandardCharsets.UTF_8)).doesNotContain(MEMBER.toString());
  }

  @Test
  void an_alarm_is_told_with_its_reason() throws Exception {
    relay.alarm("front", "The camera gives no picture");
    Received request = next();
    verify(request);
    assertThat(request.json().get("event").asString()).isEqualTo("alarm");
    assertThat(request.json().get("reason").asString()).isEqualTo("The camera gives no picture");
  }

  @Test
  void a_failure_is_tried_once_more_with_the_same_id_and_a_signature_that_holds() throws Exception {
    answers.add(500);
    relay.open(opening(), Duration.ofSeconds(30));
    Received first = next();
    Received second = next();
    assertThat(second.body).isEqualTo(first.body);
    verify(second);
    assertThat(received.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void after_a_second_failure_it_gives_up() throws Exception {
    answers.add(500);
    answers.add(503);
    relay.open(opening(), Duration.ofSeconds(30));
    next();
    next();
    assertThat(received.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void it_does_not_follow_to_another_address() throws Exception {
    answers.add(302);
    answers.add(302);
    relay.open(opening(), Duration.ofSeconds(30));
    next();
    next();
    assertThat(received.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void each_message_has_an_id_of_its_own() throws Exception {
    relay.open(opening(), Duration.ofSeconds(3));
    relay.open(opening(), Duration.ofSeconds(3));
    assertThat(next().json().get("id")).isNotEqualTo(next().json().get("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "fifteen letters"})
  void a_short_secret_is_refused_and_not_told(String secret) {
    assertThatThrownBy(() -> new WebhookRelay(URI.create("https://lock.example/"), secret))
        .isInstanceOf(DoorException.class)
        .hasMessage("A webhook's secret needs 16 characters or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://lock.example/", "file:///etc/passwd", "/lock", "http:/lock"})
  void only_web_addresses_are_taken(String address) {
    assertThatThrownBy(() -> new WebhookRelay(URI.create(address), SECRET))
        .isInstanceOf(DoorException.class)
        .hasMessageContaining(address);
  }

  @Test
  void its_name_tells_the_host_and_no_secret() {
    assertThat(relay.name()).isEqualTo("webhook to 127.0.0.1").doesNotContain(SECRET);
  }
}
