package dev.gatehouse.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.Gatehouse;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEntry;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import dev.gatehouse.cli.Cli;
import dev.gatehouse.evaluation.Measurement;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import dev.gatehouse.member.PostgresServer;
import dev.gatehouse.street.RegisteredVehicle;
import dev.gatehouse.street.StreetStore;
import dev.gatehouse.web.Browser;
import dev.gatehouse.web.RunningServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The report of a real installation with real members. */
class ReportTest {
  /** What is not escaped would be a script, or break the page. */
  private static final String NAME = "<script>alert(1)</script> & \"Łukasz\" ]]>";

  private static final String WITHDREW = "Emily Withdrew";

  @TempDir static Path data;
  private static RunningServer server;
  private static UUID member;
  private static UUID gone;

  @BeforeAll
  static void start() throws Exception {
    server =
        RunningServer.start(
            data,
            "--gatehouse.site.name=Town <hall>",
            "--gatehouse.controller.name=Town of Testing & Daughters",
            "--gatehouse.controller.dpo=dpo@town.example",
            "--gatehouse.doors[0].name=Main door",
            "--gatehouse.doors[0].place=hall",
            "--gatehouse.doors[0].liveness=off",
            "--gatehouse.doors[0].webhooks[0].url=https://lock.example/open",
            "--gatehouse.doors[0].webhooks[0].secret=a secret of the lock, kept",
            "--gatehouse.kiosks[0].id=shop",
            "--gatehouse.kiosks[0].name=Shop window",
            "--gatehouse.streets[0].id=north",
            "--gatehouse.streets[0].plates=REGISTERED",
            "--gatehouse.streets[0].camera=" + data.resolve("no-such-street.mp4"));
    Members members = server.bean(Members.class);
    member = enrol(members, NAME, "jessica");
    members.agree(member, consent(members, Purpose.VERIFY));
    UUID other = enrol(members, WITHDREW, "emily");
    members.withdraw(
        other, members.find(other).orElseThrow().grants().getFirst().id(), "reception-1");
    gone = enrol(members, "Laura Erased", "laura");
    members.erase(gone);
    server
        .bean(StreetStore.class)
        .register(
            new RegisteredVehicle(
                UUID.randomUUID(), "GHS123", "Olga Owner", List.of("north"), Optional.empty()),
            "admin");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static UUID enrol(Members members, String name, String photo) {
    Enrolment done =
        members.enrol(
            name,
            consent(members, Purpose.DOOR),
            List.of(Material.of(Path.of("target/test-media/photo-" + photo + "-1.jpg"))));
    assertThat(done).isInstanceOf(Enrolment.Enrolled.class);
    return ((Enrolment.Enrolled) done).member().id();
  }

  private static Consent consent(Members members, Purpose purpose) {
    return new Consent(
        true,
        purpose,
        Set.of("hall"),
        Optional.empty(),
        Optional.empty(),
        members.notices().current(purpose).getFirst().version(),
        "page",
        "reception-1");
  }

  private static ReportRequest request(boolean names) {
    return ReportRequest.days(Optional.empty(), Optional.empty(), names, Clock.systemUTC());
  }

  private static String html(boolean names) {
    return server.bean(Reports.class).html(request(names), Actor.user("dpo"));
  }

  private static byte[] pdf(boolean names) throws IOException {
    var out = new ByteArrayOutputStream();
    server.bean(Reports.class).pdf(request(names), Actor.user("dpo"), out);
    return out.toByteArray();
  }

  /** As it is read, without the breaks of lines. */
  private static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  /** What a browser shows. */
  private static String text(String html) throws Exception {
    var page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(html.replaceAll("<t[dh]", " $0").getBytes(UTF_8)));
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    return page.getDocumentElement().getTextContent().replaceAll("\\s+", " ");
  }

  @Test
  void it_tells_what_the_installation_is_and_does() throws Exception {
    String page = text(html(true));
    assertThat(page)
        .contains("Data protection report: Town <hall>")
        .contains("Controller Town of Testing & Daughters")
        .contains("Data protection officer dpo@town.example")
        .contains("Main door front hall 0.42 not checked: a photo would open it yes lock.example")
        .contains("told door, time and seconds, and no member")
        .contains("as text of vehicles whose owners agreed")
        .contains("Shop window shop shop of the screen that shows it")
        .contains("counts 400 days; whom an entry about a greeting is about 30 days")
        .contains("Decisions: 30 days")
        .contains("Visits 30 days, or until the member deletes them or is erased; musters 400 days")
        .contains("Counts 400 days, heat maps 90 days")
        .contains("Counts 400 days; a member’s own 400 days, and a minute after")
        .contains("retention record")
        .contains("Intact.")
        .contains(server.bean(AuditLog.class).verifierKey().toString())
        .doesNotContain("NOT INTACT")
        .doesNotContain("Optional[")
        .doesNotContain("of whom 0")
        .doesNotContain("a secret of the lock");
    for (var notice : server.bean(Members.class).notices().current(Purpose.DOOR)) {
      assertThat(page).contains(notice.text().replaceAll("\\s+", " "));
    }
    for (Measurement measurement : Measurement.all()) {
      assertThat(page).contains(measurement.command()).contains(measurement.data());
      measurement.rows().getFirst().forEach(cell -> assertThat(page).contains(cell));
    }
  }

  @Test
  void what_the_controller_did_not_fill_in_it_says_and_how_to() throws Exception {
    assertThat(text(html(true)))
        .contains("Address Not filled in. Write gatehouse.controller.address into gatehouse.yaml.")
        .contains("Not filled in: gatehouse.controller.basis-at-doors.")
        .contains("not filled in, gatehouse.controller.authority")
        .doesNotContain("Write gatehouse.controller.name into");
  }

