package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import dev.gatehouse.image.Point;
import dev.gatehouse.interior.Interior;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** People on plans and statistics over the API, against a running server. */
class StatisticsApiTest {
  private static final String REPORT = "/api/statistics/town";
  private static final String PUBLIC = "/public/statistics/town";

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser owner;
  private static Town town;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    town = new Town(server, data);
    town.fill();
    owner = server.administrator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void dots_and_counts_have_no_names() throws Exception {
    for (int i = 0; i <= 40; i++) {
      town.see(List.of(new Point(2 + 0.12 * i, 8), new Point(20, 5)));
      Thread.sleep(25); // frames of a clock that runs
    }
    JsonNode area = owner.get("/api/interior").json().get(0);
    for (int i = 0; i < 100 && area.get("live").get("dots").size() < 2; i++) {
      Thread.sleep(20);
      area = owner.get("/api/interior").json().get(0);
    }
    assertThat(area.get("id").asString()).isEqualTo("hall");
    JsonNode live = area.get("live");
    assertThat(live.get("watching").asBoolean()).isTrue();
    assertThat(live.get("dots")).hasSize(2);
    Set<String> fields = new HashSet<>(live.get("dots").get(0).propertyNames());
    assertThat(fields).containsExactlyInAnyOrder("id", "at", "error", "cameras");
    assertThat(live.get("dots").get(0).get("cameras").asInt()).isEqualTo(2);
    assertThat(live.get("zones").get(0).get("people").asInt()).isEqualTo(1);
    assertThat(live.get("zones").get(0).get("counted").asBoolean()).isTrue();
    assertThat(live.get("zones").get(1).get("counted").asBoolean()).isFalse();
    assertThat(live.get("zones").get(1).get("people").asInt()).isEqualTo(1);
    assertThat(server.bean(Interior.class).unknownInside("town", 1)).isEqualTo(1);
  }

  @Test
  void an_account_of_some_places_sees_what_all_cameras_of_its_places_see() throws Exception {
    Browser both = server.as(Role.OPERATOR, "north", "south");
    assertThat(both.get("/api/interior").json()).hasSize(1);
    assertThat(both.get(REPORT).json().get("series")).isNotEmpty();
    Browser north = server.as(Role.OPERATOR, "north");
    assertThat(north.get("/api/interior").json()).isEmpty();
    assertThat(north.get("/api/interior/hall/heat").status()).isEqualTo(404);
    assertThat(north.get(REPORT).json().get("series")).isEmpty();
    Browser elsewhere = server.as(Role.OPERATOR, "elsewhere");
    assertThat(elsewhere.get(REPORT).status()).isEqualTo(404);
    assertThat(elsewhere.get("/api/statistics").json()).isEmpty();
  }

  @Test
  void capacities_heat_flows_and_minutes() throws Exception {
    assertThat(owner.put("/api/interior/hall/capacities/stalls", "{\"people\":120}").status())
        .isEqualTo(200);
    assertThat(owner.get("/api/interior").json().get(0).get("capacities").get("stalls").asInt())
        .isEqualTo(120);
    assertThat(owner.put("/api/interior/hall/capacities/stalls", "{\"people\":0}").error())
        .contains("not 0");
    assertThat(owner.put("/api/interior/hall/capacities/attic", "{\"people\":3}").status())
        .isEqualTo(404);
    String range =
        "?from=" + Instant.now().minusSeconds(3 * 86400) + "&to=" + Instant.now().minusSeconds(60);
    JsonNode flows = owner.get("/api/interior/hall/flows" + range).json();
    assertThat(flows).hasSize(6);
    assertThat(flows.get(0).get("count").asLong())
        .isGreaterThanOrEqualTo(flows.get(1).get("count").asLong());
    assertThat(owner.get("/api/interior/hall/heat" + range).json().get("cells")).isEmpty();
    assertThat(owner.get("/api/interior/hall/minutes" + range).error()).contains("a day at most");
    assertThat(owner.get("/api/interior/hall/corrections").json()).isEmpty();
    assertThat(
            owner
                .get("/api/interior/hall/heat?from=2026-05-01T00:00:00Z&to=2026-05-01T00:00:00Z")
                .error())
        .contains("before");
    assertThat(owner.get("/api/interior/hall/flows?from=2020-01-01T00:00:00Z").error())
        .contains("too long");
    assertThat(owner.get("/api/interior/nowhere/flows").status()).isEqualTo(404);
  }

