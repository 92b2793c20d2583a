package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import dev.gatehouse.trail.Muster;
import dev.gatehouse.trail.Musters;
import dev.gatehouse.trail.Trails;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Alarms and drills: who of those who agreed was last seen where, and how many others are inside.
 */
@RestController
@ConditionalOnWebApplication
class MusterController {
  private static final Logger log = LoggerFactory.getLogger(MusterController.class);
  private static final int SHOWN = 50;

  private final Musters musters;
  private final Trails trails;
  private final TrailViews views;
  private final CameraPlaces cameras;
  private final Sites sites;
  private final Auditing auditing;

  /** Whom it was written of that they are on the list, by muster. */
  private final Map<UUID, Set<UUID>> told = new ConcurrentHashMap<>();

  MusterController(
      Musters musters,
      Trails trails,
      TrailViews views,
      CameraPlaces cameras,
      Sites sites,
      Auditing auditing) {
    this.musters = musters;
    this.trails = trails;
    this.views = views;
    this.cameras = cameras;
    this.sites = sites;
    this.auditing = auditing;
  }

  record MusterView(
      UUID id,
      @Nullable String site,
      @Nullable String siteName,
      boolean drill,
      Instant startedAt,
      String startedBy,
      @Nullable Instant endedAt,
      @Nullable String endedBy,
      @Nullable Integer listed,
      @Nullable Integer accounted,
      @Nullable Integer unknownInside) {}

  /**
   * Somebody on the list.
   *
   * @param area its name; a camera's on no plan
   * @param room null where it is not known
   * @param safeBy who ticked them off
   */
  record PersonView(
      UUID member,
      String name,
      String area,
      @Nullable String room,
      String camera,
      Instant lastSeen,
      @Nullable Instant safeAt,
      @Nullable String safeBy) {}

  /**
   * The list.
   *
   * @param at when it was made
   * @param people by area, and within it those seen last first; none once it has ended
   * @param notSeen how many agreed and were not seen in a day
   * @param unknownInside null where nobody counts
   */
  record RollView(
      MusterView muster,
      Instant at,
      List<PersonView> people,
      int notSeen,
      @Nullable Integer unknownInside) {}

  record Start(@Nullable String site, @Nullable Boolean drill) {}

  @PostMapping("/api/muster")
  @ResponseStatus(HttpStatus.CREATED)
  RollView start(@RequestBody Start wanted, @AuthenticationPrincipal Caller caller) {
    Optional<String> site = Optional.ofNullable(wanted.site()).filter(id -> !id.isBlank());
    boolean drill = Boolean.TRUE.equals(wanted.drill());
    auditing.record(
        Auditing.event(AuditAction.MUSTER, caller)
            .detail((drill ? "drill" : "alarm") + site.map(id -> " of site " + id).orElse("")));
    return roll(musters.start(site, drill, caller.username()), caller);
  }

  @GetMapping("/api/musters")
  List<MusterView> latest() {
    return musters.latest(SHOWN).stream().map(this::view).toList();
  }

  @GetMapping("/api/musters/{id}")
  RollView roll(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return roll(find(id), caller);
  }

  record Marked(@Nullable UUID member, boolean safe) {}

  @PostMapping("/api/musters/{id}/marks")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void mark(
      @PathVariable UUID id, @RequestBody Marked marked, @AuthenticationPrincipal Caller caller) {
    if (marked.member() == null) {
      throw new FieldException("member", "Whom? The id of the member is needed");
    }
    Muster muster = find(id);
    auditing.record(
        Auditing.event(AuditAction.MUSTER, caller)
            .subject(marked.member())
            .detail(marked.safe() ? "ticked off as safe" : "not ticked off any more"));
    musters.mark(muster, marked.member(), marked.safe(), caller.username());
  }

  @PostMapping("/api/musters/{id}/end")
  MusterView end(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    Muster muster = find(id);
    auditing.record(Auditing.event(AuditAction.MUSTER, caller).detail("ended"));
    told.remove(id);
    return view(musters.end(muster, caller.username()));
  }

  private Muster find(UUID id) {
    return musters
        .find(id)
        .orElseThrow(() -> new NotFoundException("There is no muster with this id"));
  }

  private RollView roll(Muster muster, Caller caller) {
    Instant now = Instant.now();
    if (muster.endedAt().isPresent()) {
      return new RollView(view(muster), now, List.of(), 0, null);
    }
    try {
      trails.flush();
    } catch (RuntimeException e) { // what was written before is there
      log.warn("The last seconds are not on the list: {}", e.getMessage());
    }
    Muster.Roll roll = musters.roll(muster);
    List<Muster.Person> people =
        roll.people().stream().filter(person -> caller.at(person.last().place())).toList();
    tell(muster, people, caller);
    return new RollView(
        view(muster),
        now,
        people.stream().map(this::person).toList(),
        roll.notSeen(),
        TrailViews.orNull(roll.unknownInside()));
  }

  /** The list is a look at each who is on it: each is told, once a muster and looker's part. */
  private void tell(Muster muster, List<Muster.Person> people, Caller caller) {
    Set<UUID> known = told.computeIfAbsent(muster.id(), _ -> ConcurrentHashMap.newKeySet());
    Set<UUID> fresh = new HashSet<>();
    people.stream().map(Muster.Person::member).filter(known::add).forEach(fresh::add);
    String what =
        (muster.drill() ? "on the list of a drill" : "on the list of an alarm")
            + " that began "
            + muster.startedAt();
    List<AuditEvent> events =
        fresh.stream()
            .map(member -> Auditing.event(AuditAction.MUSTER, caller).subject(member).detail(what))
            .toList();
    try {
      auditing.record(events);
    } catch (RuntimeException e) {
      known.removeAll(fresh);
      throw e;
    }
  }

  private PersonView person(Muster.Person person) {
    Optional<Position> position = person.last().position();
    String camera = cameras.name(person.last().camera());
    Optional<String> area = position.map(Position::area).flatMap(sites::area).map(this::named);
    return new PersonView(
        person.member(),
        person.name(),
        area.orElse("Not on a plan"),
        area.isPresent() ? views.where(position).orElse(null) : null,
        camera,
        person.last().to(),
        person.mark().map(Muster.Mark::at).orElse(null),
        person.mark().map(Muster.Mark::by).orElse(null));
  }

  private String named(Area area) {
    return area.building()
        .flatMap(id -> sites.buildings().stream().filter(one -> one.id().equals(id)).findFirst())
        .map(building -> building.name() + ", " + area.name())
        .orElse(area.name());
  }

  private MusterView view(Muster muster) {
    return new MusterView(
        muster.id(),
        muster.site().orElse(null),
        muster.site().flatMap(sites::site).map(dev.gatehouse.site.Site::name).orElse(null),
        muster.drill(),
        muster.startedAt(),
        muster.startedBy(),
        muster.endedAt().orElse(null),
        muster.endedBy().orElse(null),
        TrailViews.orNull(muster.listed()),
        TrailViews.orNull(muster.accounted()),
        TrailViews.orNull(muster.unknownInside()));
  }
}