  @Test
  void names_are_told_as_they_are_and_run_nothing() throws Exception {
    String html = html(true);
    byte[] pdf = pdf(true);
    Files.createDirectories(Path.of("target/screenshots")); // for people to look at
    Files.writeString(Path.of("target/screenshots/report.html"), html);
    Files.write(Path.of("target/screenshots/report.pdf"), pdf);
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
    for (String page : List.of(text(html), text(pdf))) {
      assertThat(page)
          .contains(NAME)
          .contains(WITHDREW)
          .contains("page, by reception-1")
          .contains("GHS123")
          .contains("Olga Owner")
          .contains("Confirming who they are (1:1)")
          .contains("withdrawn")
          .doesNotContain("Laura Erased");
      assertThat(page.replace(" ", "")).contains(gone.toString()); // it breaks in a narrow column
    }
  }

  @Test
  void without_names_nobody_is_named_in_any_byte() throws Exception {
    byte[] pdf = pdf(false);
    for (String page : List.of(html(false), text(html(false)), text(pdf), new String(pdf, UTF_8))) {
      assertThat(page)
          .doesNotContain("Łukasz")
          .doesNotContain("alert(1)")
          .doesNotContain("Emily")
          .doesNotContain("reception-1")
          .doesNotContain("GHS123")
          .doesNotContain("Olga");
    }
    assertThat(text(pdf).replace(" ", "")).contains(member.toString());
    assertThat(text(pdf))
        .contains("somebody without an account now")
        .contains("People are not named in this report");
  }

  @Test
  void it_stands_by_itself_and_the_pdf_is_tagged_for_screen_readers() throws Exception {
    assertThat(html(false))
        .doesNotContain("src=")
        .doesNotContain("<link")
        .doesNotContain("url(")
        .doesNotContain("@import");
    try (PDDocument document = Loader.loadPDF(pdf(false))) {
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(document.getDocumentCatalog().getDocumentOutline().hasChildren()).isTrue();
      assertThat(document.getDocumentInformation().getTitle()).contains("Town <hall>");
    }
  }

  @Test
  void making_one_is_written_down() {
    html(false);
    AuditEntry last =
        server
            .bean(AuditLog.class)
            .find(
                new AuditQuery(
                    Optional.empty(),
                    Optional.of(AuditAction.EXPORT),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    1))
            .getFirst();
    assertThat(last.event().actor()).isEqualTo(Actor.user("dpo"));
    assertThat(last.event().detail()).contains("report for data protection, without names");
  }

  @Test
  void owners_and_auditors_take_it_from_the_page_and_auditors_without_names() throws Exception {
    Browser owner = server.administrator();
    Browser.Answer named = owner.get("/api/report?names=true");
    assertThat(named.status()).isEqualTo(200);
    assertThat(named.header("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(named.header("Content-Disposition").orElseThrow())
        .matches("attachment; filename=\"gatehouse-report-20..-..-...html\"");
    assertThat(text(named.response().body())).contains(NAME);
    assertThat(owner.get("/api/report?format=pdf").header("Content-Type"))
        .contains("application/pdf");

    Browser auditor = server.as(Role.AUDITOR);
    assertThat(text(auditor.get("/api/report").response().body()))
        .contains(member.toString())
        .doesNotContain(WITHDREW);
    Browser.Answer refused = auditor.get("/api/report?names=true");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.error()).contains("names=false");

    assertThat(owner.get("/api/report?format=docx").field()).isEqualTo("format");
    assertThat(owner.get("/api/report?from=2026-02-01&to=2026-01-01").field()).isEqualTo("from");
    assertThat(owner.get("/api/report?from=yesterday").field()).isEqualTo("from");
  }

  @Test
  void a_command_makes_one_of_an_empty_installation(@TempDir Path empty) throws Exception {
    Path out = empty.resolve("report.html");
    assertThat(command(empty, "report", "--out", out.toString())).isZero();
    assertThat(text(Files.readString(out)))
        .contains("Demo site")
        .contains("No camera is configured")
        .contains("Nobody has agreed to anything")
        .contains("Nobody was erased in this time")
        .contains("no door is configured");
    assertThat(command(empty, "report", "--out", empty.resolve("report.txt").toString()))
        .isEqualTo(2);
    assertThat(command(empty, "report", "--out", out.toString(), "--from", "2999-01-01"))
        .isEqualTo(1);
  }

  private static int command(Path folder, String... arguments) {
    return Cli.run(
        arguments,
        _ -> {},
        () ->
            new SpringApplicationBuilder(Gatehouse.class)
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                .logStartupInfo(false)
                .run("--gatehouse.data=" + folder.resolve("data")));
  }

  @Test
  void it_is_the_same_on_postgresql(@TempDir Path folder) throws Exception {
    Optional<PostgresServer> started = PostgresServer.start();
    assumeTrue(started.isPresent(), PostgresServer.HOW_TO_GET);
    try (PostgresServer postgres = started.get();
        RunningServer other =
            RunningServer.start(
                folder,
                "--spring.datasource.url=" + postgres.url(),
                "--spring.datasource.username=" + postgres.user(),
                "--spring.datasource.password=" + postgres.password())) {
      Members members = other.bean(Members.class);
      UUID first = enrol(members, NAME, "jessica");
      members.withdraw(first, members.find(first).orElseThrow().grants().getFirst().id(), "admin");
      UUID second = enrol(members, WITHDREW, "emily");
      members.erase(second);
      assertThat(text(other.bean(Reports.class).html(request(true), Actor.SYSTEM)))
          .contains("Database PostgreSQL.")
          .contains(NAME)
          .contains("withdrawn")
          .contains(second.toString())
          .contains("Intact.")
          .doesNotContain(WITHDREW);
    }
  }
}
