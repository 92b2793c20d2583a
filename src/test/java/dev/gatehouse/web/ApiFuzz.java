package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.account.Role;
import dev.gatehouse.camera.Source;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.kiosk.KioskSettings;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The JSON and the parameters of the public API, sent to the whole running server by somebody who
 * may do everything: whatever is sent, the answer is no failure. The first byte says to which path;
 * what follows is the body, or, where there is none, the query.
 */
class ApiFuzz {
  @TempDir static Path data;
  private static RunningServer server;
  private static Wire wire;
  private static Map<String, String> owner = Map.of();
  private static Map<String, String> member = Map.of();
  private static List<Endpoint> endpoints = List.of();
  private static int grants;

  /** After that a ledger that nothing is ever taken out of would be all that is tested. */
  private static final int MOST_GRANTS = 100;

  /**
   * @param example a body that is right, or a query
   */
  private record Endpoint(String method, String path, String... example) {
    boolean hasBody() {
      return !method.equals("GET");
    }

    /** A member's own, for which the owner's rights are of no use. */
    boolean own() {
      return path.startsWith("/api/me/");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    var source = Source.parse(data.resolve("no-such-film.mp4").toString());
    server
        .bean(Streets.class)
        .add(
            new StreetSettings(
                "north",
                "North gate",
                "front",
                source,
                ObjectClass.STREET,
                PlatePrivacy.REGISTERED,
                640,
                List.of()),
            Layout.EMPTY);
    server
        .bean(Kiosks.class)
        .add(new KioskSettings("screen", "Screen", "front", Optional.empty(), true));
    wire = new Wire(server.port());
    Browser browser = server.administrator();
    owner = cookies(browser);
    Browser operator = server.as(Role.OPERATOR);
    member = cookies(server.as(Role.MEMBER));
    endpoints = endpoints(browser, operator.get("/api/session").json().path("user").asString());
  }

  @AfterAll
  static void stop() throws IOException {
    wire.close();
    server.close();
  }

  static Map<String, String> cookies(Browser browser) throws Exception {
    browser.get("/api/session");
    String csrf = browser.cookie("XSRF-TOKEN").orElseThrow();
    return Map.of(
        "Cookie",
        "GATEHOUSE=" + browser.cookie("GATEHOUSE").orElseThrow() + "; XSRF-TOKEN=" + csrf,
        "X-XSRF-TOKEN",
        csrf);
  }

  private static UUID enrolled(String notice) {
    var consent =
        new Consent(
            true,
            Purpose.DOOR,
            Set.of("front"),
            Optional.empty(),
            Optional.empty(),
            notice,
            "page",
            "admin");
    Path film = Path.of(resource("/demo/demo-enrolment.mp4"));
    var enrolment = server.bean(Members.class).enrol("Ada", consent, List.of(Material.of(film)));
    assertThat(enrolment).isInstanceOf(Enrolment.Enrolled.class);
    return ((Enrolment.Enrolled) enrolment).member().id();
  }

