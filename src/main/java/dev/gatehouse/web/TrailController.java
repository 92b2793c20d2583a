package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditException;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Kept;
import dev.gatehouse.trail.DayMap;
import dev.gatehouse.trail.DayMaps;
import dev.gatehouse.trail.Musters;
import dev.gatehouse.trail.Trails;
import dev.gatehouse.trail.Visit;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Day maps: a member's own, and another's for who has the right and writes down why; the member is
 * told. Whose agreement is over is seen by themselves alone.
 */
@RestController
@ConditionalOnWebApplication
class TrailController {
  private final Members members;
  private final Trails trails;
  private final DayMaps maps;
  private final TrailViews views;
  private final Auditing auditing;
  private final Duration kept;
  private final Clock clock;

  @Autowired
  TrailController(
      Members members,
      Trails trails,
      DayMaps maps,
      TrailViews views,
      Auditing auditing,
      List<Kept> schedule) {
    this.members = members;
    this.trails = trails;
    this.maps = maps;
    this.views = views;
    this.auditing = auditing;
    this.kept =
        schedule.stream()
            .filter(one -> one.kind().equals("visits"))
            .findFirst()
            .orElseThrow()
            .time();
    this.clock = Clock.systemUTC();
  }

  // ---- one's own

  @GetMapping("/api/me/trail")
  TrailViews.DayView own(
      @RequestParam LocalDate day,
      @RequestParam Optional<String> zone,
      @AuthenticationPrincipal Caller caller) {
    return day(me(caller), day, zone(zone), Optional.empty());
  }

  @GetMapping("/api/me/trail/export")
  ResponseEntity<?> exportOwn(
      @RequestParam LocalDate day,
      @RequestParam Optional<String> zone,
      @RequestParam String format,
      @AuthenticationPrincipal Caller caller) {
    Member member = me(caller);
    requireFormat(format);
    TrailViews.DayView view = day(member, day, zone(zone), Optional.empty());
    auditing.record(
        Auditing.event(AuditAction.EXPORT, caller)
            .subject(member.id())
            .detail("day map of " + day + " as " + format));
    return file(view, format);
  }

  /** A day on which the member was seen. */
  record SeenDay(LocalDate day, int visits) {}

  @GetMapping("/api/me/trail/days")
  List<SeenDay> days(@RequestParam Optional<String> zone, @AuthenticationPrincipal Caller caller) {
    ZoneId where = zone(zone);
    var days = new java.util.TreeMap<LocalDate, Integer>();
    trails
        .store()
        .beginnings(me(caller).id(), clock.instant().minus(kept))
        .forEach(at -> days.merge(LocalDate.ofInstant(at, where), 1, Integer::sum));
    return days.entrySet().stream()
        .map(entry -> new SeenDay(entry.getKey(), entry.getValue()))
        .toList();
  }

  record Forgotten(int visits) {}

