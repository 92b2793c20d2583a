package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.account.Role;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.audit.ConsistencyProof;
import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.InclusionProof;
import dev.gatehouse.audit.TreeHead;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;

/** Who looks at whom over the API is written down, can be proven, and the member is told. */
@OnEachDatabase
class AuditApiTest {
  @Parameter DatabaseKind kind;
  @TempDir static Path folder;
  private static Path data;
  @TempDir Path files;
  private static RunningServer server;
  private static Browser owner;

  @BeforeParameterizedClassInvocation
  static void start(DatabaseKind kind) throws Exception {
    data = folder.resolve(kind.name());
    server = RunningServer.start(kind, data);
    owner = server.administrator();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private static JsonNode newest(String query) throws Exception {
    var answer = owner.get("/api/audit?" + query);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    return answer.json();
  }

  private static List<Hash> path(JsonNode proof) {
    List<Hash> path = new ArrayList<>();
    proof.path("path").forEach(one -> path.add(Hash.parse(one.asString())));
    return path;
  }

  @Test
  void log_ins_are_written_down_but_not_what_was_typed() throws Exception {
    server.browser().logIn("hunter2-typed-in-the-wrong-field", "x");
    assertThat(newest("action=LOG_IN_FAILED").get(0).path("actor").asString())
        .isEqualTo("system:gatehouse");
    Browser auditor = server.as(Role.AUDITOR);
    JsonNode logIn = newest("action=LOG_IN&limit=1").get(0);
    assertThat(logIn.path("actor").asString()).startsWith("user:auditor-");
    assertThat(auditor.delete("/api/session").status()).isEqualTo(204);
    assertThat(newest("action=LOG_OUT&limit=1").get(0).path("actor"))
        .isEqualTo(logIn.path("actor"));
    assertThat(newest("limit=500").toString()).doesNotContain("hunter2");
  }

  @Test
  void a_list_that_a_page_asks_for_again_and_again_is_one_look() throws Exception {
    Browser reception = server.as(Role.RECEPTION);
    String actor = "user:" + reception.get("/api/session").json().path("user").asString();
    for (int i = 0; i < 5; i++) {
      assertThat(reception.get("/api/members").status()).isEqualTo(200);
    }
    List<String> looks = new ArrayList<>();
    for (JsonNode entry : newest("action=VIEW&limit=500")) {
      if (entry.path("actor").asString().equals(actor)) {
        looks.add(entry.path("detail").asString());
      }
    }
    assertThat(looks).containsExactly("list of members");
  }

  @Test
  void a_member_s_day_needs_a_reason_and_the_member_reads_it() throws Exception {
    Browser member = server.as(Role.MEMBER);
    String id = member.get("/api/session").json().path("member").asString();
    assertThat(id).isNotEmpty();
    String day = "/api/members/" + id + "/decisions?date=" + LocalDate.now();

    for (String reason : List.of("", "&reason=", "&reason=%20%20", "&reason=" + "x".repeat(501))) {
      var refused = owner.get(day + reason);
      assertThat(refused.status()).as(reason).isEqualTo(400);
      assertThat(refused.json().path("field").asString()).isEqualTo("reason");
    }
    var wrongDay = owner.get("/api/members/" + id + "/decisions?date=yesterday&reason=x");
    assertThat(wrongDay.json().path("field").asString()).isEqualTo("date");
    assertThat(owner.get(day.replace(id, UUID.randomUUID().toString()) + "&reason=x").status())
        .isEqualTo(404);
    assertThat(member.get("/api/me/audit").json().path("unread").asInt()).isZero();

    assertThat(owner.get(day + "&reason=A%20lost%20bag").status()).isEqualTo(200);
    JsonNode own = member.get("/api/me/audit").json();
    assertThat(own.path("unread").asInt()).isEqualTo(1);
    JsonNode look = own.path("entries").get(0);
    assertThat(look.path("action").asString()).isEqualTo("VIEW");
    assertThat(look.path("actor").asString()).isEqualTo("user:admin");
    assertThat(look.path("reason").asString()).isEqualTo("A lost bag");
    assertThat(look.path("detail").asString()).isEqualTo("decisions of " + LocalDate.now());
    assertThat(look.path("subject").path("id").asString()).isEqualTo(id);
    assertThat(owner.get("/api/members/" + id + "/audit").json().get(0).path("index"))
        .isEqualTo(look.path("index"));

    String read = "{\"index\": " + look.path("index").asLong() + "}";
    assertThat(member.post("/api/me/audit/read", read).status()).isEqualTo(204);
    assertThat(member.get("/api/me/audit").json().path("unread").asInt()).isZero();
    assertThat(member.get("/api/audit").status()).isEqualTo(403);
    assertThat(server.as(Role.AUDITOR).get(day + "&reason=x").status()).isEqualTo(403);
  }

  @Test
  void an_auditor_reads_the_log_without_the_names_of_members() throws Exception {
    Browser member = server.as(Role.MEMBER);
    String id = member.get("/api/session").json().path("member").asString();
    owner.get("/api/members/" + id + "/decisions?date=2026-01-01&reason=x");
    JsonNode subject =
        server.as(Role.AUDITOR).get("/api/audit?subject=" + id).json().get(0).path("subject");
    assertThat(subject.path("id").asString()).isEqualTo(id);
    assertThat(subject.path("name").isNull()).isTrue();
  }

  @Test
  void an_erased_member_leaves_no_subject_and_no_reason() throws Exception {
    Browser member = server.as(Role.MEMBER);
    String id = member.get("/api/session").json().path("member").asString();
    owner.get("/api/members/" + id + "/decisions?date=2026-01-01&reason=Named%20Carla%20Kobold");
    long index = newest("subject=" + id).get(0).path("index").asLong();
    assertThat(member.delete("/api/me").status()).isEqualTo(200);

    JsonNode left = newest("before=" + (index + 1) + "&limit=1").get(0);
    assertThat(left.path("index").asLong()).isEqualTo(index);
    assertThat(left.path("forgotten").asBoolean()).isTrue();
    assertThat(left.path("actor").asString()).isEqualTo("user:admin");
    assertThat(left.path("subject").isNull()).isTrue();
    assertThat(newest("limit=500").toString()).doesNotContain("Kobold");
    JsonNode erased = newest("action=ERASE&limit=2");
    assertThat(erased.get(1).path("actor").asString()).isEqualTo("member:" + id);
    assertThat(erased.get(0).path("actor").asString()).isEqualTo("system:gatehouse");
    assertThat(erased.get(0).path("count").asLong()).isPositive();
    assertThat(
            server.bean(AuditVerifier.class).verify(List.of(), List.of(), (_, _) -> {}).finding())
        .isEmpty();
  }

  @Test
  void what_the_log_says_can_be_proven_over_the_api() throws Exception {
    JsonNode first = owner.get("/api/audit/tree-head").json();
    TreeHead head = TreeHead.parse(first.path("note").asString());
    assertThat(head.signedBy(server.bean(AuditLog.class).verifierKey())).isTrue();
    assertThat(first.path("problem").isNull()).isTrue();
    server.as(Role.AUDITOR);
    JsonNode second = owner.get("/api/audit/tree-head").json();
    TreeHead later = TreeHead.parse(second.path("note").asString());
    assertThat(later.size()).isGreaterThan(head.size());

    JsonNode consistent =
        owner.get("/api/audit/consistency?first=" + head.size() + "&second=" + later.size()).json();
    assertThat(
            new ConsistencyProof(head.size(), later.size(), path(consistent))
                .holds(head.root(), later.root()))
        .isTrue();

    JsonNode included = owner.get("/api/audit/proof?index=1&size=" + later.size()).json();
    byte[] leaf = Base64.getDecoder().decode(included.path("leaf").asString());
    assertThat(
            new InclusionProof(1, later.size(), path(included))
                .holds(Hash.leaf(leaf), later.root()))
        .isTrue();
    assertThat(owner.get("/api/audit/proof?index=99999").status()).isEqualTo(404);
    assertThat(owner.get("/api/audit/consistency?first=0&second=1").status()).isEqualTo(404);
    assertThat(owner.get("/api/audit?action=SPYING").json().path("field").asString())
        .isEqualTo("action");
  }

  @Test
  void the_exported_log_can_be_checked() throws Exception {
    var answer = owner.get("/api/audit/export");
    assertThat(answer.status()).isEqualTo(200);
    Path file = Files.writeString(files.resolve("audit.jsonl"), answer.response().body());
    var found =
        AuditVerifier.verifyFile(
            file, List.of(server.bean(AuditLog.class).verifierKey()), List.of(), (_, _) -> {});
    assertThat(found.finding()).isEmpty();
    assertThat(found.entries()).isGreaterThan(2);
    assertThat(newest("action=EXPORT&limit=1").get(0).path("detail").asString())
        .isEqualTo("audit log");
  }
}
