package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.account.Role;
import dev.gatehouse.card.QrReader;
import dev.gatehouse.door.DemoMember;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Retention;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kiosk's part of the API and its WebSocket, against a running server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KioskApiTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MESH = 468 * 4;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser owner;
  private static List<byte[]> member;
  private static List<byte[]> stranger;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Files.exists(DemoMember.FILM),
        "The demo's films are missing; build with Maven, which fetches them with npm");
    server =
        RunningServer.start(
            data,
            "--gatehouse.kiosks[0].id=hall",
            "--gatehouse.kiosks[0].name=Hall",
            "--gatehouse.kiosks[0].place=north",
            "--gatehouse.kiosks[0].camera=" + data.resolve("no-such-film.mp4"),
            "--gatehouse.kiosks[1].id=window",
            "--gatehouse.kiosks[1].place=south",
            "--gatehouse.kiosks[1].camera=browser",
            "--gatehouse.kiosks[2].id=film",
            "--gatehouse.kiosks[2].place=south",
            "--gatehouse.kiosks[2].mirror=false",
            "--gatehouse.kiosks[2].camera=loop:" + DemoMember.STRANGER.toAbsolutePath());
    owner = server.administrator();
    member = pictures(DemoMember.FILM);
    stranger = pictures(DemoMember.STRANGER);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static List<byte[]> pictures(Path film) {
    List<byte[]> pictures = new ArrayList<>();
    DemoMember.play(
        film,
        1,
        6,
        3,
        (frame, _) -> {
          pictures.add(ImageCodec.jpeg(frame.image(), 85));
          return true;
        });
    return pictures;
  }

  private static JsonNode makeToken(Browser by, String scope) throws Exception {
    return by.post(
            "/api/account/tokens",
            "{\"name\":\"screen\",\"scopes\":[\"%s\"],\"expiresAt\":\"%s\"}"
                .formatted(scope, Instant.now().plus(Duration.ofDays(1))))
        .json();
  }

  private static String token(Browser by, String scope) throws Exception {
    return makeToken(by, scope).path("secret").asString();
  }

  /** A screen's connection. */
  private static final class Screen implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WebSocket socket;

    Screen(String kiosk, String token) {
      socket =
          CLIENT
              .newWebSocketBuilder()
              .subprotocols("gatehouse", token)
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + server.port() + "/api/kiosks/" + kiosk + "/live"),
                  this)
              .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        texts.add(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] piece = new byte[part.remaining()];
      part.get(piece);
      bytes.writeBytes(piece);
      if (last) {
        frames.add(bytes.toByteArray());
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    void send(int sequence, byte[] picture) {
      ByteBuffer message = ByteBuffer.allocate(4 + picture.length).putInt(sequence).put(picture);
      socket.sendBinary(message.flip(), true).join();
    }

    byte[] frame() throws InterruptedException {
      byte[] frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).as("a frame, after %s", texts).isNotNull();
      return frame;
    }

    JsonNode text() throws InterruptedException {
      JsonNode message = texts.poll(20, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      return message;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  private static JsonNode head(byte[] frame) {
    int length = ByteBuffer.wrap(frame).getInt();
    return JSON.readTree(new String(frame, 4, length, UTF_8));
  }

  private static int bodyLength(byte[] frame) {
    return frame.length - 4 - ByteBuffer.wrap(frame).getInt();
  }

  @Test
  @Order(1)
  void kiosks_are_told_with_their_health_to_those_of_their_place() throws Exception {
    JsonNode all = owner.get("/api/kiosks").json();
    assertThat(all).hasSize(3);
    JsonNode hall = all.get(1);
    assertThat(hall.path("id").asString()).isEqualTo("hall");
    assertThat(hall.path("mirror").asBoolean()).isTrue();
    assertThat(hall.at("/camera/message").asString()).contains("no such file");
    assertThat(hall.at("/health/screens").asInt()).isZero();
    assertThat(all.get(2).path("camera").isNull()).isTrue();

    Browser south = server.as(Role.KIOSK, "south");
    assertThat(south.get("/api/kiosks").json())
        .extracting(one -> one.path("id").asString())
        .containsExactly("film", "window");
    assertThat(south.get("/api/kiosks/hall/counts").status()).isEqualTo(404);
    assertThat(south.get("/api/kiosks/window/counts").status()).isEqualTo(200);
    assertThat(south.get("/api/doors").status()).isEqualTo(403);
    assertThat(server.as(Role.RECEPTION).get("/api/kiosks").status()).isEqualTo(403);
    assertThat(owner.get("/api/site").json().path("places"))
        .extracting(one -> one.path("id").asString())
        .contains("front", "north", "south");
  }

  @Test
  @Order(2)
  void counts_are_asked_for_by_time() throws Exception {
    JsonNode counts = owner.get("/api/kiosks/window/counts").json();
    assertThat(counts.path("fewest").asInt()).isEqualTo(5);
    assertThat(counts.path("bands")).hasSize(5);
    assertThat(counts.path("hours")).isEmpty();
    assertThat(
            owner
                .get("/api/kiosks/window/counts?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                .error())
        .contains("at most 400 days");
    assertThat(owner.get("/api/kiosks/window/counts?from=yesterday").status()).isEqualTo(400);
    assertThat(owner.get("/api/kiosks/none/counts").status()).isEqualTo(404);
  }

  @Test
  @Order(3)
  void the_mark_to_print_is_read_by_the_reader_that_looks_for_it() throws IOException {
    byte[] png;
    try (var in =
        URI.create("http://127.0.0.1:" + server.port() + "/api/opt-out-mark")
            .toURL()
            .openStream()) {
      png = in.readAllBytes();
    }
    try (Image mark = ImageCodec.decode(png);
        var reader = new QrReader()) {
      assertThat(reader.read(mark))
          .hasValueSatisfying(read -> assertThat(new String(read, UTF_8)).startsWith("gatehouse:"));
    }
  }

  @Test
  @Order(4)
  void a_camera_s_pictures_come_with_meshes_each_when_it_is_asked_for() throws Exception {
    try (Screen screen = new Screen("film", token(owner, "VIEW_KIOSK"))) {
      assertThat(screen.socket.getSubprotocol()).isEqualTo("gatehouse");
      Optional<JsonNode> withFace = Optional.empty();
      for (int i = 0; i < 60 && withFace.isEmpty(); i++) {
        byte[] frame = screen.frame();
        JsonNode head = head(frame);
        assertThat(head.path("type").asString()).isEqualTo("frame");
        int faces = head.path("faces").size();
        if (faces > 0 && !head.at("/faces/0/age").isNull()) {
          withFace = Optional.of(head);
          byte[] jpeg = new byte[bodyLength(frame) - faces * MESH];
          System.arraycopy(frame, frame.length - jpeg.length, jpeg, 0, jpeg.length);
          try (Image picture = ImageCodec.decode(jpeg)) {
            assertThat(picture.width()).isEqualTo(head.path("width").asInt());
          }
        }
        assertThat(screen.frames.poll(100, TimeUnit.MILLISECONDS)).as("nobody asked").isNull();
        screen.socket.sendText("next", true).join();
      }
      JsonNode seen = withFace.orElseThrow();
      assertThat(List.copyOf(seen.propertyNames()))
          .containsExactly(
              "type",
              "sequence",
              "time",
              "arrived",
              "width",
              "height",
              "latencyMs",
              "fps",
              "state",
              "problem",
              "lagMs",
              "others",
              "faces");
      assertThat(List.copyOf(seen.at("/faces/0").propertyNames()))
          .containsExactly("id", "age", "sex", "appeal", "name");
      assertThat(seen.at("/faces/0/name").isNull()).isTrue();

      screen.socket.sendText("pause", true).join();
      JsonNode paused = seen;
      for (int i = 0; i < 20 && !paused.path("state").asString().equals("PAUSED"); i++) {
        screen.socket.sendText("next", true).join();
        paused = head(screen.frame());
      }
      assertThat(paused.path("state").asString()).isEqualTo("PAUSED");
      assertThat(paused.path("faces")).isEmpty();
      screen.socket.sendText("resume", true).join();
    }
    Kiosk kiosk = server.bean(Kiosks.class).find("film").orElseThrow();
    for (int i = 0; i < 50 && kiosk.health().screens() > 0; i++) {
      Thread.sleep(100);
    }
    Thread.sleep(1200);
    long analysed = kiosk.health().analysed();
    assertThat(kiosk.audience().viewers()).isEmpty();
    Thread.sleep(1000);
    assertThat(kiosk.health().analysed()).as("nobody watches").isEqualTo(analysed);
  }

  @Test
  @Order(5)
  void a_screen_s_token_shows_kiosks_and_nothing_else_until_it_is_revoked() throws Exception {
    JsonNode made = makeToken(owner, "VIEW_KIOSK");
    String secret = made.path("secret").asString();
    Browser screen = server.browser().withToken(secret);
    assertThat(screen.get("/api/kiosks").status()).isEqualTo(200);
    for (String path : List.of("/api/doors", "/api/members", "/api/streets", "/api/audit")) {
      assertThat(screen.get(path).status()).as(path).isEqualTo(403);
    }
    assertThat(refusal("film", "gh_wrong")).isEqualTo(401);
    assertThat(refusal("film", token(owner, "VIEW_STREET"))).isEqualTo(403);
    try (Screen open = new Screen("film", secret)) {
      open.frame();
      assertThat(owner.delete("/api/account/tokens/" + made.at("/token/id").asString()).status())
          .isEqualTo(204);
      for (int i = 0; i < 200 && !open.closed.isDone(); i++) {
        open.socket.sendText("next", true).exceptionally(_ -> open.socket);
        Thread.sleep(50);
      }
      assertThat(open.closed).isDone();
    }
    try (Screen none = new Screen("none", token(owner, "VIEW_KIOSK"))) {
      assertThat(none.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1008);
    }
    Browser south = server.as(Role.KIOSK, "south");
    try (Screen elsewhere = new Screen("hall", token(south, "VIEW_KIOSK"))) {
      assertThat(elsewhere.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1008);
    }
  }

  private static int refusal(String kiosk, String token) {
    try (Screen _ = new Screen(kiosk, token)) {
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Test
  @Order(6)
  void a_browser_s_pictures_are_answered_with_meshes_and_bad_ones_in_words() throws Exception {
    String token = token(owner, "VIEW_KIOSK");
    try (Screen screen = new Screen("window", token)) {
      for (int i = 0; i < 12; i++) {
        screen.send(i, stranger.get(i));
        byte[] frame = screen.frame();
        JsonNode head = head(frame);
        assertThat(head.path("sequence").asInt()).isEqualTo(i);
        assertThat(bodyLength(frame)).as("no picture").isEqualTo(head.path("faces").size() * MESH);
      }
      screen.send(13, "no picture".getBytes(UTF_8));
      JsonNode refused = screen.text();
      assertThat(refused.path("type").asString()).isEqualTo("refused");
      assertThat(refused.path("detail").asString()).contains("not a JPEG");
      byte[] cut = java.util.Arrays.copyOf(stranger.getFirst(), 2000);
      screen.send(14, cut);
      assertThat(screen.text().path("detail").asString()).contains("cut off");
      try (Image large = Image.allocate(1400, 20)) {
        large.pixels().fill((byte) 9);
        screen.send(15, ImageCodec.jpeg(large, 80));
      }
      assertThat(screen.text().path("detail").asString()).contains("1280");
      screen.send(16, stranger.getFirst());
      assertThat(head(screen.frame()).path("sequence").asInt()).isEqualTo(16);

      // A second screen waits until the first is gone.
      try (Screen second = new Screen("window", token)) {
        second.send(1, stranger.getFirst());
        assertThat(second.text().path("type").asString()).isEqualTo("busy");
        screen.close();
        JsonNode answer = JSON.createObjectNode();
        for (int i = 2; i < 50 && answer.path("sequence").isMissingNode(); i++) {
          second.send(i, stranger.getFirst());
          Thread.sleep(200);
          byte[] frame = second.frames.poll();
          answer = frame == null ? answer : head(frame);
        }
        assertThat(answer.path("state").asString()).isEqualTo("ANALYSING");
      }
    }
    try (Screen screen = new Screen("window", token)) {
      screen.socket.sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
      assertThat(screen.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1007);
    }
    try (Screen screen = new Screen("window", token)) {
      screen.socket.sendBinary(ByteBuffer.allocate(1_200_000), true).join();
      assertThat(screen.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1009);
    }
    try (Screen screen = new Screen("film", token)) { // which has a camera
      screen.send(1, stranger.getFirst());
      assertThat(screen.text().path("type").asString()).isEqualTo("busy");
    }
  }

  /** How many rows each table has. */
  private static Map<String, Long> rows() {
    JdbcClient database = server.bean(JdbcClient.class);
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table :
        database
            .sql(
                """
                select table_name from information_schema.tables
                where table_schema = 'public' order by table_name
                """)
            .query(String.class)
            .list()) {
      rows.put(table, database.sql("select count(*) from " + table).query(Long.class).single());
    }
    return rows;
  }

  @Test
  @Order(7)
  void after_strangers_have_passed_there_are_counts_and_nothing_else() throws Exception {
    String token = token(owner, "VIEW_KIOSK");
    Map<String, Long> before;
    try (Screen screen = new Screen("window", token)) {
      screen.send(0, stranger.getFirst());
      screen.frame();
      Thread.sleep(500); // whoever looked is written down
      before = rows();
      for (int i = 1; i < 40; i++) {
        screen.send(i, stranger.get(i % stranger.size()));
        screen.frame();
        Thread.sleep(70);
      }
    }
    JdbcClient database = server.bean(JdbcClient.class);
    long counted = 0;
    for (int i = 0; i < 50 && counted == 0; i++) {
      Thread.sleep(100);
      counted =
          database
              .sql("select coalesce(sum(amount), 0) from kiosk_hour where kiosk = 'window'")
              .query(Long.class)
              .single();
    }
    assertThat(counted).isPositive();
    Map<String, Long> after = rows();
    after.remove("kiosk_hour");
    before.remove("kiosk_hour");
    assertThat(after).isEqualTo(before);
    assertThat(
            database
                .sql(
                    """
                    select lower(column_name) from information_schema.columns
                    where table_name = 'kiosk_hour' order by 1
                    """)
                .query(String.class)
                .list())
        .containsExactly("amount", "at", "band", "kiosk");
    try (var files = Files.walk(data)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .as("no pictures, no files of the kiosk")
          .noneMatch(name -> name.matches(".*(jpg|jpeg|png|upload|kiosk).*"));
    }
  }

  @Test
  @Order(8)
  void a_member_with_a_grant_is_greeted_and_reads_of_it_until_they_withdraw() throws Exception {
    Members members = server.bean(Members.class);
    var consent =
        new Consent(
            true,
            Purpose.KIOSK,
            Set.of("south"),
            Optional.empty(),
            Optional.empty(),
            members.notices().current(Purpose.KIOSK).getFirst().version(),
            "test",
            "test");
    UUID id =
        switch (members.enrol("Dana", consent, List.of(Material.of(DemoMember.ENROLMENT)))) {
          case Enrolment.Enrolled enrolled -> enrolled.member().id();
          case Enrolment.Refused refused -> throw new AssertionError(refused.reason());
        };
    Kiosk kiosk = server.bean(Kiosks.class).find("window").orElseThrow();
    try (Screen screen = new Screen("window", token(owner, "VIEW_KIOSK"))) {
      String name = "";
      for (int i = 0; i < 120 && name.isEmpty(); i++) {
        screen.send(i, member.get(i % member.size()));
        name = head(screen.frame()).at("/faces/0/name").asString("");
        Thread.sleep(70);
      }
      assertThat(name).isEqualTo("Dana");
      assertThat(kiosk.audience().greeting().orElseThrow().member()).isEqualTo(id);
      JsonNode entry = owner.get("/api/audit?action=GREETING&limit=5").json();
      assertThat(entry).hasSize(1);
      assertThat(entry.at("/0/actor").asString()).isEqualTo("kiosk:window");
      assertThat(entry.at("/0/purpose").asString()).isEqualTo("KIOSK");
      assertThat(entry.at("/0/place").asString()).isEqualTo("south");
      assertThat(entry.at("/0/subject/id").asString()).isEqualTo(id.toString());

      members.withdraw(id, members.find(id).orElseThrow().grants().getFirst().id(), "test");
      screen.send(1000, member.getFirst());
      assertThat(head(screen.frame()).at("/faces/0/name").isNull()).isTrue();
      assertThat(kiosk.audience().greeting()).isEmpty();
    }
    assertThat(server.bean(Retention.class).schedule())
        .anyMatch(kept -> kept.kind().equals("kiosk-counts"))
        .anyMatch(kept -> kept.kind().equals("audit-greetings"));
  }
}