  private static java.net.URI resource(String name) {
    try {
      return Objects.requireNonNull(ApiFuzz.class.getResource(name)).toURI();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Endpoint> endpoints(Browser browser, String operator) throws Exception {
    JsonNode notice = browser.get("/api/notice?purpose=DOOR").json();
    String version = notice.path("version").asString();
    UUID id = enrolled(version);
    String street = "/api/streets/north/";
    String zone = "{\"id\":\"z1\",\"name\":\"Gate\",\"polygon\":[[0.1,0.1],[0.9,0.1],[0.5,0.8]]}";
    String line =
        "{\"id\":\"l1\",\"name\":\"Kerb\",\"from\":[0.0,0.5],\"to\":[1,0.5],"
            + "\"forward\":\"in\",\"backward\":\"out\"}";
    String ground =
        "{\"picture\":[[0.1,0.1],[0.9,0.1],[0.9,0.9],[0.1,0.9]],"
            + "\"metres\":[[0,0],[10,0],[10,20],[0,20]]}";
    String range = "from=2026-01-05T10:00:00Z&to=2026-01-05T11:00:00Z";
    String everlasting = "from=-1000000000-01-01T00:00:00Z&to=+1000000000-12-31T23:59:59Z";
    List<Endpoint> all = new ArrayList<>(sites(browser, range));
    all.addAll(days(browser, id));
    all.addAll(
        List.of(
            new Endpoint(
                "PUT",
                street + "layout",
                "{\"zones\":[" + zone + "],\"lines\":[" + line + "],\"ground\":null}",
                "{\"zones\":[],\"lines\":[],\"ground\":" + ground + "}"),
            new Endpoint(
                "POST",
                "/api/vehicles",
                "{\"plate\":\"mo zx-4482\",\"owner\":\"A\",\"agreed\":true,\"streets\":[\"north\"],"
                    + "\"validTo\":\"2099-01-01T00:00:00Z\"}"),
            new Endpoint(
                "POST",
                "/api/account/tokens",
                "{\"name\":\"till\",\"scopes\":[\"VERIFY\"],\"expiresAt\":\"2026-12-31T00:00:00Z\"}"),
            new Endpoint(
                "POST",
                "/api/accounts/invitations",
                "{\"role\":\"OPERATOR\",\"places\":[\"front\"]}"),
            new Endpoint(
                "PUT", "/api/accounts/" + operator, "{\"role\":\"AUDITOR\",\"places\":[]}"),
            new Endpoint("POST", "/api/notices/DOOR/en", "{\"text\":\"You agree that ...\"}"),
            new Endpoint(
                "POST",
                "/api/members/" + id + "/grants",
                "{\"purpose\":\"VERIFY\",\"places\":[\"front\"],\"from\":\"2026-01-01T00:00:00Z\","
                    + "\"to\":\"2099-01-01T00:00:00Z\",\"noticeVersion\":\""
                    + version
                    + "\",\"agreed\":true}"),
            new Endpoint("POST", "/api/me/audit/read", "{\"index\":3}"),
            new Endpoint("GET", "/api/me/audit", "limit=10&before=4"),
            new Endpoint("GET", "/api/me/decisions", "limit=10&before=4"),
            new Endpoint(
                "GET", "/api/audit", "limit=5&before=9&subject=" + id + "&action=VIEW&" + range),
            new Endpoint("GET", "/api/audit/proof", "index=1&size=3"),
            new Endpoint("GET", "/api/audit/consistency", "first=1&second=3"),
            new Endpoint("GET", "/api/members/" + id + "/audit", "limit=10&before=4"),
            new Endpoint("GET", "/api/decisions", "limit=10&before=4"),
            new Endpoint(
                "GET",
                "/api/members/" + id + "/decisions",
                "date=2026-03-01&reason=asked",
                "date=+999999999-12-31&reason=asked"),
            new Endpoint("GET", "/api/notice", "purpose=DOOR&language=de"),
            new Endpoint("GET", "/api/notices", "purpose=DOOR"),
            new Endpoint(
                "GET", "/api/report", "format=html&names=true&from=2026-01-01&to=2026-02-01"),
            new Endpoint("GET", "/api/cards/notice", "language=de"),
            new Endpoint("GET", street + "observations", "limit=10&before=4"),
            new Endpoint(
                "GET",
                street + "statistics",
                range + "&by=minute&group=class,colour",
                range + "&group=zone&measure=stays",
                everlasting + "&measure=occupancy"),
            new Endpoint("GET", street + "statistics.csv", range + "&group=line,direction"),
            new Endpoint("GET", street + "flows", range, everlasting)));
    return List.copyOf(all);
  }

  /** Plans, people on them, statistics, and the screens and goods of a showroom. */
  private static List<Endpoint> sites(Browser browser, String range) throws Exception {
    String site = browser.post("/api/sites", "{\"name\":\"Campus\"}").json().path("id").asString();
    String floor = "{\"name\":\"Floor\",\"building\":null,\"level\":0,\"width\":40,\"height\":25}";
    JsonNode area = browser.post("/api/sites/" + site + "/areas", floor).json();
    String plan = "/api/areas/" + area.path("id").asString();
    String interior = "/api/interior/" + area.path("id").asString() + "/";
    String version = "{\"version\":\"" + area.path("version").asString() + "\",";
    String item =
        "{\"sku\":\"tea\",\"name\":\"Tea\",\"price\":\"11.20\",\"currency\":\"EUR\",\"minimumAge\":18,"
            + "\"ages\":[\"FROM_30\"],\"sexes\":[\"FEMALE\"],\"stock\":3,\"weight\":2}";
    String days = "from=2026-10-01&to=2026-11-01";
    return List.of(
        new Endpoint("POST", "/api/sites", "{\"name\":\"Another\"}"),
        new Endpoint("POST", "/api/sites/" + site + "/areas", floor),
        new Endpoint(
            "PUT",
            plan,
            version
                + "\"name\":\"Floor\",\"level\":0,\"width\":40,\"height\":25,\"reference\":{\"latitude\":52,"
                + "\"longitude\":13,\"bearing\":30},\"zones\":[{\"id\":\"hall\",\"name\":\"Hall\",\"polygon\":"
                + "[[0,0],[9,0],[9,9]]}],\"doors\":[{\"id\":\"d\",\"name\":\"Door\",\"from\":[1,1],\"to\":[2,1],"
                + "\"left\":\"hall\",\"right\":null}]}"),
        new Endpoint(
            "POST", plan + "/measure", version + "\"from\":[0,0],\"to\":[20,0],\"metres\":12}"),
        new Endpoint(
            "POST",
            plan + "/locate",
            version
                + "\"ties\":[{\"point\":[0,0],\"latitude\":52,\"longitude\":13},"
                + "{\"point\":[30,9],\"latitude\":52.001,\"longitude\":13.001}]}"),
        new Endpoint(
            "PUT",
            "/api/placements/north",
            "{\"version\":null,\"area\":\""
                + area.path("id").asString()
                + "\",\"position\":[3,4],\"direction\":90,\"fieldOfView\":80,\"range\":12,\"calibration\":"
                + "{\"picture\":[[0.2,0.4],[0.8,0.4],[0.9,0.9],[0.1,0.9]],\"metres\":[[0,0],[4,0],[4,3],[0,3]]},"
                + "\"clockMs\":1500}"),
        new Endpoint(
            "PUT",
            "/api/sites/" + site + "/walkway",
            "{\"version\":\"\",\"nodes\":[{\"id\":\"a\",\"area\":\""
                + area.path("id").asString()
                + "\",\"position\":[1,1]}],\"edges\":[{\"from\":\"a\",\"to\":\"b\",\"metres\":8}]}"),
        new Endpoint(
            "GET",
            "/api/sites/" + site + "/path",
            "fromArea=floor&fromX=1&fromY=2&toArea=floor&toX=9&toY=9"),
        new Endpoint("GET", interior + "heat", range),
        new Endpoint("GET", interior + "flows", range),
        new Endpoint("GET", interior + "minutes", range),
        new Endpoint("GET", interior + "corrections", range),
        new Endpoint("PUT", interior + "capacities/hall", "{\"people\":30}"),
        new Endpoint("GET", "/api/statistics/" + site, days, "from=-999999999-01-01"),
        new Endpoint("GET", "/api/statistics/" + site + "/data.csv", days),
        new Endpoint("PUT", "/api/statistics/" + site + "/publication", "{\"published\":true}"),
        new Endpoint(
            "PUT",
            "/api/statistics/" + site + "/excluded-days/2026-11-01",
            "{\"note\":\"a holiday\"}"),
        new Endpoint("GET", "/public/statistics/" + site, "week=2026-11-02"),
        new Endpoint("GET", "/api/kiosks/screen/counts", range),
        new Endpoint("GET", "/api/kiosks/screen/picks", "n=4"),
        new Endpoint("POST", "/api/merchandise/items", item),
        new Endpoint("GET", "/api/merchandise/report", range + "&kiosk=screen"));
  }

  /** Days on the map, and alarms. */
  private static List<Endpoint> days(Browser browser, UUID id) throws Exception {
    String muster =
        browser.post("/api/muster", "{\"drill\":true}").json().at("/muster/id").asString();
    String day = "day=2026-11-01&zone=Europe/Vienna";
    return List.of(
        new Endpoint("GET", "/api/me/trail", day, "day=+999999999-12-31&zone=UTC"),
        new Endpoint("GET", "/api/me/trail/days", "zone=Asia/Kathmandu"),
        new Endpoint("GET", "/api/me/trail/export", day + "&format=geojson"),
        new Endpoint("GET", "/api/members/" + id + "/trail", day + "&reason=asked"),
        new Endpoint(
            "GET", "/api/members/" + id + "/trail/export", day + "&reason=asked&format=csv"),
        new Endpoint("POST", "/api/muster", "{\"site\":null,\"drill\":true}"),
        new Endpoint(
            "POST",
            "/api/musters/" + muster + "/marks",
            "{\"member\":\"" + id + "\",\"safe\":true}"));
  }

  static Stream<byte[]> requests() {
    return IntStream.range(0, endpoints.size())
        .boxed()
        .flatMap(i -> Arrays.stream(endpoints.get(i).example()).map(text -> request(i, text)));
  }

  private static byte[] request(int endpoint, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] all = new byte[1 + bytes.length];
    all[0] = (byte) endpoint;
    System.arraycopy(bytes, 0, all, 1, bytes.length);
    return all;
  }

  @MethodSource("requests")
  @FuzzTest
  void answer(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Endpoint endpoint = endpoints.get(Byte.toUnsignedInt(input[0]) % endpoints.size());
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    if (grants >= MOST_GRANTS && endpoint.path().endsWith("/grants")) {
      rest = new String(rest, ISO_8859_1).replace("true", "false").getBytes(ISO_8859_1);
    }
    Map<String, String> head = new TreeMap<>(endpoint.own() ? member : owner);
    Wire.Answer answer;
    if (endpoint.hasBody()) {
      head.put("Content-Type", "application/json");
      answer = wire.send(endpoint.method(), endpoint.path(), head, rest);
    } else {
      answer = wire.send("GET", endpoint.path() + "?" + query(rest), head, new byte[0]);
    }
    assertThat(answer.status()).as(answer.body()).isNotIn(401, 403);
    if (answer.status() < 300 && endpoint.path().endsWith("/grants")) {
      grants++;
    }
    if (answer.status() == 201) {
      clean(endpoint, answer);
    }
  }

  /** Any bytes as values of parameters. */
  private static String query(byte[] bytes) {
    return Arrays.stream(new String(bytes, ISO_8859_1).split("&", -1))
        .map(
            pair ->
                Arrays.stream(pair.split("=", 2))
                    .map(part -> URLEncoder.encode(part, ISO_8859_1))
                    .collect(Collectors.joining("=")))
        .collect(Collectors.joining("&"));
  }

  /** What was made goes again, so that the thousandth request meets what the first one met. */
  private static void clean(Endpoint endpoint, Wire.Answer made) throws IOException {
    String id =
        switch (endpoint.path()) {
          case "/api/vehicles" -> made.json().path("id").asString();
          case "/api/account/tokens" -> made.json().path("token").path("id").asString();
          case "/api/sites", "/api/merchandise/items" -> made.json().path("id").asString();
          default -> "";
        };
    if (endpoint.path().endsWith("/areas")) {
      String area = "/api/areas/" + made.json().path("id").asString();
      assertThat(wire.send("DELETE", area, owner, new byte[0]).status()).isBetween(200, 299);
    } else if (endpoint.path().equals("/api/muster")) {
      String end = "/api/musters/" + made.json().at("/muster/id").asString() + "/end";
      assertThat(wire.send("POST", end, owner, new byte[0]).status()).isBetween(200, 299);
    }
    if (!id.isEmpty()) {
      Wire.Answer gone = wire.send("DELETE", endpoint.path() + "/" + id, owner, new byte[0]);
      assertThat(gone.status()).isEqualTo(204);
    }
  }
}
