package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.kiosk.Audience;
import dev.gatehouse.kiosk.Greeting;
import dev.gatehouse.kiosk.KioskSettings;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.kiosk.Viewer;
import dev.gatehouse.merchandise.Shopper;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The API of merchandise, against a running server whose kiosk has nobody before it. */
class MerchandiseApiTest {
  private static final String ITEMS = "/api/merchandise/items";
  private static final KioskSettings SHOWROOM =
      new KioskSettings("showroom", "Showroom", "hall", Optional.empty(), true);

  @TempDir static Path data;
  private static RunningServer server;
  private static Browser owner;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    server.bean(Kiosks.class).add(SHOWROOM);
    owner = server.administrator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void empty() throws Exception {
    for (JsonNode item : owner.get(ITEMS).json()) {
      assertThat(owner.delete(ITEMS + "/" + item.path("id").asString()).status()).isEqualTo(204);
    }
  }

  private static JsonNode add(String json) throws Exception {
    Browser.Answer answer = owner.post(ITEMS, json);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    return answer.json();
  }

  private static Browser.Answer load(String csv, Charset charset) throws Exception {
    return owner
        .form()
        .file("file", "goods.csv", csv.getBytes(charset))
        .post("/api/merchandise/catalogue");
  }

  private static byte[] picture() {
    try (Image image = Image.allocate(1000, 500)) {
      return ImageCodec.png(image);
    }
  }

  @Test
  void an_item_is_added_changed_and_deleted() throws Exception {
    JsonNode item =
        add(
            """
            {"sku": "W-1", "name": "Wine", "price": "9,90", "minimumAge": 18,
             "ages": ["30-44", "60+"], "sexes": ["FEMALE"], "days": ["FRIDAY", "SATURDAY"],
             "hours": "18-23:30", "stock": 5, "weight": 2}
            """);
    assertThat(item.path("price").asString()).isEqualTo("9.90");
    assertThat(item.path("currency").asString()).isEqualTo("EUR");
    assertThat(item.path("hours").asString()).isEqualTo("18:00-23:30");
    assertThat(item.path("ages").toString()).isEqualTo("[\"30-44\",\"60+\"]");
    String path = ITEMS + "/" + item.path("id").asString();
    JsonNode changed =
        owner.put(path, "{\"sku\": \"W-1\", \"name\": \"Red wine\", \"price\": \"8.5\"}").json();
    assertThat(changed.path("name").asString()).isEqualTo("Red wine");
    assertThat(changed.path("stock").isNull()).isTrue();
    assertThat(owner.get(ITEMS).json()).hasSize(1);

    Browser.Answer wrong = owner.put(path, "{\"sku\": \"W-1\", \"name\": \"\", \"price\": \"1\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.field()).isEqualTo("name");
    assertThat(wrong.error()).isEqualTo("The name is missing");
    assertThat(owner.post(ITEMS, "{}").field()).isEqualTo("price");
    Browser.Answer ages =
        owner.post(
            ITEMS, "{\"sku\": \"x\", \"name\": \"x\", \"price\": \"1\", \"ages\": [\"7-9\"]}");
    assertThat(ages.status()).isEqualTo(400);
    assertThat(ages.field()).isEqualTo("ages");
    assertThat(owner.put(ITEMS + "/" + UUID.randomUUID(), "{}").status()).isEqualTo(404);
  }

  @Test
  void a_catalogue_is_taken_in_with_what_was_refused_and_comes_out_again() throws Exception {
    Browser.Answer answer =
        load(
            """
            sku;name;price;minimum age;colour
            1;Crème brûlée;4,50;;
            2;Whisky;39,90;18;
            2;Again;1;;
            3;Cheap;-1;;
            4;Short
            5;"=HYPERLINK(""x"")";1.299;;
            6;-5 % coupon;0;;
            """,
            Charset.forName("windows-1252"));
    assertThat(answer.status()).isEqualTo(200);
    JsonNode result = answer.json();
    assertThat(result.path("encoding").asString()).isEqualTo("Windows-1252");
    assertThat(result.path("added").asInt()).isEqualTo(3);
    assertThat(result.path("ignored").toString()).isEqualTo("[\"colour\"]");
    List<Integer> lines = new ArrayList<>();
    result.path("refused").forEach(one -> lines.add(one.path("line").asInt()));
    assertThat(lines).containsExactly(4, 5, 6, 7);

    Browser.Answer csv = owner.get("/api/merchandise/catalogue.csv");
    assertThat(csv.header("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(csv.response().body()).contains("Crème brûlée", "'-5 % coupon");
    JsonNode again = load(csv.response().body(), UTF_8).json();
    assertThat(again.path("unchanged").asInt()).as(again.toString()).isEqualTo(3);
    assertThat(again.path("refused")).isEmpty();

    assertThat(load("no catalogue", UTF_8).status()).isEqualTo(400);
    assertThat(load("no catalogue", UTF_8).field()).isEqualTo("file");
  }

  @Test
  void pictures_come_by_their_names() throws Exception {
    add("{\"sku\": \"A/1\", \"name\": \"One\", \"price\": \"1\"}");
    Browser.Answer answer =
        owner
            .form()
            .file("pictures", "a-1.PNG", picture())
            .file("pictures", "unknown.jpg", picture())
            .file("pictures", "A-1.gif", "GIF89a".getBytes(UTF_8))
            .post("/api/merchandise/pictures");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get(0).path("sku").asString()).isEqualTo("A/1");
    assertThat(answer.json().get(1).path("reason").asString()).contains("No item");
    assertThat(answer.json().get(2).path("reason").asString()).contains("not a JPEG");
    JsonNode item = owner.get(ITEMS).json().get(0);
    assertThat(item.path("picture").isString()).isTrue();
    String path = ITEMS + "/" + item.path("id").asString() + "/picture";
    Browser.Answer picture = owner.get(path);
    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.header("Content-Type")).contains("image/jpeg");
    assertThat(owner.delete(path).status()).isEqualTo(204);
    assertThat(owner.get(path).status()).isEqualTo(404);
    Browser.Answer none =
        owner.form().file("picture", "x.jpg", "nothing".getBytes(UTF_8)).post(path);
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.field()).isEqualTo("picture");
  }

