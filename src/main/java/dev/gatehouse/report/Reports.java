package dev.gatehouse.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditVerifier;
import dev.gatehouse.audit.TreeHead;
import dev.gatehouse.audit.Verification;
import dev.gatehouse.card.CardNotice;
import dev.gatehouse.card.Cards;
import dev.gatehouse.door.DoorProperties;
import dev.gatehouse.door.DoorSettings;
import dev.gatehouse.evaluation.Measurement;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.inference.ManifestEntry;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.kiosk.KioskSettings;
import dev.gatehouse.liveness.LivenessMode;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.ErasureReceipt;
import dev.gatehouse.member.LedgerEntry;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Kept;
import dev.gatehouse.retention.Retention;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.StreetStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the report for a data protection officer: the record of processing (GDPR Art. 30), the
 * schedule of retention, the models with their measured error rates, the list of grants and what
 * else this installation can say of itself. Each report is an entry of the audit log before it is
 * made. Thread-safe.
 */
public final class Reports {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** Length of the longest bar of the figure of retention. */
  private static final double BAR = 160;

  private static final Template PAGE = compile();

  private final ControllerDetails controller;
  private final Installation installation;
  private final Members members;
  private final Cards cards;
  private final StreetStore street;
  private final Accounts accounts;
  private final Retention retention;
  private final AuditLog audit;
  private final AuditVerifier verifier;
  private final ModelManifest models;
  private final Clock clock;

  Reports(
      ControllerDetails controller,
      Installation installation,
      Members members,
      Cards cards,
      StreetStore street,
      Accounts accounts,
      Retention retention,
      AuditLog audit,
      AuditVerifier verifier,
      ModelManifest models,
      Clock clock) {
    this.controller = controller;
    this.installation = installation;
    this.members = members;
    this.cards = cards;
    this.street = street;
    this.accounts = accounts;
    this.retention = retention;
    this.audit = audit;
    this.verifier = verifier;
    this.models = models;
    this.clock = clock;
  }

  /**
   * A page of HTML without anything outside of it.
   *
   * @param by who asks for it, for the audit log
   */
  public String html(ReportRequest request, Actor by) {
    return page(request, by, false);
  }

  /**
   * The same page as PDF.
   *
   * @throws IOException if it cannot be written
   */
  public void pdf(ReportRequest request, Actor by, OutputStream out) throws IOException {
    ReportPdf.with(models).print(page(request, by, true), out);
  }

  private String page(ReportRequest request, Actor by, boolean pdf) {
    audit.record(
        AuditEvent.of(AuditAction.EXPORT, by)
            .detail(
                "report for data protection, "
                    + (request.names() ? "with" : "without")
                    + " names"));
    return PAGE.execute(facts(request, pdf));
  }

  private static Template compile() {
    try (InputStream in = Reports.class.getResourceAsStream("/report/report.html")) {
      Reader page = new InputStreamReader(Objects.requireNonNull(in, "report.html"), UTF_8);
      return Mustache.compiler()
          .withCollector(new WithOptionals())
          .zeroIsFalse(true)
          .withEscaper(text -> Escapers.HTML.escape(allowedInXml(text)))
          .compile(page);
    } catch (IOException e) {
      throw new ReportException("The page of the report cannot be read", e);
    }
  }

