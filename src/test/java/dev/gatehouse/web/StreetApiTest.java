package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.camera.Source;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StoredObservation;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.StreetStore;
import dev.gatehouse.street.Streets;
import dev.gatehouse.street.TestObservations;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The street's part of the API, against a running server whose street camera is not there. */
class StreetApiTest {
  private static final String PLATE = "MOZX4482";
  private static final String STREET = "/api/streets/north";

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    server
        .bean(Streets.class)
        .add(
            new StreetSettings(
                "north",
                "North gate",
                "front",
                Source.parse(data.resolve("no-such-film.mp4").toString()),
                ObjectClass.STREET,
                PlatePrivacy.REGISTERED,
                640,
                List.of()),
            Layout.EMPTY);
    browser = server.administrator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static StoredObservation see(Instant from) {
    return TestObservations.write(
        server.bean(StreetStore.class),
        TestObservations.car("north", from, PLATE),
        PlatePrivacy.REGISTERED);
  }

  private static String zone(String name, String polygon) {
    return "{\"zones\":[{\"id\":\"zone-1\",\"name\":\"%s\",\"polygon\":%s}],\"lines\":[],\"ground\":null}"
        .formatted(name, polygon);
  }

  @Test
  void a_layout_is_kept_as_it_was_drawn_or_refused_in_words() throws Exception {
    String drawn =
        """
        {"zones":[{"id":"zone-1","name":"Gate","polygon":[[0.1,0.1],[0.9,0.1],[0.5,0.8]]}],\
        "lines":[{"id":"line-1","name":"Kerb","from":[0.0,0.5],"to":[1.0,0.5],"forward":"=in",\
        "backward":"out"}],"ground":null}\
        """;
    Browser.Answer kept = browser.put(STREET + "/layout", drawn);
    assertThat(kept.status()).as(kept.response().body()).isEqualTo(200);
    assertThat(kept.response().body()).isEqualTo(drawn);
    assertThat(browser.get("/api/streets").json().get(0).path("layout")).isEqualTo(kept.json());

    String triangle = "[[0.1,0.1],[0.9,0.1],[0.5,0.8]]";
    for (String wrong :
        List.of(
            "{}",
            "{\"zones\":null,\"lines\":[]}",
            "{\"zones\":[null],\"lines\":[]}",
            "no JSON",
            zone("x", "null"),
            zone("x", "[[0.1,0.1],[0.9,0.1],[0.5,1.8]]"),
            zone("x", "[[0.1,0.1],[0.9,0.1],[0.5,null]]"),
            zone("x", "[[0.1,0.1],[0.9,0.1],[0.5]]"),
            zone("x".repeat(101), triangle))) {
      Browser.Answer refused = browser.put(STREET + "/layout", wrong);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.error()).isNotBlank();
    }
    assertThat(browser.get("/api/streets").json().get(0).path("layout")).isEqualTo(kept.json());
    assertThat(browser.put("/api/streets/none/layout", drawn).status()).isEqualTo(404);
  }

  @Test
  void a_registered_plate_is_shown_until_it_is_deleted() throws Exception {
    Browser.Answer registered =
        browser.post(
            "/api/vehicles",
            "{\"plate\":\"mo zx-4482\",\"owner\":\"Anna\",\"agreed\":true,"
                + "\"streets\":[\"north\",\"north\"],\"validTo\":\"2099-01-01T00:00:00Z\"}");
    assertThat(registered.status()).as(registered.response().body()).isEqualTo(201);
    JsonNode vehicle = registered.json();
    assertThat(vehicle.path("plate").asString()).isEqualTo(PLATE);
    assertThat(browser.get("/api/vehicles").json()).containsExactly(vehicle);

    long id = see(Instant.now().truncatedTo(ChronoUnit.MILLIS)).id();
    JsonNode seen = browser.get(STREET + "/observations?limit=1").json().get(0);
    assertThat(List.copyOf(seen.propertyNames()))
        .containsExactly(
            "id",
            "street",
            "track",
            "class",
            "score",
            "from",
            "to",
            "seconds",
            "attributes",
            "crossings",
            "stays",
            "speedKmh",
            "path",
            "thumbnail");
    assertThat(seen.path("id").asLong()).isEqualTo(id);
    assertThat(seen.at("/attributes/plate/text").asString()).isEqualTo(PLATE);
    assertThat(seen.at("/attributes/colour/value").asString()).isEqualTo("RED");
    assertThat(seen.at("/stays/0/seconds").asDouble()).isEqualTo(3.5);
    Browser.Answer picture = browser.get(STREET + "/observations/" + id + "/thumbnail");
    assertThat(picture.header("Content-Type")).contains("image/jpeg");
    assertThat(browser.get(STREET + "/observations/0/thumbnail").status()).isEqualTo(404);

    String path = "/api/vehicles/" + vehicle.path("id").asString();
    assertThat(browser.delete(path).status()).isEqualTo(204);
    assertThat(browser.delete(path).status()).isEqualTo(404);
    seen = browser.get(STREET + "/observations?limit=1").json().get(0);
    assertThat(seen.at("/attributes/plate/text").isNull()).isTrue();
    assertThat(browser.get("/api/vehicles").json()).isEmpty();
  }

  @Test
  void a_vehicle_is_refused_without_agreement_or_with_something_missing() throws Exception {
    for (String wrong :
        List.of(
            "{}",
            "{\"agreed\":true}",
            "{\"plate\":\"AB1\",\"owner\":\"A\",\"agreed\":false,\"streets\":[\"north\"]}",
            "{\"plate\":\"AB1\",\"owner\":\"A\",\"agreed\":true,\"streets\":[]}",
            "{\"plate\":\"AB1\",\"owner\":\"A\",\"agreed\":true,\"streets\":[null]}",
            "{\"plate\":\"?\",\"owner\":\"A\",\"agreed\":true,\"streets\":[\"north\"]}")) {
      Browser.Answer refused = browser.post("/api/vehicles", wrong);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
    }
    assertThat(browser.get("/api/vehicles").json()).isEmpty();
    assertThat(browser.delete("/api/vehicles/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void statistics_are_json_and_csv() throws Exception {
    Instant from = Instant.parse("2026-01-05T10:15:00Z");
    see(from);
    see(from.plusSeconds(60));
    String query =
        "?from=2026-01-05T10:00:00Z&to=2026-01-05T11:00:00Z&by=minute&group=class,colour";
    JsonNode rows = browser.get(STREET + "/statistics" + query).json().path("rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).toString())
        .isEqualTo(
            "{\"time\":\"2026-01-05T10:15:00Z\",\"class\":\"car\",\"colour\":\"RED\",\"count\":1,"
                + "\"speedKmh\":31.5}");
    String csv =
        """
        time,class,colour,count,speedKmh
        2026-01-05T10:15:00Z,car,RED,1,31.5
        2026-01-05T10:16:00Z,car,RED,1,31.5
        """
            .replace("\n", "\r\n");
    for (Browser.Answer answer :
        List.of(
            browser.get(STREET + "/statistics.csv" + query),
            browser.get(STREET + "/statistics" + query, "text/csv"))) {
      assertThat(answer.response().body()).isEqualTo(csv);
      assertThat(answer.header("Content-Disposition").orElse("")).startsWith("attachment");
    }
    // Each car stays 3.5 s in the zone, of the 60 of a minute or the 3,600 of an hour.
    String range = "?from=2026-01-05T10:00:00Z&to=2026-01-05T11:00:00Z&group=zone";
    JsonNode stays = browser.get(STREET + "/statistics" + range + "&measure=stays").json();
    assertThat(stays.at("/rows/0/count").asInt()).isEqualTo(2);
    assertThat(stays.at("/rows/0/dwellSeconds").asDouble()).isEqualTo(3.5);
    JsonNode byMinute =
        browser.get(STREET + "/statistics" + range + "&measure=occupancy&by=minute").json();
    assertThat(byMinute.path("rows")).hasSize(2);
    assertThat(byMinute.at("/rows/0/occupancy").asDouble()).isCloseTo(3.5 / 60, within(1e-9));
    JsonNode byHour = browser.get(STREET + "/statistics" + range + "&measure=occupancy").json();
    assertThat(byHour.at("/rows/0/occupancy").asDouble()).isCloseTo(7.0 / 3600, within(1e-9));
    assertThat(
            browser
                .get(STREET + "/statistics.csv" + range + "&measure=stays")
                .response()
                .body()
                .lines()
                .findFirst())
        .contains("time,zone,count,dwellSeconds");
    assertThat(browser.get(STREET + "/statistics?by=year").status()).isEqualTo(400);
    assertThat(browser.get(STREET + "/statistics?group=at").status()).isEqualTo(400);
    JsonNode flows =
        browser.get(STREET + "/flows?from=2026-01-05T10:00:00Z&to=2026-01-05T11:00:00Z").json();
    assertThat(flows.path("links")).hasSize(2);
    assertThat(flows.path("nodes")).hasSize(3);
  }

  @Test
  void a_field_of_csv_is_no_formula() {
    assertThat(StreetStatisticsController.field("=1+1")).isEqualTo("\"'=1+1\"");
    assertThat(StreetStatisticsController.field("@a,\"b\"")).isEqualTo("\"'@a,\"\"b\"\"\"");
    assertThat(StreetStatisticsController.field("-in")).startsWith("\"'-");
    assertThat(StreetStatisticsController.field(-1.5)).isEqualTo("-1.5");
    assertThat(StreetStatisticsController.field("two\nlines")).isEqualTo("\"two\nlines\"");
    assertThat(StreetStatisticsController.field(null)).isEmpty();
  }

  @Test
  void nothing_is_open_without_a_log_in() throws Exception {
    for (String path : List.of("/api/streets", STREET + "/observations", "/api/vehicles")) {
      assertThat(server.browser().get(path).status()).isEqualTo(401);
    }
    // How long things are kept is for everybody to read.
    JsonNode kinds = server.browser().get("/api/retention").json().path("kinds");
    Map<String, Long> seconds = new TreeMap<>();
    kinds.forEach(k -> seconds.put(k.path("kind").asString(), k.path("seconds").asLong()));
    assertThat(seconds)
        .containsEntry("plates", 600L)
        .containsEntry("observations", 7 * 86_400L)
        .containsEntry("decisions", 30 * 86_400L)
        .containsEntry("statistics", 400 * 86_400L);
    assertThat(server.browser().get("/retention").response().body())
        .contains("<td>10 minutes</td>", "<td>30 days</td>", "<td>7 days</td>");
  }
}
