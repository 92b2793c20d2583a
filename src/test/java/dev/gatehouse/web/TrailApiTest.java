package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.image.Point;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.GeoReference;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.trail.Visit;
import dev.gatehouse.trail.VisitStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Day maps and musters over HTTP: what a member sees, what others must do to see it. */
class TrailApiTest {
  @TempDir static Path data;
  private static RunningServer server;
  private static Browser owner;

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private Browser member;
  private UUID id;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data, "--gatehouse.trail.cameras=front");
    owner = server.administrator();
    Sites sites = server.bean(Sites.class);
    sites.put(new Site("campus", "Campus"));
    sites.put(
        new Area(
            "floor",
            "campus",
            Optional.empty(),
            "Ground floor",
            0,
            50,
            10,
            Optional.of(new GeoReference(new GeoPoint(48.2, 16.37), 0)),
            List.of(
                new AreaZone(
                    "office",
                    "=Office",
                    List.of(
                        new Point(0, 0), new Point(10, 0), new Point(10, 10), new Point(0, 10)))),
            List.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void enrol() throws Exception {
    member = server.as(Role.MEMBER);
    id = UUID.fromString(member.get("/api/me").json().path("id").asString());
  }

  private Member agree(Set<String> places) {
    return server
        .bean(Members.class)
        .agree(
            id,
            new Consent(
                true,
                Purpose.TRAIL,
                places,
                Optional.empty(),
                Optional.empty(),
                ConsentNotice.bundled(Purpose.TRAIL, "en").orElseThrow().version(),
                "test",
                "admin"));
  }

  private void visit(Instant from, int seconds, double x) {
    server
        .bean(VisitStore.class)
        .insert(
            id,
            new Visit(
                "front",
                "front",
                Optional.of(Visit.Spot.at(new Position("floor", new Point(x, 5)))),
                from,
                from.plusSeconds(seconds),
                0.6f));
  }

  private Instant midnight() {
    return today.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String ofMember(String what, String reason) {
    return "/api/members/" + id + what + "zone=UTC&day=" + today + "&reason=" + encoded(reason);
  }

  @Test
  void a_member_sees_their_own_day_with_stops_and_inferred_ways() throws Exception {
    agree(Set.of());
    visit(midnight(), 60, 5);
    visit(midnight().plusSeconds(120), 60, 45);
    JsonNode day = member.get("/api/me/trail?zone=UTC&day=" + today).json();
    assertThat(day.path("agreed").asBoolean()).isTrue();
    assertThat(day.path("note").isNull()).isTrue();
    assertThat(day.path("areas").get(0).asString()).isEqualTo("floor");
    assertThat(day.path("stops")).hasSize(2);
    assertThat(day.path("stops").get(0).path("name").asString()).isEqualTo("=Office");
    assertThat(day.path("stops").get(1).path("name").asString()).isEqualTo("Ground floor");
    JsonNode way =
        StreamSupport.stream(day.path("pieces").spliterator(), false)
            .filter(piece -> piece.path("kind").asString().equals("WALKED"))
            .findFirst()
            .orElseThrow();
    assertThat(way.path("path").get(0).path("x").asDouble()).isEqualTo(5);
    assertThat(way.path("path").get(1).path("at").asString()).isEqualTo(way.path("to").asString());
    JsonNode days = member.get("/api/me/trail/days?zone=UTC").json();
    assertThat(days.get(0).path("day").asString()).isEqualTo(today.toString());
    assertThat(days.get(0).path("visits").asInt()).isEqualTo(2);
  }

  @Test
  void files_are_for_maps_and_spreadsheets() throws Exception {
    agree(Set.of());
    visit(midnight(), 60, 5);
    visit(midnight().plusSeconds(120), 60, 45);
    String query = "/api/me/trail/export?zone=Europe/Vienna&day=" + today + "&format=";
    Browser.Answer geo = member.get(query + "geojson");
    assertThat(geo.header("Content-Type").orElse("")).startsWith("application/geo+json");
    JsonNode features = geo.json().path("features");
    JsonNode stop = features.get(0);
    assertThat(stop.path("geometry").path("type").asString()).isEqualTo("Point");
    assertThat(stop.path("geometry").path("coordinates").get(0).asDouble()).isBetween(16.37, 16.38);
    assertThat(features.get(features.size() - 1).path("geometry").path("type").asString())
        .isEqualTo("LineString");
    String csv = member.get(query + "csv").response().body();
    assertThat(csv).startsWith("from,to,seconds,how,inferred,name");
    assertThat(csv).contains("\"'=Office\"").contains(",WALKED,true,").contains("+0");
    assertThat(member.get(query + "pdf").status()).isEqualTo(400);
  }

  @Test
  void others_need_the_right_and_a_reason_and_the_member_is_told() throws Exception {
    agree(Set.of());
    visit(midnight(), 60, 5);
    assertThat(server.as(Role.RECEPTION).get(ofMember("/trail?", "curious")).status())
        .isEqualTo(403);
    assertThat(owner.get(ofMember("/trail?", "  ")).status()).isEqualTo(400);
    JsonNode day = owner.get(ofMember("/trail?", "Lost badge, asked by phone")).json();
    assertThat(day.path("stops")).hasSize(1);
    assertThat(owner.get(ofMember("/trail/export?format=csv&", "For the member")).status())
        .isEqualTo(200);
    JsonNode told = member.get("/api/me/audit").json();
    assertThat(told.path("unread").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(told.path("entries").toString())
        .contains("Lost badge, asked by phone", "day map of " + today, "For the member");
  }

  @Test
  void whose_agreement_is_over_is_seen_by_themselves_alone() throws Exception {
    Member agreed = agree(Set.of());
    visit(midnight(), 60, 5);
    server.bean(Members.class).withdraw(id, agreed.grants().getLast().id(), "admin");
    Browser.Answer refused = owner.get(ofMember("/trail?", "Looking"));
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.error()).contains("no agreement for a day map");
    JsonNode own = member.get("/api/me/trail?zone=UTC&day=" + today).json();
    assertThat(own.path("stops")).hasSize(1);
    assertThat(own.path("note").asString()).contains("any more");
    assertThat(member.delete("/api/me/trail").json().path("visits").asInt()).isEqualTo(1);
    own = member.get("/api/me/trail?zone=UTC&day=" + today).json();
    assertThat(own.path("stops")).isEmpty();
    assertThat(own.path("note").asString()).contains("no agreement for a day map now");
  }

  @Test
  void days_that_cannot_be_are_explained() throws Exception {
    String trail = "/api/me/trail?zone=UTC&day=";
    assertThat(member.get(trail + today.plusDays(1)).error()).contains("is to come");
    assertThat(member.get(trail + "2026-02-30").status()).isEqualTo(400);
    assertThat(member.get("/api/me/trail?day=" + today + "&zone=Mars/Base").error())
        .contains("no time zone");
    assertThat(member.get(trail + "1999-01-01").json().path("note").asString())
        .contains("deleted after 30 days");
  }

  @Test
  void days_of_23_and_25_hours_are_whole() throws Exception {
    String trail = "/api/me/trail?zone=Europe/Vienna&day=";
    assertThat(hours(member.get(trail + "2026-03-29").json())).isEqualTo(23);
    assertThat(hours(member.get(trail + "2025-10-26").json())).isEqualTo(25);
    assertThat(hours(member.get(trail + "2026-01-15").json())).isEqualTo(24);
  }

  private static long hours(JsonNode day) {
    return Duration.between(
            Instant.parse(day.path("from").asString()), Instant.parse(day.path("to").asString()))
        .toHours();
  }

  @Test
  void a_muster_lists_who_agreed_and_was_seen_and_everybody_is_told() throws Exception {
    agree(Set.of());
    Instant seen = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(600);
    visit(seen.minusSeconds(60), 60, 5);
    Browser reception = server.as(Role.RECEPTION);
    assertThat(server.as(Role.AUDITOR).post("/api/muster", "{}").status()).isEqualTo(403);
    assertThat(reception.post("/api/muster", "{\"site\":\"moon\"}").error()).contains("moon");
    JsonNode roll = reception.post("/api/muster", "{\"drill\":true}").json();
    String muster = "/api/musters/" + roll.path("muster").path("id").asString();
    JsonNode person =
        StreamSupport.stream(roll.path("people").spliterator(), false)
            .filter(one -> one.path("member").asString().equals(id.toString()))
            .findFirst()
            .orElseThrow();
    assertThat(person.path("area").asString()).isEqualTo("Ground floor");
    assertThat(person.path("room").asString()).isEqualTo("=Office");
    assertThat(Instant.parse(person.path("lastSeen").asString())).isEqualTo(seen);
    assertThat(roll.path("unknownInside").isNull()).isTrue();
    assertThat(member.get("/api/me/audit").json().path("entries").toString())
        .contains("on the list of a drill");
    assertThat(
            reception.post(muster + "/marks", "{\"member\":\"" + id + "\",\"safe\":true}").status())
        .isEqualTo(204);
    assertThat(owner.get(muster).json().path("people").toString()).contains("reception-");
    JsonNode ended = reception.post(muster + "/end", "").json();
    assertThat(ended.path("accounted").asInt()).isEqualTo(1);
    assertThat(owner.get(muster).json().path("people")).isEmpty();
    assertThat(
            reception.post(muster + "/marks", "{\"member\":\"" + id + "\",\"safe\":true}").status())
        .isEqualTo(400);
    assertThat(owner.get("/api/musters").json().get(0).path("endedBy").asString())
        .startsWith("reception-");
  }

  @Test
  void a_server_in_another_time_zone_shows_the_day_that_is_asked_for() throws Exception {
    agree(Set.of());
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    LocalDate there = LocalDate.now(tokyo).minusDays(1);
    visit(there.atStartOfDay(tokyo).toInstant().plusSeconds(60), 60, 5);
    assertThat(member.get("/api/me/trail?zone=Asia/Tokyo&day=" + there).json().path("stops"))
        .hasSize(1);
    assertThat(
            member
                .get("/api/me/trail?zone=Asia/Tokyo&day=" + there.minusDays(1))
                .json()
                .path("stops"))
        .isEmpty();
  }
}