  /** What may be absent is a section of the page that is there once or not at all. */
  private static final class WithOptionals extends DefaultCollector {
    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
      return value instanceof Optional<?> optional
          ? optional.stream().iterator()
          : super.toIterator(value);
    }
  }

  /** XML 1.0, section 2.2: what no page may have is shown as the sign for it. */
  private static String allowedInXml(String text) {
    return text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c >= ' ' && c < 0xd800
                        || c > 0xdfff && c < 0xfffe
                        || c > 0xffff
                    ? c
                    : 0xfffd)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private ReportFacts facts(ReportRequest request, boolean pdf) {
    Instant now = clock.instant();
    List<Member> all = members.list();
    List<ReportFacts.Agreement> agreements = agreements(all, request.names(), now);
    List<ErasureReceipt> erasures = members.erasures(request.from(), request.to());
    List<DoorSettings> doors =
        installation.doors().stream().map(DoorProperties.Entry::settings).toList();
    return new ReportFacts(
        pdf,
        version(),
        time(now),
        time(request.from()),
        time(request.to()),
        request.names(),
        controller(),
        controller.basisAtDoors(),
        controller.basisForCounting(),
        controller.authority(),
        controller.dpo(),
        new ReportFacts.Where(
            installation.deployment().name(),
            installation.deployment().demo(),
            installation.database(),
            installation.address(),
            installation.local(),
            installation.tls(),
            installation.keysMirrored(),
            installation.signOn()),
        installation.doors().stream().map(Reports::door).toList(),
        installation.streets().stream().map(entry -> street(entry.settings())).toList(),
        installation.kiosks().stream().map(entry -> kiosk(entry.settings())).toList(),
        Stream.of(
                doors.stream().map(DoorSettings::place),
                installation.streets().stream().map(entry -> entry.settings().place()),
                installation.kiosks().stream().map(entry -> entry.settings().place()))
            .flatMap(Function.identity())
            .distinct()
            .sorted()
            .toList(),
        installation.doors().stream()
            .flatMap(door -> door.webhooks().stream())
            .map(hook -> hook.url().getHost())
            .distinct()
            .sorted()
            .toList(),
        all.size(),
        all.stream().filter(member -> member.problem().isPresent()).count(),
        agreements.stream().filter(ReportFacts.Agreement::live).count(),
        agreements,
        vehicles(request.names()),
        cards.valid(),
        cards.revoked(),
        kept(request),
        keptFor("plates"),
        keptFor("observations"),
        keptFor("statistics"),
        keptFor("decisions"),
        keptFor("kiosk-counts"),
        keptFor("audit-greetings"),
        keptFor("visits"),
        keptFor("musters"),
        keptFor("interior-counts"),
        keptFor("heat-maps"),
        keptFor("merchandise"),
        keptFor("merchandise-history"),
        retention.lastRun().map(Retention.Run::failures).orElse(Map.of()).entrySet().stream()
            .map(failure -> new ReportFacts.Failure(failure.getKey(), failure.getValue()))
            .toList(),
        retention.lastRun().map(run -> time(run.at())),
        notices(),
        models(),
        erasures.stream().map(this::erasure).toList(),
        erasures.size(),
        members.receiptKey(),
        accounts(),
        log(request));
  }

  private static String version() {
    return Optional.ofNullable(Reports.class.getPackage().getImplementationVersion())
        .orElse("of a development build");
  }

  private ReportFacts.Controller controller() {
    List<ReportFacts.Detail> details =
        List.of(
            new ReportFacts.Detail("Controller", controller.name(), "name"),
            new ReportFacts.Detail("Address", controller.address(), "address"),
            new ReportFacts.Detail("Contact", controller.contact(), "contact"),
            new ReportFacts.Detail("Data protection officer", controller.dpo(), "dpo"),
            new ReportFacts.Detail("Supervisory authority", controller.authority(), "authority"));
    return new ReportFacts.Controller(
        details, details.stream().filter(detail -> detail.text().isEmpty()).count());
  }

  private static ReportFacts.DoorRow door(DoorProperties.Entry entry) {
    DoorSettings door = entry.settings();
    return new ReportFacts.DoorRow(
        door.name(),
        door.id(),
        door.place(),
        String.format(Locale.ROOT, "%.2f", door.policy().threshold()),
        switch (door.policy().liveness()) {
          case OFF -> "not checked";
          case PASSIVE -> "checked while the person comes";
          case ACTIVE -> "checked, with two movements that are asked for";
        },
        door.policy().liveness() == LivenessMode.OFF,
        door.policy().cards() ? "yes" : "no",
        entry.webhooks().isEmpty()
            ? "none, a simulated lock"
            : entry.webhooks().stream()
                .map(hook -> hook.url().getHost())
                .collect(Collectors.joining(", ")));
  }

  private static ReportFacts.KioskRow kiosk(KioskSettings kiosk) {
    return new ReportFacts.KioskRow(
        kiosk.name(),
        kiosk.id(),
        kiosk.place(),
        kiosk.camera().isPresent() ? "of this installation" : "of the screen that shows it");
  }

  private static ReportFacts.StreetRow street(StreetSettings street) {
    return new ReportFacts.StreetRow(
        street.name(),
        street.id(),
        street.place(),
        switch (street.plates()) {
          case HASHED -> "kept as keyed hashes";
          case REGISTERED -> "kept as keyed hashes; as text of vehicles whose owners agreed";
          case OFF -> "not read";
        },
        street.plates() == PlatePrivacy.REGISTERED,
        street.classes().stream()
            .map(kind -> kind.name())
            .sorted()
            .collect(Collectors.joining(", ")));
  }

  private List<ReportFacts.Agreement> agreements(List<Member> all, boolean names, Instant now) {
    Map<UUID, Member> byId =
        all.stream().collect(Collectors.toMap(Member::id, Function.identity()));
    Map<String, Account> byUser =
        accounts.all().stream().collect(Collectors.toMap(Account::username, Function.identity()));
    List<ReportFacts.Agreement> rows = new ArrayList<>();
    members
        .ledgers()
        .forEach(
            (id, entries) -> {
              if (!byId.containsKey(id)) {
                return; // is being erased
              }
              Map<UUID, LedgerEntry.Withdrawn> withdrawn = new HashMap<>();
              for (LedgerEntry entry : entries) {
                if (entry instanceof LedgerEntry.Withdrawn taken) {
                  withdrawn.put(taken.grant(), taken);
                }
              }
              Function<String, String> who = user -> names ? user : described(user, byUser);
              Optional<String> name = names ? Optional.of(byId.get(id).name()) : Optional.empty();
              for (LedgerEntry entry : entries) {
                if (entry instanceof LedgerEntry.Granted granted) {
                  rows.add(
                      agreement(
                          name,
                          id,
                          granted,
                          Optional.ofNullable(withdrawn.get(granted.grant())),
                          who,
                          now));
                }
              }
            });
    return rows;
  }

  /** An account by what it is for; its name may be a person's. */
  private static String described(String user, Map<String, Account> byUser) {
    Account account = byUser.get(user);
    if (account == null) {
      return "somebody without an account now";
    }
    return account.role() == Role.MEMBER
        ? "the member"
        : "an account of the role " + account.role().name().toLowerCase(Locale.ROOT);
  }

  private static ReportFacts.Agreement agreement(
      Optional<String> name,
      UUID member,
      LedgerEntry.Granted granted,
      Optional<LedgerEntry.Withdrawn> withdrawn,
      Function<String, String> who,
      Instant now) {
    boolean ended = granted.to().filter(to -> !to.isAfter(now)).isPresent();
    boolean begun = !granted.from().isAfter(now);
    boolean live = withdrawn.isEmpty() && !ended && begun;
    return new ReportFacts.Agreement(
        name,
        member.toString(),
        purpose(granted.purpose()),
        granted.places().isEmpty() ? "everywhere" : String.join(", ", granted.places()),
        time(granted.from()),
        granted.to().map(Reports::time).orElse("until withdrawn"),
        granted.notice().version() + " (" + granted.notice().language() + ")",
        time(granted.at()) + ", " + granted.how() + ", by " + who.apply(granted.recordedBy()),
        withdrawn.isPresent()
            ? "withdrawn"
            : ended ? "ended" : live ? "in force" : "not yet in force",
        withdrawn.map(taken -> time(taken.at()) + ", by " + who.apply(taken.by())),
        live);
  }

  private static String purpose(Purpose purpose) {
    return switch (purpose) {
      case DOOR -> "Opening doors";
      case TRAIL -> "Their way through the day";
      case VERIFY -> "Confirming who they are (1:1)";
      case KIOSK -> "The showroom screen";
    };
  }

  private List<ReportFacts.VehicleRow> vehicles(boolean names) {
    return street.vehicles().stream()
        .map(
            vehicle ->
                new ReportFacts.VehicleRow(
                    names ? Optional.of(vehicle.owner()) : Optional.empty(),
                    names ? vehicle.plate() : vehicle.id().toString(),
                    String.join(", ", vehicle.streets()),
                    vehicle.validTo().map(Reports::time).orElse("until deleted")))
        .toList();
  }

  private List<ReportFacts.KeptRow> kept(ReportRequest request) {
    Map<String, Retention.Deleted> deleted = retention.deleted(request.from(), request.to());
    double longest =
        retention.schedule().stream().mapToDouble(kept -> magnitude(kept.time())).max().orElse(1);
    return retention.schedule().stream()
        .sorted(Comparator.comparing(Kept::time).thenComparing(Kept::kind))
        .map(
            kept -> {
              var gone = Objects.requireNonNull(deleted.get(kept.kind()));
              return new ReportFacts.KeptRow(
                  kept.kind().replace('-', ' '),
                  kept.what(),
                  kept.timeInWords(),
                  Math.round(BAR * magnitude(kept.time()) / longest),
                  number(gone.pieces()),
                  gone.last().map(Reports::time));
            })
        .toList();
  }

  /** Minutes and years fit into one figure by their logarithm. */
  private static double magnitude(Duration time) {
    return Math.log1p(time.toSeconds() / 60.0);
  }

  private String keptFor(String kind) {
    return retention.schedule().stream()
        .filter(kept -> kept.kind().equals(kind))
        .map(Kept::timeInWords)
        .findFirst()
        .orElseThrow();
  }

  private List<ReportFacts.NoticeText> notices() {
    Stream<ReportFacts.NoticeText> members =
        Arrays.stream(Purpose.values())
            .flatMap(purpose -> this.members.notices().current(purpose).stream())
            .map(Reports::notice);
    Stream<ReportFacts.NoticeText> cards =
        ConsentNotice.LANGUAGES.stream()
            .flatMap(language -> CardNotice.in(language).stream())
            .map(
                notice ->
                    new ReportFacts.NoticeText(
                        "Cards that their holders keep",
                        notice.version(),
                        notice.language(),
                        notice.text()));
    return Stream.concat(members, cards).toList();
  }

  private static ReportFacts.NoticeText notice(ConsentNotice notice) {
    return new ReportFacts.NoticeText(
        purpose(notice.purpose()), notice.version(), notice.language(), notice.text());
  }

  private List<ReportFacts.ModelCard> models() {
    List<Measurement> measured = Measurement.all();
    ModelManifest ours = ModelManifest.bundled();
    Map<String, Boolean> told = new HashMap<>();
    return models.entries().stream()
        .filter(entry -> entry.kind().isNetwork())
        .map(
            entry -> {
              boolean own =
                  ours.entries().stream()
                      .filter(one -> one.id().equals(entry.id()))
                      .noneMatch(one -> one.sha256().equals(entry.sha256()));
              List<Measurement> of =
                  own
                      ? List.of()
                      : measured.stream()
                          .filter(one -> one.models().contains(entry.id()))
                          .filter(one -> told.put(one.id(), true) == null)
                          .toList();
              return model(entry, own, of);
            })
        .toList();
  }

  private static ReportFacts.ModelCard model(
      ManifestEntry entry, boolean own, List<Measurement> measurements) {
    return new ReportFacts.ModelCard(
        entry.id(),
        entry.task(),
        entry.architecture(),
        entry.origin(),
        entry.sha256().orElse("not stated"),
        entry.licence().orElse("not stated"),
        entry.training().orElse("not stated"),
        entry.input(),
        own ? Optional.empty() : entry.accuracy(),
        own,
        measurements);
  }

  private ReportFacts.ErasureRow erasure(ErasureReceipt receipt) {
    return new ReportFacts.ErasureRow(
        time(receipt.at()),
        receipt.erased().toString(),
        receipt.counts().entrySet().stream()
            .map(count -> count.getKey() + " " + count.getValue())
            .collect(Collectors.joining(", ")),
        receipt.signature().isEmpty()
            ? "no, from before receipts were signed"
            : members.verifies(receipt) ? "yes" : "DOES NOT FIT");
  }

  private List<ReportFacts.AccountRow> accounts() {
    List<Account> all = accounts.all();
    return Arrays.stream(Role.values())
        .map(
            role ->
                new ReportFacts.AccountRow(
                    role.name().toLowerCase(Locale.ROOT),
                    all.stream().filter(account -> account.role() == role).count(),
                    role.rights().stream()
                        .map(right -> right.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private ReportFacts.Log log(ReportRequest request) {
    TreeHead head = audit.treeHead();
    Verification found = verifier.verify(List.of(), List.of(), (_, _) -> {});
    Map<AuditAction, Long> counts = audit.counts(request.from(), request.to());
    return new ReportFacts.Log(
        number(head.size()),
        head.root().toString(),
        time(head.time()),
        audit.verifierKey().toString(),
        head.note(),
        found.intact(),
        number(found.entries()),
        found.finding().map(Verification.Finding::what),
        counts.entrySet().stream()
            .map(
                count ->
                    new ReportFacts.Count(
                        count.getKey().name(), what(count.getKey()), number(count.getValue())))
            .toList());
  }

  private static String what(AuditAction action) {
    return switch (action) {
      case SEARCH -> "a photo was searched for among the members, or compared with one";
      case DECISION -> "a door decided";
      case GREETING -> "a showroom's screen greeted a member who had agreed to it";
      case VIEW -> "somebody looked at what is kept of members";
      case EXPORT -> "data left the site, as a file; this report is one";
      case SETTINGS -> "something about the site was changed";
      case LOG_IN -> "somebody logged in";
      case LOG_IN_FAILED -> "a log-in failed";
      case LOG_OUT -> "somebody logged out";
      case ACCOUNT -> "an account, a right or a key was made, changed or taken away";
      case ENROL -> "a member enrolled";
      case GRANT -> "a member agreed to something more";
      case WITHDRAW -> "a member withdrew";
      case CARD -> "a card was made or revoked";
      case MUSTER -> "an alarm or a drill, and who was on its list";
      case ERASE -> "a member was erased: asked for, and done";
      case RETENTION -> "a time was over, and what is personal in entries was deleted";
      case LOG -> "the log itself: it began, or did not fit";
    };
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
