package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Cards and verification by API, with real photos, against a running server. */
class CardApiTest {
  private static final String UNTIL =
      Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser browser;
  private static String notice;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    browser = server.administrator();
    notice = browser.get("/api/cards/notice").json().path("version").asString();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nobody_is_enrolled() throws Exception {
    for (JsonNode member : browser.get("/api/members").json()) {
      browser.delete("/api/members/" + member.path("id").asString());
    }
  }

  private static Path photo(String name) {
    return Path.of("target/test-media/photo-" + name + ".jpg");
  }

  private static Browser.Form form(String... purposes) {
    Browser.Form form =
        browser
            .form()
            .field("noticeVersion", notice)
            .field("consent", "true")
            .field("until", UNTIL);
    for (String purpose : purposes) {
      form.field("purposes", purpose);
    }
    return form;
  }

  private static JsonNode issue(String person, String... purposes) throws Exception {
    var issued =
        form(purposes)
            .field("places", "bank")
            .file("photos", photo(person + "-1"))
            .file("photos", photo(person + "-5"))
            .post("/api/cards");
    assertThat(issued.status()).as(issued.response().body()).isEqualTo(201);
    return issued.json();
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asString());
  }

  private static String detail(Browser.Answer answer, int status, String field) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.response().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("field").asString("")).isEqualTo(field);
    return answer.json().path("detail").asString();
  }

  @Test
  void a_card_is_made_and_nothing_of_it_is_kept() throws Exception {
    JsonNode issued = issue("emily", "DOOR", "VERIFY");
    assertThat(List.copyOf(issued.propertyNames()))
        .containsExactly("card", "png", "file", "qrVersion", "photos");
    JsonNode card = issued.path("card");
    assertThat(List.copyOf(card.propertyNames()))
        .containsExactly("id", "from", "until", "purposes", "places");
    assertThat(card.path("until").asString()).isEqualTo(UNTIL);
    assertThat(issued.path("qrVersion").asInt()).isBetween(10, 25);
    assertThat(bytes(issued.path("png"))).startsWith(0x89, 'P', 'N', 'G');
    byte[] file = bytes(issued.path("file"));
    assertThat(file).hasSizeBetween(380, 450);
    assertThat(browser.get("/api/members").json()).isEmpty();
    assertThat(data.resolve("uploads")).isEmptyDirectory();
    // Neither the card nor any part of it that is long enough to be one lies on the disk.
    String part = new String(file, 40, 64, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
            .as(one.toString())
            .doesNotContain(part);
      }
    }
  }

  @Test
  void what_is_wrong_with_a_card_is_named() throws Exception {
    assertThat(
            detail(
                form("TRAIL").file("photos", photo("emily-1")).post("/api/cards"), 400, "purposes"))
        .contains("TRAIL");
    var past =
        browser
            .form()
            .field("noticeVersion", notice)
            .field("consent", "true")
            .field("purposes", "DOOR")
            .field("until", "2020-01-01T00:00:00Z")
            .file("photos", photo("emily-1"))
            .post("/api/cards");
    assertThat(detail(past, 400, "until")).contains("2020");
    var refusedConsent =
        browser
            .form()
            .field("noticeVersion", notice)
            .field("consent", "false")
            .field("purposes", "DOOR")
            .field("until", UNTIL)
            .file("photos", photo("emily-1"))
            .post("/api/cards");
    assertThat(detail(refusedConsent, 400, "consent")).contains("consent");
    var two =
        form("DOOR")
            .file("photos", photo("emily-1"))
            .file("photos", photo("jessica-1"))
            .post("/api/cards");
    assertThat(detail(two, 422, "photos")).contains("two different people");
    assertThat(two.json().path("photos")).hasSize(2);
    assertThat(detail(browser.post("/api/cards/" + UUID.randomUUID() + "/revoke", ""), 404, "id"))
        .contains("There is no card");
  }

  @Test
  void two_photos_are_compared() throws Exception {
    var same =
        browser
            .form()
            .file("first", photo("emily-1"))
            .file("second", photo("emily-5"))
            .post("/api/verify/photos");
    assertThat(same.status()).as(same.response().body()).isEqualTo(200);
    JsonNode answer = same.json();
    assertThat(List.copyOf(answer.propertyNames()))
        .containsExactly("match", "score", "threshold", "fmr", "fmrSource", "liveness", "photos");
    assertThat(answer.path("liveness").isNull()).as("a photo shows no life").isTrue();
    assertThat(answer.path("match").asBoolean()).isTrue();
    assertThat(answer.path("score").asDouble()).isGreaterThan(answer.path("threshold").asDouble());
    assertThat(answer.path("fmr").asDouble()).isEqualTo(1e-4);
    assertThat(answer.path("fmrSource").asString()).contains("LFW", "1,197,943");
    assertThat(answer.path("photos").get(0).path("field").asString()).isEqualTo("first");
    assertThat(answer.path("photos").get(0).path("quality").asDouble()).isBetween(0.3, 1.0);

    var other =
        browser
            .form()
            .field("fmr", "1e-5")
            .file("first", photo("emily-1"))
            .file("second", photo("jessica-1"))
            .post("/api/verify/photos");
    assertThat(other.json().path("match").asBoolean()).isFalse();
    assertThat(other.json().path("threshold").asDouble()).isGreaterThan(0.45);
  }

  @Test
  void what_cannot_be_compared_is_named() throws Exception {
    var noPicture =
        browser
            .form()
            .file("first", photo("emily-1"))
            .file("second", "x.jpg", "no picture".getBytes(StandardCharsets.UTF_8))
            .post("/api/verify/photos");
    assertThat(detail(noPicture, 400, "second")).isNotBlank();
    var noFace =
        browser
            .form()
            .file("first", Path.of("target/classes/demo/demo-street.jpg"))
            .file("second", photo("emily-1"))
            .post("/api/verify/photos");
    assertThat(detail(noFace, 422, "first")).contains("face");
    var rate =
        browser
            .form()
            .field("fmr", "0.5")
            .file("first", photo("emily-1"))
            .file("second", photo("emily-1"))
            .post("/api/verify/photos");
    assertThat(detail(rate, 400, "fmr")).contains("1.0E-4");
    var missing = browser.form().file("first", photo("emily-1")).post("/api/verify/photos");
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.response().body()).contains("second");
    var file =
        browser
            .form()
            .file("fmr", photo("emily-1"))
            .file("first", photo("emily-1"))
            .file("second", photo("emily-1"))
            .post("/api/verify/photos");
    assertThat(detail(file, 400, "fmr")).isEqualTo("'fmr' must not be a file");
    var neither = browser.form().file("second", photo("emily-1")).post("/api/verify/photos");
    assertThat(detail(neither, 400, "first")).contains("either");
  }

  @Test
  void a_member_is_verified_by_their_grant_alone() throws Exception {
    String text = browser.get("/api/notice?purpose=VERIFY").json().path("version").asString();
    var enrolled =
        browser
            .form()
            .field("name", "Emily")
            .field("purpose", "VERIFY")
            .field("places", "bank")
            .field("noticeVersion", text)
            .field("consent", "true")
            .file("photos", photo("emily-1"))
            .post("/api/members");
    assertThat(enrolled.status()).as(enrolled.response().body()).isEqualTo(201);
    JsonNode member = enrolled.json().path("member");
    String id = member.path("id").asString();

    assertThat(verifyMember(id, "bank", "emily-5").json().path("match").asBoolean()).isTrue();
    assertThat(verifyMember(id, "bank", "jessica-1").json().path("match").asBoolean()).isFalse();
    assertThat(detail(verifyMember(id, "ba\u0007nk", "emily-5"), 400, "place"))
        .contains("control characters");
    // Who is unknown, who agreed to another place and who withdrew cannot be told apart.
    var unknown = verifyMember(UUID.randomUUID().toString(), "bank", "emily-5");
    var elsewhere = verifyMember(id, "shop", "emily-5");
    browser.post(
        "/api/members/"
            + id
            + "/grants/"
            + member.path("grants").get(0).path("id").asString()
            + "/withdraw",
        "");
    var withdrawn = verifyMember(id, "bank", "emily-5");
    assertThat(detail(unknown, 404, "member"))
        .isEqualTo(detail(elsewhere, 404, "member"))
        .isEqualTo(detail(withdrawn, 404, "member"));
  }

  private static Browser.Answer verifyMember(String id, String place, String photo)
      throws Exception {
    return browser
        .form()
        .field("place", place)
        .file("photo", photo(photo))
        .post("/api/verify/members/" + id);
  }

  @Test
  void a_card_is_verified_as_a_file_and_as_a_picture_until_it_is_revoked() throws Exception {
    JsonNode issued = issue("emily", "VERIFY");
    byte[] file = bytes(issued.path("file"));
    byte[] png = bytes(issued.path("png"));
    assertThat(verifyCard(file, "bank", "emily-4").json().path("match").asBoolean()).isTrue();
    assertThat(verifyCard(png, "bank", "emily-4").json().path("match").asBoolean()).isTrue();
    assertThat(verifyCard(png, "bank", "jessica-1").json().path("match").asBoolean()).isFalse();
    assertThat(detail(verifyCard(file, "shop", "emily-4"), 422, "card"))
        .isEqualTo("the card is not for this place");

    byte[] forged = file.clone();
    forged[60] ^= 1;
    assertThat(detail(verifyCard(forged, "bank", "emily-4"), 422, "card"))
        .isEqualTo("the card's signature is wrong");
    assertThat(
            detail(
                verifyCard(Files.readAllBytes(photo("emily-1")), "bank", "emily-4"), 422, "card"))
        .contains("No QR code");
    assertThat(detail(verifyCard(new byte[] {1, 2, 3}, "bank", "emily-4"), 400, "card"))
        .contains("neither");

    String id = issued.path("card").path("id").asString();
    assertThat(browser.post("/api/cards/" + id + "/revoke", "").status()).isEqualTo(204);
    assertThat(detail(verifyCard(file, "bank", "emily-4"), 422, "card"))
        .isEqualTo("the card was revoked");
  }

  private static Browser.Answer verifyCard(byte[] card, String place, String photo)
      throws Exception {
    return browser
        .form()
        .field("place", place)
        .file("photo", photo(photo))
        .file("card", "card", card)
        .post("/api/verify/card");
  }

  @Test
  void a_challenge_is_begun_and_its_face_is_not_to_be_had_before_it_is_passed() throws Exception {
    var begun = browser.post("/api/verify/challenges", "");
    assertThat(begun.status()).as(begun.response().body()).isEqualTo(201);
    assertThat(begun.json().path("state").asString()).isEqualTo("RUNNING");
    assertThat(Instant.parse(begun.json().path("expires").asString())).isAfter(Instant.now());
    String id = begun.json().path("id").asString();

    JsonNode seen = frame(browser, id).json();
    assertThat(seen.path("prompt").path("action").asString())
        .isIn("TURN_LEFT", "TURN_RIGHT", "BLINK", "COME_CLOSER");
    assertThat(seen.path("words").asString()).isNotBlank();
    assertThat(detail(verifyChallenge(id), 422, "challenge")).contains("not over");
    assertThat(detail(verifyChallenge(UUID.randomUUID().toString()), 404, "challenge"))
        .contains("no challenge");
    // Whoever else has its id cannot go on with it, nor verify its face.
    assertThat(detail(frame(server.as(Role.OPERATOR), id), 404, "challenge"))
        .contains("no challenge");

    var both =
        browser
            .form()
            .field("challenge", id)
            .file("first", photo("emily-1"))
            .file("second", photo("emily-5"))
            .post("/api/verify/photos");
    assertThat(detail(both, 400, "first")).contains("either");
    var noId =
        browser
            .form()
            .field("challenge", "mine")
            .file("second", photo("emily-5"))
            .post("/api/verify/photos");
    assertThat(detail(noId, 400, "challenge")).contains("an id such as");
  }

  private static Browser.Answer frame(Browser who, String challenge) throws Exception {
    return who.form()
        .file("frames", photo("emily-1"))
        .post("/api/verify/challenges/" + challenge + "/frames");
  }

  private static Browser.Answer verifyChallenge(String challenge) throws Exception {
    return browser
        .form()
        .field("challenge", challenge)
        .file("second", photo("emily-5"))
        .post("/api/verify/photos");
  }

  @Test
  void nobody_comes_near_without_logging_in() throws Exception {
    Browser stranger = server.browser();
    for (String path :
        List.of(
            "/api/cards",
            "/api/verify/photos",
            "/api/verify/card",
            "/api/verify/members/" + UUID.randomUUID())) {
      assertThat(stranger.form().file("photo", photo("emily-1")).post(path).status())
          .as(path)
          .isEqualTo(401);
    }
    assertThat(stranger.get("/api/cards/notice").status()).isEqualTo(401);
  }
}
