package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;

/** The members' part of the API, with real photos, against a running server. */
@OnEachDatabase
class MemberApiTest {
  @Parameter DatabaseKind kind;
  @TempDir static Path folder;
  private static Path data;
  private static RunningServer server;
  private static Browser browser;
  private static String notice;

  @BeforeParameterizedClassInvocation
  static void start(DatabaseKind kind) throws Exception {
    data = folder.resolve(kind.name());
    server = RunningServer.start(kind, data);
    browser = server.administrator();
    notice = browser.get("/api/notice?purpose=DOOR").json().path("version").asString();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @AfterEach
  void no_upload_is_left_and_nobody_enrolled() throws Exception {
    assertThat(data.resolve("uploads")).isEmptyDirectory();
    for (JsonNode member : browser.get("/api/members").json()) {
      browser.delete("/api/members/" + member.path("id").asString());
    }
  }

  private static Path photo(String name) {
    return Path.of("target/test-media/photo-" + name + ".jpg");
  }

  private static Browser.Form form(String name) {
    return browser
        .form()
        .field("name", name)
        .field("purpose", "DOOR")
        .field("noticeVersion", notice)
        .field("consent", "true");
  }

  private static List<String> keys(JsonNode node) {
    return List.copyOf(node.propertyNames());
  }

  @Test
  void the_notice_is_what_the_page_expects() throws Exception {
    JsonNode json = browser.get("/api/notice?purpose=DOOR").json();
    assertThat(keys(json)).containsExactly("purpose", "version", "language", "text");
    assertThat(json.path("language").asString()).isEqualTo("en");
    assertThat(browser.get("/api/notice?purpose=TRAIL").json().path("text").asString())
        .contains("map of your day");
  }

  @Test
  void a_member_comes_and_goes() throws Exception {
    var enrolled =
        form("Emily Müller")
            .field("places", "front")
            .field("places", "back")
            .field("to", "2099-12-31T23:00:00Z")
            .file("photos", photo("emily-1"))
            .file("photos", photo("emily-3"))
            .file("photos", photo("emily-5"))
            .post("/api/members");
    assertThat(enrolled.status()).as(enrolled.response().body()).isEqualTo(201);
    JsonNode photos = enrolled.json().path("photos");
    assertThat(photos).hasSize(3);
    assertThat(keys(photos.get(0))).containsExactly("file", "accepted", "quality", "reasons");
    assertThat(photos.get(0).path("file").asString()).isEqualTo("photo-emily-1.jpg");
    assertThat(photos.get(0).path("accepted").asBoolean()).isTrue();
    assertThat(photos.get(1).path("accepted").asBoolean()).isFalse();
    assertThat(photos.get(1).path("reasons").get(0).asString()).isEqualTo("face looks up");

    JsonNode member = enrolled.json().path("member");
    assertThat(keys(member))
        .containsExactly("id", "name", "enrolledAt", "templates", "grants", "problem");
    assertThat(member.path("name").asString()).isEqualTo("Emily Müller");
    assertThat(member.path("templates").asInt()).isEqualTo(1);
    assertThat(Instant.parse(member.path("enrolledAt").asString()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    JsonNode grant = member.path("grants").get(0);
    assertThat(keys(grant))
        .containsExactly("id", "purpose", "places", "from", "to", "noticeVersion", "withdrawnAt");
    assertThat(grant.path("places").toString()).isEqualTo("[\"back\",\"front\"]");
    assertThat(grant.path("to").asString()).isEqualTo("2099-12-31T23:00:00Z");
    assertThat(grant.path("withdrawnAt").isNull()).isTrue();
    assertThat(browser.get("/api/members").json()).containsExactly(member);

    String id = member.path("id").asString();
    var withdrawn =
        browser.post(
            "/api/members/" + id + "/grants/" + grant.path("id").asString() + "/withdraw", "");
    assertThat(withdrawn.status()).isEqualTo(200);
    assertThat(withdrawn.json().path("grants").get(0).path("withdrawnAt").isString()).isTrue();

    var erased = browser.delete("/api/members/" + id);
    assertThat(erased.status()).isEqualTo(200);
    assertThat(keys(erased.json())).containsExactly("erased", "at", "counts", "signature");
    assertThat(erased.json().at("/counts/templates").asInt()).isEqualTo(1);
    assertThat(browser.get("/api/erasures/" + id).json()).isEqualTo(erased.json());
    assertThat(erased.json().path("erased").asString()).isEqualTo(id);
    assertThat(browser.get("/api/members").json()).isEmpty();
    assertThat(browser.delete("/api/members/" + id).status()).isEqualTo(404);
  }

  @Test
  void a_member_enrols_from_a_film_that_is_not_kept() throws Exception {
    var enrolled =
        form("Film")
            .file("photos", Path.of("target/classes/demo/demo-enrolment.mp4"))
            .post("/api/members");
    assertThat(enrolled.status()).as(enrolled.response().body()).isEqualTo(201);
    assertThat(enrolled.json().path("photos").get(0).path("accepted").asBoolean()).isTrue();
    assertThat(data.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void bad_photos_are_refused_with_their_reasons() throws Exception {
    var refused =
        form("Nobody")
            .file("photos", photo("laura-2"))
            .file("photos", "../../etc/passwd", "no picture".getBytes())
            .file("photos", "film.mp4", "....ftypisom and no more".getBytes())
            .post("/api/members");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.error()).isEqualTo("None of the 3 files can be used");
    JsonNode photos = refused.json().path("photos");
    assertThat(photos.get(0).path("reasons").get(0).asString()).contains("px wide, 80 needed");
    assertThat(photos.get(1).path("file").asString()).isEqualTo("passwd");
    assertThat(photos.get(2).path("reasons").get(0).asString())
        .doesNotContain(data.toString())
        .isNotBlank();
    assertThat(browser.get("/api/members").json()).isEmpty();
  }

  @Test
  void what_is_missing_or_wrong_is_named() throws Exception {
    byte[] picture = Files.readAllBytes(photo("emily-1"));
    var noPhoto = form("Anna").post("/api/members");
    assertThat(noPhoto.status()).isEqualTo(400);
    assertThat(noPhoto.error()).isEqualTo("'photos' is missing");

    var noName =
        browser
            .form()
            .field("purpose", "DOOR")
            .field("noticeVersion", notice)
            .field("consent", "true")
            .file("photos", "a.jpg", picture)
            .post("/api/members");
    assertThat(noName.error()).isEqualTo("'name' is missing");

    var noConsent =
        browser
            .form()
            .field("name", "Anna")
            .field("purpose", "DOOR")
            .field("noticeVersion", notice)
            .field("consent", "false")
            .file("photos", "a.jpg", picture)
            .post("/api/members");
    assertThat(noConsent.status()).isEqualTo(400);
    assertThat(noConsent.error()).isEqualTo("Without the member's consent nobody is enrolled");

    var when = form("Anna").field("to", "tomorrow").file("photos", "a.jpg", picture);
    var badTime = when.post("/api/members");
    assertThat(badTime.status()).isEqualTo(400);
    assertThat(badTime.error()).contains("'to'");

    var cutOff = form("Anna").file("photos", "a.jpg", picture).postCutOff("/api/members");
    assertThat(cutOff.status()).isEqualTo(400);
    assertThat(cutOff.error()).contains("form is broken");

    var json = browser.post("/api/members", "{}");
    assertThat(json.status()).isEqualTo(415);
  }

  @Test
  void unknown_ids_are_not_found() throws Exception {
    for (String id : List.of(UUID.randomUUID().toString(), "not-an-id")) {
      var erase = browser.delete("/api/members/" + id);
      assertThat(erase.status()).isEqualTo(404);
      assertThat(erase.error()).isNotBlank();
      assertThat(browser.post("/api/members/" + id + "/grants/" + id + "/withdraw", "").status())
          .isEqualTo(404);
    }
  }

  @Test
  void an_upload_that_is_too_large_is_refused_in_words() throws Exception {
    byte[] large = new byte[212_000_000];
    try {
      var refused = form("Anna").file("photos", "a.mp4", large).post("/api/members");
      assertThat(refused.status()).isEqualTo(413);
    } catch (java.io.IOException e) {
      // The server hangs up on whoever keeps sending; some clients see that first.
      assertThat(e.getMessage()).isNotNull();
    }
  }
}
