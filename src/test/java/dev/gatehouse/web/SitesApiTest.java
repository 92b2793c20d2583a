package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.account.Role;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sites over HTTP: drawn, read, refused and deleted. */
class SitesApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TRAPEZIUM = "[[0.3,0.4],[0.7,0.4],[0.9,0.9],[0.1,0.9]]";
  private static final String SQUARE = "[[2,2],[6,2],[6,5],[2,5]]";

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser owner;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    owner = server.administrator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode made(Browser.Answer answer) {
    assertThat(answer.status()).as(answer.response().body()).isBetween(200, 201);
    return answer.json();
  }

  /** A site with a building and a floor of 20 by 10 metres; ids are not twice the same. */
  private static String floor() throws Exception {
    String site = made(owner.post("/api/sites", "{\"name\": \"Café Nørd\"}")).path("id").asString();
    String building =
        made(owner.post("/api/sites/" + site + "/buildings", "{\"name\": \"Main\"}"))
            .path("id")
            .asString();
    return made(owner.post(
            "/api/sites/" + site + "/areas",
            """
            {"name": "Ground floor", "building": "%s", "level": 0, "width": 20, "height": 10}\
            """
                .formatted(building)))
        .path("id")
        .asString();
  }

  private static ObjectNode area(String id) throws Exception {
    return (ObjectNode) made(owner.get("/api/areas/" + id));
  }

  private static String placed(String area, String version, String calibration) {
    return """
    {"version": %s, "area": "%s", "position": [5, 9], "direction": 0, "fieldOfView": 70,
     "range": 12, "calibration": %s, "clockMs": -250}\
    """
        .formatted(version, area, calibration);
  }

  private static byte[] plan(int width, int height) {
    try (Image image = Image.allocate(width, height)) {
      image.pixels().fill((byte) 240);
      return ImageCodec.png(image);
    }
  }

  private static String lastSetting() {
    return server.bean(AuditLog.class).find(AuditQuery.newest(50)).stream()
        .filter(entry -> entry.event().action() == AuditAction.SETTINGS)
        .findFirst()
        .flatMap(entry -> entry.event().detail())
        .orElse("");
  }

  @Test
  void a_floor_is_drawn_and_read_again() throws Exception {
    String id = floor();
    ObjectNode area = area(id);
    assertThat(area.path("site").asString()).startsWith("cafe-n");
    ObjectNode drawn = area.deepCopy();
    drawn.set(
        "zones",
        JSON.readTree(
            "[{\"id\": \"hall\", \"name\": \"Hall\", \"polygon\":"
                + " [[0.0,0.0],[10.0,0.0],[10.0,10.0],[0.0,10.0]]}]"));
    drawn.set(
        "doors",
        JSON.readTree(
            "[{\"id\": \"front\", \"name\": \"Front\", \"from\": [10,4], \"to\": [10,6], \"left\":"
                + " null, \"right\": \"hall\"}]"));
    JsonNode kept = made(owner.put("/api/areas/" + id, drawn.toString()));
    assertThat(kept.path("zones")).isEqualTo(drawn.path("zones"));
    assertThat(kept.at("/doors/0/right").asString()).isEqualTo("hall");
    assertThat(kept.path("version")).isNotEqualTo(area.path("version"));
    assertThat(lastSetting()).isEqualTo("area " + id);

    Browser.Answer stale = owner.put("/api/areas/" + id, drawn.toString());
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.error()).startsWith("Somebody else changed").contains("Load it anew");
    assertThat(area(id)).isEqualTo(kept);
  }

  @Test
  void what_makes_no_sense_is_refused_in_words() throws Exception {
    String id = floor();
    ObjectNode good = area(id);
    for (String zones :
        List.of(
            "[{\"id\": \"z\", \"name\": \"Z\", \"polygon\": [[0,0],[1,1]]}]",
            "[{\"id\": \"z\", \"name\": \"Z\", \"polygon\": [[0,0],[4,4],[4,0],[0,4]]}]",
            "[{\"id\": \"z\", \"name\": \"\", \"polygon\": [[0,0],[4,0],[4,4]]}]",
            "[{\"id\": \"z\", \"name\": \"Z\", \"polygon\": [[0,0],[4],[4,4]]}]",
            "[{\"id\": \"z\", \"name\": \"Z\"}]",
            "[{\"id\": \"../z\", \"name\": \"Z\", \"polygon\": [[0,0],[4,0],[4,4]]}]",
            "[{\"id\": \"z\", \"name\": \"Z\", \"polygon\": [[0,0],[1e9,0],[4,4]]}]",
            "[null]",
            "null")) {
      ObjectNode wrong = good.deepCopy();
      wrong.set("zones", JSON.readTree(zones));
      Browser.Answer refused = owner.put("/api/areas/" + id, wrong.toString());
      assertThat(refused.status()).as(zones).isEqualTo(400);
      assertThat(refused.error()).isNotBlank();
    }
    for (String wrong : List.of("{}", "[]", "{\"name\": null}", "{\"name\": \" \"}", "x")) {
      assertThat(owner.post("/api/sites", wrong).status()).as(wrong).isEqualTo(400);
    }
    String site = good.path("site").asString();
    for (String wrong :
        List.of(
            "{}",
            "{\"name\": \"A\", \"level\": 0, \"width\": 0.5, \"height\": 10}",
            "{\"name\": \"A\", \"level\": 999, \"width\": 10, \"height\": 10}",
            "{\"name\": \"A\", \"building\": \"none\", \"level\": 0, \"width\": 9, \"height\":"
                + " 9}")) {
      assertThat(owner.post("/api/sites/" + site + "/areas", wrong).status())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(owner.get("/api/areas/none").status()).isEqualTo(404);
    assertThat(owner.put("/api/areas/none", good.toString()).status()).isEqualTo(404);
    assertThat(owner.put("/api/areas/" + id, "{}").status()).isEqualTo(400);
    assertThat(area(id)).isEqualTo(good);
  }

  @Test
  void a_plan_is_uploaded_and_gets_its_size_from_a_known_distance() throws Exception {
    String id = floor();
    assertThat(owner.get("/api/areas/" + id + "/plan").status()).isEqualTo(404);
    JsonNode uploaded =
        made(
            owner
                .form()
                .file("plan", "plan.png", plan(400, 300))
                .post("/api/areas/" + id + "/plan"));
    assertThat(uploaded.path("width").asDouble()).isEqualTo(20);
    assertThat(uploaded.path("height").asDouble()).as("the picture's shape").isEqualTo(15);
    Browser.Answer picture = owner.get(uploaded.at("/plan/url").asString());
    assertThat(picture.header("Content-Type")).contains("image/png");
    assertThat(picture.header("Cache-Control").orElse("")).contains("immutable", "private");
    assertThat(made(owner.put("/api/placements/front", placed(id, "null", "null")))).isNotEmpty();
    String version = area(id).path("version").asString();
    String measure = "{\"version\": \"%s\", \"from\": [0, 0], \"to\": [20, 0], \"metres\": 30}";
    JsonNode measured =
        made(owner.post("/api/areas/" + id + "/measure", measure.formatted(version)));
    assertThat(measured.path("width").asDouble()).isCloseTo(30, within(1e-9));
    assertThat(measured.path("height").asDouble()).isCloseTo(22.5, within(1e-9));
    Placement moved = server.bean(Sites.class).placement("front").orElseThrow();
    assertThat(moved.position()).isEqualTo(new Position(id, new Point(7.5, 13.5)));
    assertThat(owner.post("/api/areas/" + id + "/measure", measure.formatted(version)).status())
        .as("twice would be half as large again")
        .isEqualTo(409);
    version = measured.path("version").asString();
    for (String wrong :
        List.of(
            "{\"version\": \"%s\", \"from\": [1, 1], \"to\": [1, 1], \"metres\": 5}",
            "{\"version\": \"%s\", \"from\": [0, 0], \"to\": [20, 0], \"metres\": 0}",
            "{\"version\": \"%s\", \"from\": [0, 0], \"to\": [20, 0], \"metres\": 1e9}",
            "{\"version\": \"%s\", \"from\": [0], \"to\": [20, 0], \"metres\": 4}",
            "{\"version\": \"%s\"}")) {
      assertThat(owner.post("/api/areas/" + id + "/measure", wrong.formatted(version)).status())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(owner.delete("/api/areas/" + id + "/plan").json().path("plan").isNull()).isTrue();
    assertThat(owner.get("/api/areas/" + id + "/plan").status()).isEqualTo(404);
    assertThat(owner.delete("/api/placements/front").status()).isEqualTo(204);
  }

  @Test
  void what_is_no_plan_is_refused_with_what_to_do() throws Exception {
    String id = floor();
    Browser.Answer pdf =
        owner
            .form()
            .file("plan", "plan.pdf", "%PDF-1.7".getBytes(UTF_8))
            .post("/api/areas/" + id + "/plan");
    assertThat(pdf.status()).isEqualTo(400);
    assertThat(pdf.error()).startsWith("This is a PDF");
    Browser.Answer text =
        owner
            .form()
            .file("plan", "plan.png", "hello".getBytes(UTF_8))
            .post("/api/areas/" + id + "/plan");
    assertThat(text.status()).isEqualTo(400);
    assertThat(text.error()).contains("not a JPEG, PNG, WebP or BMP");
    assertThat(owner.form().field("plan", "x").post("/api/areas/" + id + "/plan").status())
        .isEqualTo(400);
    // 20 metres wide and 25 cm high is no area: nothing is kept of it.
    Browser.Answer thin =
        owner.form().file("plan", "p.png", plan(2000, 20)).post("/api/areas/" + id + "/plan");
    assertThat(thin.status()).isEqualTo(400);
    assertThat(area(id).path("plan").isNull()).isTrue();
  }

  @Test
  void two_points_tie_a_plan_to_the_map_and_it_has_geojson_then() throws Exception {
    String id = floor();
    assertThat(owner.get("/api/areas/" + id + "/geojson").status()).isEqualTo(400);
    // 20 m of the plan's x are 40 m to the east, at 60 degrees north.
    double degrees = 40 / (Math.cos(Math.toRadians(60)) * 111_412.84);
    String tied =
        """
        {"version": "%s", "ties": [{"point": [0, 0], "latitude": 60, "longitude": 10},
          {"point": [20, 0], "latitude": 60, "longitude": %s}]}\
        """
            .formatted(area(id).path("version").asString(), 10 + degrees);
    JsonNode located = made(owner.post("/api/areas/" + id + "/locate", tied));
    assertThat(located.path("width").asDouble()).isCloseTo(40, within(0.2));
    assertThat(located.at("/reference/bearing").asDouble() % 360).isCloseTo(0, within(1e-6));
    assertThat(located.at("/reference/latitude").asDouble()).isCloseTo(60, within(1e-9));
    Browser.Answer geo = owner.get("/api/areas/" + id + "/geojson");
    assertThat(geo.header("Content-Type").orElse("")).startsWith("application/geo+json");
    JsonNode ring = geo.json().at("/features/0/geometry/coordinates/0");
    assertThat(ring).hasSize(5);
    assertThat(ring.get(0)).isEqualTo(ring.get(4));
    double twice = 0;
    for (int i = 0; i < 4; i++) {
      twice +=
          ring.get(i).get(0).asDouble() * ring.get(i + 1).get(1).asDouble()
              - ring.get(i + 1).get(0).asDouble() * ring.get(i).get(1).asDouble();
    }
    assertThat(twice).as("counter-clockwise, as RFC 7946 wants").isPositive();
    for (String wrong :
        List.of(
            "{\"version\": \"%s\", \"ties\": []}",
            "{\"version\": \"%s\", \"ties\": [{\"point\": [0,0], \"latitude\": 91, \"longitude\":"
                + " 0}, {\"point\": [9,0], \"latitude\": 0, \"longitude\": 0}]}",
            "{\"version\": \"%s\", \"ties\": [{\"point\": [0,0], \"latitude\": 1, \"longitude\":"
                + " 0}, {\"point\": [30,0], \"latitude\": 50, \"longitude\": 0}]}")) {
      Browser.Answer refused =
          owner.post(
              "/api/areas/" + id + "/locate", wrong.formatted(located.path("version").asString()));
      assertThat(refused.status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void a_camera_is_placed_and_calibrated_or_told_what_is_wrong() throws Exception {
    String id = floor();
    String four = "{\"picture\": %s, \"metres\": %s}";
    for (var wrong :
        List.of(
            List.of("[[2,2],[3,2],[4,2],[5,2]]", "lie in a line"),
            List.of("[[2,5],[6,5],[6,2],[2,2]]", "the other way"),
            List.of("[[2,2],[6,5],[6,2],[2,5]]", "not in order"),
            List.of("[[2,2],[6,2],[6,5]]", "there are 4 and 3"))) {
      Browser.Answer refused =
          owner.put(
              "/api/placements/front", placed(id, "null", four.formatted(TRAPEZIUM, wrong.get(0))));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.error()).contains(wrong.get(1));
    }
    assertThat(owner.put("/api/placements/nobody", placed(id, "null", "null")).status())
        .as("the program has no such camera")
        .isEqualTo(404);
    assertThat(owner.put("/api/placements/front", placed("none", "null", "null")).error())
        .isEqualTo("There is no area 'none'");

    JsonNode done =
        made(
            owner.put(
                "/api/placements/front", placed(id, "null", four.formatted(TRAPEZIUM, SQUARE))));
    assertThat(done.path("warnings")).isEmpty();
    assertThat(done.at("/placement/calibration/metres").toString())
        .isEqualTo("[[2.0,2.0],[6.0,2.0],[6.0,5.0],[2.0,5.0]]");
    assertThat(done.at("/placement/clockMs").asLong()).isEqualTo(-250);
    assertThat(owner.put("/api/placements/front", placed(id, "null", "null")).status())
        .as("somebody else placed it meanwhile")
        .isEqualTo(409);
    // A camera of an earlier configuration on the same spot is allowed, and said.
    server
        .bean(Sites.class)
        .put(
            new Placement(
                "old",
                new Position(id, new Point(5, 9)),
                90,
                60,
                5,
                Optional.empty(),
                Duration.ZERO));
    String version = "\"" + done.at("/placement/version").asString() + "\"";
    JsonNode again = made(owner.put("/api/placements/front", placed(id, version, "null")));
    assertThat(again.at("/warnings/0").asString()).contains("'old' stands on the same spot");

    Browser.Answer asked = owner.delete("/api/areas/" + id);
    assertThat(asked.status()).isEqualTo(409);
    assertThat(asked.error()).contains("2 cameras (front, old)", "confirm=true");
    assertThat(asked.json().at("/lost/cameras").toString()).isEqualTo("[\"front\",\"old\"]");
    assertThat(server.bean(Sites.class).placements()).hasSize(2);
    assertThat(owner.delete("/api/areas/" + id + "?confirm=true").status()).isEqualTo(204);
    assertThat(server.bean(Sites.class).placements()).isEmpty();
    assertThat(lastSetting()).contains("area " + id + " deleted", "2 cameras");
  }

  @Test
  void a_site_with_floors_on_it_is_not_deleted_unasked() throws Exception {
    String id = floor();
    String site = area(id).path("site").asString();
    Browser.Answer asked = owner.delete("/api/sites/" + site);
    assertThat(asked.status()).isEqualTo(409);
    assertThat(asked.error()).contains("1 area (Ground floor)");
    String building = area(id).path("building").asString();
    assertThat(owner.delete("/api/buildings/" + building).status()).isEqualTo(409);
    assertThat(owner.delete("/api/buildings/" + building + "?confirm=true").status())
        .isEqualTo(204);
    assertThat(owner.get("/api/areas/" + id).status()).isEqualTo(404);
    assertThat(owner.delete("/api/sites/" + site).status()).as("empty now").isEqualTo(204);
    assertThat(owner.delete("/api/sites/" + site).status()).isEqualTo(404);
  }

  @Test
  void ways_are_drawn_and_walked() throws Exception {
    String id = floor();
    String site = area(id).path("site").asString();
    String path = "/api/sites/" + site + "/walkway";
    String version = made(owner.get(path)).path("version").asString();
    String drawn =
        """
        {"version": "%s", "nodes": [{"id": "a", "area": "%s", "position": [0, 5]},
          {"id": "b", "area": "%s", "position": [20, 5]}],
          "edges": [{"from": "a", "to": "b", "metres": 20}]}\
        """
            .formatted(version, id, id);
    JsonNode kept = made(owner.put(path, drawn));
    assertThat(kept.path("nodes")).hasSize(2);
    assertThat(owner.put(path, drawn).status()).isEqualTo(409);
    String query =
        "/api/sites/%s/path?fromArea=%s&fromX=2&fromY=8&toArea=%s&toX=12&toY=3"
            .formatted(site, id, id);
    JsonNode way = made(owner.get(query));
    assertThat(way.path("metres").asDouble()).isCloseTo(3 + 10 + 2, within(1e-9));
    assertThat(way.path("points")).hasSize(4);
    String other = floor();
    assertThat(owner.get(query.replace("toArea=" + id, "toArea=" + other)).status()).isEqualTo(404);
    for (String wrong :
        List.of(
            "{\"version\": \"%s\"}",
            "{\"version\": \"%s\", \"nodes\": [], \"edges\": [{\"from\": \"a\", \"to\": \"b\","
                + " \"metres\": 1}]}",
            "{\"version\": \"%s\", \"nodes\": [{\"id\": \"a\", \"area\": \""
                + other
                + "\", \"position\": [0,0]}], \"edges\": []}")) {
      Browser.Answer refused = owner.put(path, wrong.formatted(kept.path("version").asString()));
      assertThat(refused.status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void who_is_restricted_to_places_sees_what_its_cameras_stand_on() throws Exception {
    String id = floor();
    String hidden = floor();
    made(owner.put("/api/placements/front", placed(id, "null", "null")));
    server
        .bean(Sites.class)
        .put(
            new Placement(
                "elsewhere",
                new Position(hidden, new Point(1, 1)),
                0,
                60,
                5,
                Optional.empty(),
                Duration.ZERO));
    try {
      Browser operator = server.as(Role.OPERATOR, "front");
      assertThat(operator.get("/api/areas/" + id).status()).isEqualTo(200);
      assertThat(operator.get("/api/areas/" + hidden).status()).isEqualTo(404);
      assertThat(operator.get("/api/sites").json().toString())
          .contains(id)
          .doesNotContain("\"" + hidden + "\"");
      assertThat(operator.get("/api/placements").json()).hasSize(1);
      assertThat(operator.put("/api/placements/front", placed(id, "null", "null")).status())
          .isEqualTo(403);
      Browser nowhere = server.as(Role.OPERATOR, "no such place");
      assertThat(nowhere.get("/api/sites").json()).isEmpty();
      assertThat(nowhere.get("/api/areas/" + id).status()).isEqualTo(404);
      Browser member = server.as(Role.MEMBER);
      assertThat(member.get("/api/areas/" + id).status()).isEqualTo(200);
      assertThat(member.get("/api/placements").json()).as("where cameras stand").isEmpty();
    } finally {
      server.bean(Sites.class).removePlacement("front");
      server.bean(Sites.class).removePlacement("elsewhere");
    }
  }

  @Test
  void no_map_is_fetched_unless_the_owner_names_one() throws Exception {
    assertThat(owner.get("/api/map").json().path("kind").asString()).isEqualTo("none");
    assertThat(owner.get("/api/map/tiles.pmtiles").status()).isEqualTo(404);
    assertThat(owner.get("/").header("Content-Security-Policy").orElse(""))
        .contains("connect-src 'self';", "worker-src 'self'");
  }

  @Test
  void a_tile_server_is_all_that_the_content_policy_lets_in_besides(@TempDir Path folder)
      throws Exception {
    try (RunningServer other =
        RunningServer.start(
            folder,
            "--gatehouse.map.tiles=https://tiles.example:8443/{z}/{x}/{y}.png?key=1",
            "--gatehouse.map.attribution=Somebody")) {
      Browser browser = other.administrator();
      JsonNode map = browser.get("/api/map").json();
      assertThat(map.path("kind").asString()).isEqualTo("raster");
      assertThat(map.path("attribution").asString()).isEqualTo("Somebody");
      String policy = browser.get("/").header("Content-Security-Policy").orElse("");
      assertThat(policy)
          .contains("connect-src 'self' https://tiles.example:8443;")
          .contains("img-src 'self' blob: data: https://tiles.example:8443;")
          .doesNotContain("key=1");
    }
  }

  @Test
  void a_pmtiles_file_is_served_in_parts(@TempDir Path folder) throws Exception {
    byte[] content = new byte[100_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i / 7);
    }
    Path file = Files.write(folder.resolve("town.pmtiles"), content);
    try (RunningServer other =
        RunningServer.start(folder.resolve("data"), "--gatehouse.map.pmtiles=" + file)) {
      Browser browser = other.administrator();
      assertThat(browser.get("/api/map").json().path("url").asString())
          .isEqualTo("/api/map/tiles.pmtiles");
      assertThat(other.browser().get("/api/map/tiles.pmtiles").status()).isEqualTo(401);
      HttpResponse<byte[]> part =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + other.port() + "/api/map/tiles.pmtiles"))
                      .header("Range", "bytes=50000-50099")
                      .header("Cookie", "GATEHOUSE=" + browser.cookie("GATEHOUSE").orElseThrow())
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.headers().firstValue("Content-Range")).contains("bytes 50000-50099/100000");
      assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 50_000, 50_100));
    }
  }
}