  /** Deletes one's whole map; the agreement stays as it is. */
  @DeleteMapping("/api/me/trail")
  Forgotten forget(@AuthenticationPrincipal Caller caller) {
    UUID member = me(caller).id();
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller).subject(member).detail("day map deleted"));
    return new Forgotten(trails.forget(member));
  }

  private Member me(Caller caller) {
    return caller
        .member()
        .flatMap(members::find)
        .orElseThrow(() -> new NotFoundException("You are not a member any more"));
  }

  // ---- others

  @GetMapping("/api/members/{id}/trail")
  TrailViews.DayView other(
      @PathVariable UUID id,
      @RequestParam LocalDate day,
      @RequestParam String reason,
      @RequestParam Optional<String> zone,
      @AuthenticationPrincipal Caller caller) {
    return other(AuditAction.VIEW, id, day, reason, zone, "", caller);
  }

  @GetMapping("/api/members/{id}/trail/export")
  ResponseEntity<?> exportOther(
      @PathVariable UUID id,
      @RequestParam LocalDate day,
      @RequestParam String reason,
      @RequestParam Optional<String> zone,
      @RequestParam String format,
      @AuthenticationPrincipal Caller caller) {
    requireFormat(format);
    return file(other(AuditAction.EXPORT, id, day, reason, zone, " as " + format, caller), format);
  }

  /** Written down before it is shown. */
  private TrailViews.DayView other(
      AuditAction action,
      UUID id,
      LocalDate day,
      String reason,
      Optional<String> zone,
      String how,
      Caller caller) {
    Member member =
        members
            .find(id)
            .filter(one -> Places.sees(caller, one))
            .orElseThrow(() -> new NotFoundException("There is no member with this id"));
    ZoneId where = zone(zone);
    requirePast(day, where);
    AuditEvent look;
    try {
      look =
          Auditing.event(action, caller)
              .subject(member.id())
              .reason(reason.strip())
              .detail("day map of " + day + how);
    } catch (AuditException e) {
      throw new FieldException(
          "reason",
          "Say in 1 to "
              + AuditEvent.LONGEST_REASON
              + " characters why you look at this member's day; the member will read it");
    }
    if (!agreed(member)) {
      throw new NotFoundException(
          "This member has no agreement for a day map now, so no camera recognises them for one."
              + " What may have been kept from before is theirs alone to see");
    }
    auditing.record(look);
    return day(member, day, where, Optional.of(caller));
  }

  // ---- both

  /**
   * @param by who looks, if it is not the member: what was at places that are not theirs is left
   *     out
   */
  private TrailViews.DayView day(Member member, LocalDate day, ZoneId zone, Optional<Caller> by) {
    requirePast(day, zone);
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    Instant now = clock.instant();
    if (now.isBefore(to)) {
      trails.flush();
    }
    List<Visit> visits =
        trails.store().between(member.id(), from, to).stream()
            .filter(visit -> by.map(caller -> caller.at(visit.place())).orElse(true))
            .toList();
    DayMap map = maps.of(visits, from, to);
    boolean agreed = agreed(member);
    return views.view(map, day, zone, from, to, agreed, note(map, agreed, to, now));
  }

  private boolean agreed(Member member) {
    Instant now = clock.instant();
    return member.grants().stream().anyMatch(grant -> Musters.holds(grant, now));
  }

  private String note(DayMap map, boolean agreed, Instant end, Instant now) {
    if (trails.health().cameras().isEmpty() && map.pieces().isEmpty()) {
      return "No camera of this installation recognises members for their day map.";
    }
    if (end.isBefore(now.minus(kept))) {
      return "Visits are deleted after " + kept.toDays() + " days; this day is longer ago.";
    }
    if (!agreed) {
      return map.pieces().isEmpty()
          ? "There is no agreement for a day map now: no camera recognises the member for one, and"
              + " nothing is written."
          : "There is no agreement for a day map any more: nothing is added to this, and nobody but"
              + " the member sees it.";
    }
    return map.pieces().isEmpty() ? "No camera recognised the member on this day." : "";
  }

  private void requirePast(LocalDate day, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    if (day.isAfter(today)) {
      throw new FieldException("day", day + " is to come; today is " + today + " in " + zone);
    }
  }

  private static ZoneId zone(Optional<String> text) {
    try {
      return text.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      throw new FieldException(
          "zone", "'" + text.orElse("") + "' is no time zone, such as Europe/Vienna");
    }
  }

  private static void requireFormat(String format) {
    if (!format.equals("geojson") && !format.equals("csv")) {
      throw new FieldException("format", "A day map is written as geojson or csv");
    }
  }

  private ResponseEntity<?> file(TrailViews.DayView view, String format) {
    boolean csv = format.equals("csv");
    return ResponseEntity.ok()
        .contentType(
            csv
                ? new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8)
                : MediaType.parseMediaType("application/geo+json"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename("day-" + view.day() + "." + format)
                .build()
                .toString())
        .body(csv ? views.csv(view) : JSON.writeValueAsString(views.geoJson(view)));
  }

  private static final tools.jackson.databind.json.JsonMapper JSON =
      tools.jackson.databind.json.JsonMapper.shared();
}
