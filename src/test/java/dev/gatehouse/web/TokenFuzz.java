package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything by which somebody could claim to be somebody, sent to the whole running server: API
 * tokens, cookies, log-ins, one-time links and passkeys. Only the genuine one gets in. The first
 * byte says which.
 */
class TokenFuzz {
  private static final byte TOKEN = 0;
  private static final byte COOKIE = 1;
  private static final byte LOG_IN = 2;
  private static final byte LINK = 3;
  private static final byte ACCEPTANCE = 4;
  private static final byte PASSKEY = 5;
  private static final byte NEW_PASSKEY = 6;
  private static final int MODES = 7;

  /** In what a browser sends, stands for the answer to a challenge that was really given. */
  private static final String CLIENT_DATA = "@";

  @TempDir static Path data;
  private static RunningServer server;
  private static Wire wire;
  private static Map<String, String> owner = Map.of();
  private static Map<String, String> anonymous = Map.of();
  private static String token = "";
  private static String session = "";
  private static String link = "";

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    wire = new Wire(server.port());
    Browser browser = server.administrator();
    owner = ApiFuzz.cookies(browser);
    token =
        browser
            .post(
                "/api/account/tokens",
                "{\"name\":\"fuzz\",\"scopes\":[\"VERIFY\"],\"expiresAt\":\"%s\"}"
                    .formatted(Instant.now().plus(Duration.ofDays(1))))
            .json()
            .path("secret")
            .asString();
    session = browser.cookie("GATEHOUSE").orElseThrow();
    Browser stranger = server.browser();
    stranger.get("/api/session");
    String csrf = stranger.cookie("XSRF-TOKEN").orElseThrow();
    anonymous = Map.of("Cookie", "XSRF-TOKEN=" + csrf, "X-XSRF-TOKEN", csrf);
    link =
        server
            .bean(Accounts.class)
            .invite(Role.OPERATOR, Set.of(), Optional.empty(), Accounts.ADMIN);
  }

  @AfterAll
  static void stop() throws IOException {
    wire.close();
    server.close();
  }

  static Stream<byte[]> claims() {
    String signed =
        "{\"id\":\"AQID\",\"rawId\":\"AQID\",\"type\":\"public-key\",\"response\":{"
            + "\"clientDataJSON\":\"@\",\"authenticatorData\":\""
            + base64(authenticatorData(false))
            + "\",\"signature\":\"AQID\",\"userHandle\":\"AQID\"},"
            + "\"clientExtensionResults\":{},\"authenticatorAttachment\":\"platform\"}";
    String made =
        "{\"name\":\"phone\",\"credential\":{\"publicKey\":{\"credential\":{\"id\":\"AQID\","
            + "\"rawId\":\"AQID\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"@\","
            + "\"attestationObject\":\""
            + base64(attestation())
            + "\",\"transports\":[\"internal\"]},\"clientExtensionResults\":{}},"
            + "\"label\":\"phone\"}}}";
    return Stream.of(
        claim(TOKEN, "Bearer " + token),
        claim(TOKEN, "bearer gh_AAAA"),
        claim(TOKEN, "Basic YWRtaW46YWRtaW4="),
        claim(COOKIE, "GATEHOUSE=" + session),
        claim(COOKIE, "GATEHOUSE=" + session.substring(1) + "; XSRF-TOKEN=\"a\""),
        claim(LOG_IN, "{\"username\":\"admin\",\"password\":\"wrong\"}"),
        claim(LINK, "{\"link\":\"" + link + "\"}"),
        claim(ACCEPTANCE, "{\"link\":\"" + link + "\",\"username\":\"eve\",\"password\":\"weak\"}"),
        claim(PASSKEY, signed),
        claim(PASSKEY, "{\"response\":{\"clientDataJSON\":\"e30\"}}"),
        claim(NEW_PASSKEY, made),
        claim(NEW_PASSKEY, made.replace("\"publicKey\":{\"credential\":", "\"x\":{\"y\":")));
  }

  private static byte[] claim(byte mode, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    byte[] all = new byte[1 + bytes.length];
    all[0] = mode;
    System.arraycopy(bytes, 0, all, 1, bytes.length);
    return all;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Web Authentication, section 6.1: a hash, flags, a counter, and the key where it is new. */
  private static byte[] authenticatorData(boolean isNew) {
    byte[] key =
        HEX.parseHex("a5010203262001215820" + "11".repeat(32) + "225820" + "22".repeat(32));
    byte[] all = new byte[37 + (isNew ? 16 + 2 + 3 + key.length : 0)];
    all[32] = (byte) (isNew ? 0x45 : 0x05);
    if (isNew) {
      all[54] = 3; // the length of its id
      System.arraycopy(key, 0, all, 58, key.length);
    }
    return all;
  }

  private static final java.util.HexFormat HEX = java.util.HexFormat.of();

  /** CBOR of {"fmt": "none", "attStmt": {}, "authData": ...}. */
  private static byte[] attestation() {
    byte[] auth = authenticatorData(true);
    byte[] head =
        HEX.parseHex(
            "a363666d74646e6f6e656761747453746d74a0686175746844617461"
                + "58%02x".formatted(auth.length));
    byte[] all = Arrays.copyOf(head, head.length + auth.length);
    System.arraycopy(auth, 0, all, head.length, auth.length);
    return all;
  }

  @MethodSource("claims")
  @FuzzTest
  void answer(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    String text = new String(input, 1, input.length - 1, ISO_8859_1);
    byte mode = (byte) (Byte.toUnsignedInt(input[0]) % MODES);
    switch (mode) {
      case TOKEN -> token(line(text));
      case COOKIE -> cookie(line(text));
      case LOG_IN -> post("/api/session", anonymous, text, 400, 401, 429);
      case LINK -> post("/api/invitation", anonymous, text, 200, 400, 404);
      case ACCEPTANCE -> post("/api/invitation/accept", anonymous, text, 200, 400, 404);
      case PASSKEY -> {
        String options = "/api/session/passkey/options";
        String body = answered(text, options, anonymous, "webauthn.get");
        post("/api/session/passkey", anonymous, body, 400, 401);
      }
      default -> {
        String options = "/api/account/passkeys/options";
        String body = answered(text, options, owner, "webauthn.create");
        post("/api/account/passkeys", owner, body, 201, 400);
      }
    }
  }

  /** One line of a request: where it ends is Tomcat's to find out. */
  private static String line(String text) {
    return text.replaceAll("[\\r\\n\\x00]", "");
  }

  private static void token(String header) throws IOException {
    Wire.Answer answer = wire.send("GET", "/api/site", Map.of("Authorization", header), NOTHING);
    boolean genuine =
        header.length() > 7
            && header.substring(0, 7).equalsIgnoreCase("Bearer ")
            && header.substring(7).strip().equals(token);
    assertThat(answer.status() == 200).as(answer.body()).isEqualTo(genuine);
    if (!genuine) {
      assertThat(answer.status()).as(answer.body()).isIn(400, 401);
    }
  }

  private static final byte[] NOTHING = {};

  private static void cookie(String header) throws IOException {
    Wire.Answer answer = wire.send("GET", "/api/session", Map.of("Cookie", header), NOTHING);
    if (answer.status() == 200) {
      assertThat(header).contains(session);
    } else {
      assertThat(answer.status()).as(answer.body()).isIn(400, 401);
    }
  }

  private static void post(String path, Map<String, String> head, String body, Integer... allowed)
      throws IOException {
    Map<String, String> all = new TreeMap<>(head);
    all.put("Content-Type", "application/json");
    Wire.Answer answer = wire.send("POST", path, all, body.getBytes(ISO_8859_1));
    assertThat(answer.status()).as(answer.body()).isIn(List.of(allowed));
  }

  /** With the answer that a browser gives to a challenge of now, where the body wants one. */
  private static String answered(String body, String options, Map<String, String> head, String type)
      throws IOException {
    if (!body.contains(CLIENT_DATA)) {
      return body;
    }
    Wire.Answer asked = wire.send("POST", options, head, NOTHING);
    assertThat(asked.status()).as(asked.body()).isEqualTo(200);
    String client =
        "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"http://localhost:%d\"}"
            .formatted(type, asked.json().findValue("challenge").asString(), server.port());
    return body.replace(CLIENT_DATA, base64(client.getBytes(UTF_8)));
  }
}