  @Test
  void nothing_that_leaves_has_a_group_of_under_five() throws Exception {
    JsonNode report = owner.get(REPORT).json();
    assertThat(report.get("series")).hasSize(7);
    int shown = 0;
    int few = 0;
    for (JsonNode series : report.get("series")) {
      for (JsonNode day : series.get("days")) {
        for (JsonNode hour : day.get("hours")) {
          if (hour.get("state").asString().equals("shown")) {
            assertThat(hour.get("count").asLong()).isGreaterThanOrEqualTo(5);
            shown++;
          } else {
            assertThat(hour.get("count").isNull()).isTrue();
            few += hour.get("state").asString().equals("few") ? 1 : 0;
          }
        }
      }
    }
    assertThat(shown).isGreaterThan(500);
    assertThat(few).isGreaterThan(100);
    assertThat(report.get("unusual")).isNotEmpty();
    assertThat(report.get("flows").get("links")).hasSize(6);

    String csv = owner.get(REPORT + "/data.csv").response().body();
    assertThat(csv.lines().skip(1)).noneMatch(line -> line.matches(".*,[0-4]$"));
    assertThat(csv).contains("under 5").contains("\r\n");
    assertThat(owner.get(REPORT + "/data.json").header("Content-Disposition").orElseThrow())
        .contains("attachment");
    LocalDate day = LocalDate.now().minusDays(1);
    assertThat(owner.get(REPORT + "?from=" + day + "&to=" + day.minusDays(1)).error())
        .contains("before the first");
    assertThat(owner.get(REPORT + "?from=2020-01-01").error()).contains("92 days");
    assertThat(owner.get("/api/statistics/village").status()).isEqualTo(404);
  }

  @Test
  void days_are_excluded_and_included_again() throws Exception {
    String day = REPORT + "/excluded-days/" + LocalDate.now().minusDays(3);
    assertThat(owner.put(day, "{\"note\":\"Town fair\"}").status()).isEqualTo(204);
    assertThat(owner.get(REPORT).json().get("excluded").toString()).contains("Town fair");
    assertThat(owner.delete(day).status()).isEqualTo(204);
    assertThat(owner.delete(day).status()).isEqualTo(404);
    assertThat(owner.put(REPORT + "/excluded-days/soon", "{}").error()).contains("2026-03-01");
    assertThat(server.as(Role.OPERATOR).put(day, "{}").status()).isEqualTo(403);
  }

  @Test
  void a_site_is_public_only_while_its_owner_says_so() throws Exception {
    Browser anybody = server.browser();
    assertThat(anybody.get(PUBLIC).status()).isEqualTo(404);
    assertThat(owner.put(REPORT + "/publication", "{\"published\":true}").status()).isEqualTo(200);
    Browser.Answer page = anybody.get(PUBLIC);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Cache-Control").orElseThrow()).contains("max-age=900", "public");
    assertThat(page.response().body())
        .contains("Old town &lt;hall&gt; in figures", "Front door: to Stalls", "<svg")
        .doesNotContain("<script", " style=", "Town fair");
    assertThat(anybody.get(PUBLIC + "/data.csv").response().body())
        .contains("under 5")
        .doesNotContain("," + LocalDate.now() + " ");
    assertThat(owner.get("/api/audit?action=SETTINGS").response().body())
        .contains("statistics of site town published");
    assertThat(owner.put(REPORT + "/publication", "{\"published\":false}").status()).isEqualTo(200);
    assertThat(anybody.get(PUBLIC).status()).isEqualTo(404);
    assertThat(anybody.get(PUBLIC + "/data.csv").status()).isEqualTo(404);
  }
}