  @Test
  void a_screen_shows_goods_and_says_what_was_touched() throws Exception {
    add("{\"sku\": \"1\", \"name\": \"Bread\", \"price\": \"2.50\"}");
    add("{\"sku\": \"2\", \"name\": \"Wine\", \"price\": \"9.90\", \"minimumAge\": 18}");
    JsonNode item = add("{\"sku\": \"3\", \"name\": \"Cake\", \"price\": \"3\"}");
    owner
        .form()
        .file("picture", "x.png", picture())
        .post(ITEMS + "/" + item.path("id").asString() + "/picture");
    Browser screen = server.as(Role.KIOSK, "hall");
    String picks = "/api/kiosks/showroom/picks";
    JsonNode shown = screen.get(picks).json();
    assertThat(shown.path("picks")).hasSize(2);
    for (JsonNode pick : shown.path("picks")) {
      assertThat(pick.path("name").asString()).isIn("Bread", "Cake");
      String path = picks + "/" + pick.path("id").asString();
      Browser.Answer touch = screen.post(path + "/touch", "");
      assertThat(touch.status()).isEqualTo(200);
      assertThat(touch.json().path("name").asString()).isEqualTo(pick.path("name").asString());
      boolean cake = pick.path("name").asString().equals("Cake");
      assertThat(screen.get(path + "/picture").status()).isEqualTo(cake ? 200 : 404);
    }
    assertThat(screen.get(picks).json()).as("the same for a while").isEqualTo(shown);
    assertThat(screen.get(picks + "?n=1").json().path("picks")).hasSize(1);
    assertThat(screen.get(picks + "?n=99").status()).isEqualTo(400);
    assertThat(screen.post(picks + "/" + UUID.randomUUID() + "/touch", "").status()).isEqualTo(404);
    assertThat(screen.get("/api/kiosks/other/picks").status()).isEqualTo(404);
    assertThat(server.as(Role.KIOSK, "elsewhere").get(picks).status()).isEqualTo(404);
    // Nobody was there, so nobody is counted.
    JsonNode report = owner.get("/api/merchandise/report").json();
    assertThat(report.path("shows").path("of").asInt()).isZero();
    assertThat(report.path("lift").path("lift").isNull()).isTrue();
    assertThat(report.path("kiosks").get(0).path("name").asString()).isEqualTo("Showroom");
  }

  @Test
  void who_is_restricted_to_places_changes_no_catalogue_and_sees_their_kiosks() throws Exception {
    Browser operator = server.as(Role.OPERATOR, "hall");
    assertThat(operator.get(ITEMS).status()).isEqualTo(200);
    assertThat(operator.post(ITEMS, "{\"sku\": \"1\", \"name\": \"x\", \"price\": \"1\"}").status())
        .isEqualTo(403);
    assertThat(operator.get("/api/merchandise/report").status()).isEqualTo(403);
    assertThat(operator.get("/api/merchandise/report?kiosk=showroom").status()).isEqualTo(200);
    assertThat(
            server
                .as(Role.OPERATOR, "elsewhere")
                .get("/api/merchandise/report?kiosk=showroom")
                .status())
        .isEqualTo(404);
    assertThat(
            owner
                .get("/api/merchandise/report?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")
                .field())
        .isEqualTo("from");
  }

  @Test
  void those_before_a_screen_are_one_shopper_and_the_youngest_counts() {
    Instant now = Instant.parse("2026-03-04T12:00:00Z");
    UUID ada = UUID.randomUUID();
    Viewer adult = new Viewer(new AgeRange(30, 40), Optional.of(Sex.FEMALE), 0.5);
    Viewer child = new Viewer(new AgeRange(6, 12), Optional.of(Sex.FEMALE), 0.2);
    Viewer unknown = new Viewer(Viewer.ANY_AGE, Optional.empty(), 0.1);
    Optional<Greeting> greeting = Optional.of(new Greeting(ada, "Ada"));
    Shopper alone =
        KioskPicksController.shopper(SHOWROOM, new Audience(List.of(adult), greeting), now);
    assertThat(alone)
        .isEqualTo(
            new Shopper(
                "showroom",
                "hall",
                1,
                Optional.of(new AgeRange(30, 40)),
                Optional.of(Sex.FEMALE),
                Optional.of(ada),
                now));
    Shopper family =
        KioskPicksController.shopper(SHOWROOM, new Audience(List.of(adult, child), greeting), now);
    assertThat(family.ages()).contains(new AgeRange(6, 40));
    assertThat(family.sex()).contains(Sex.FEMALE);
    Shopper group =
        KioskPicksController.shopper(
            SHOWROOM, new Audience(List.of(adult, unknown), Optional.empty()), now);
    assertThat(group.ages().orElseThrow().youngest()).isZero();
    assertThat(group.sex()).isEmpty();
    Shopper nobody = KioskPicksController.shopper(SHOWROOM, Audience.NOBODY, now);
    assertThat(nobody.viewers()).isZero();
    assertThat(nobody.ages()).isEmpty();
  }

  @Test
  void a_member_reads_what_is_kept_of_them() throws Exception {
    Browser member = server.as(Role.MEMBER);
    assertThat(member.get("/api/me/merchandise").json()).isEmpty();
  }
}
