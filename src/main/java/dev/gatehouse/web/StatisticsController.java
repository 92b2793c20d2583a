package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.statistics.Report;
import dev.gatehouse.statistics.SiteStatistics;
import dev.gatehouse.web.StatisticsViews.ReportView;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The statistics of sites. An account that is restricted to places gets what cameras of its places
 * counted.
 */
@RestController
@ConditionalOnWebApplication
class StatisticsController {
  private static final int DAYS = 28;

  private final SiteStatistics statistics;
  private final Sites sites;
  private final VisibleAreas areas;
  private final Auditing auditing;

  StatisticsController(
      SiteStatistics statistics, Sites sites, VisibleAreas areas, Auditing auditing) {
    this.statistics = statistics;
    this.sites = sites;
    this.areas = areas;
    this.auditing = auditing;
  }

  record SiteView(String id, String name, boolean published, String publicUrl) {}

  @GetMapping("/api/statistics")
  List<SiteView> all(@AuthenticationPrincipal Caller caller) {
    return sites.sites().stream()
        .filter(site -> sees(caller, site))
        .map(
            site ->
                new SiteView(
                    site.id(),
                    site.name(),
                    statistics.published(site.id()).isPresent(),
                    "/public/statistics/" + site.id()))
        .toList();
  }

  private boolean sees(Caller caller, Site site) {
    return caller.everywhere()
        || sites.placements().stream()
            .filter(p -> areas.camera(caller, p.camera()))
            .flatMap(p -> sites.area(p.position().area()).stream())
            .anyMatch(area -> area.site().equals(site.id()));
  }

  private Site site(String id, Caller caller) {
    return sites
        .site(id)
        .filter(site -> sees(caller, site))
        .orElseThrow(() -> new NotFoundException("There is no site with this id"));
  }

  /** Four weeks, today the last day, where nothing is said. */
  private Report made(
      String site, Optional<LocalDate> from, Optional<LocalDate> to, Caller caller) {
    site(site, caller);
    LocalDate last = to.orElseGet(statistics::today);
    return statistics
        .report(site, from.orElse(last.minusDays(DAYS - 1)), last)
        .seenBy(camera -> areas.camera(caller, camera));
  }

  @GetMapping("/api/statistics/{site}")
  ReportView report(
      @PathVariable String site,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> to,
      @AuthenticationPrincipal Caller caller) {
    return StatisticsViews.view(made(site, from, to, caller));
  }

  @GetMapping("/api/statistics/{site}/data.json")
  ResponseEntity<ReportView> json(
      @PathVariable String site,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> to,
      @AuthenticationPrincipal Caller caller) {
    Report report = made(site, from, to, caller);
    exported(report, caller);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, attachment(report, "json"))
        .body(StatisticsViews.view(report));
  }

  @GetMapping("/api/statistics/{site}/data.csv")
  ResponseEntity<String> csv(
      @PathVariable String site,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> to,
      @AuthenticationPrincipal Caller caller) {
    Report report = made(site, from, to, caller);
    exported(report, caller);
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_DISPOSITION, attachment(report, "csv"))
        .body(StatisticsViews.csv(report));
  }

  private void exported(Report report, Caller caller) {
    auditing.record(
        Auditing.event(AuditAction.EXPORT, caller)
            .count(report.series().size())
            .detail("statistics of site " + report.site()));
  }

  static String attachment(Report report, String ending) {
    return ContentDisposition.attachment()
        .filename("%s-%s-%s.%s".formatted(report.site(), report.from(), report.to(), ending))
        .build()
        .toString();
  }

  // ---- what owners set

  record Publication(boolean published) {}

  @PutMapping("/api/statistics/{site}/publication")
  SiteView publish(
      @PathVariable String site,
      @RequestBody Publication wanted,
      @AuthenticationPrincipal Caller caller) {
    Site known = owned(site, caller);
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller)
            .detail(
                "statistics of site "
                    + site
                    + (wanted.published() ? " published" : " not public any more")));
    if (wanted.published()) {
      statistics.publish(site, caller.username());
    } else {
      statistics.withdraw(site);
    }
    return new SiteView(
        known.id(), known.name(), wanted.published(), "/public/statistics/" + known.id());
  }

  /** What is said of a whole site is for those who may see the whole of it. */
  private Site owned(String id, Caller caller) {
    Site site = site(id, caller);
    boolean whole =
        sites.areas().stream()
            .filter(area -> area.site().equals(id))
            .allMatch(area -> areas.sees(caller, area.id()));
    if (!whole) {
      throw new NotFoundException("Your account is not for the whole of this site");
    }
    return site;
  }

  record Note(@Nullable String note) {}

  @PutMapping("/api/statistics/{site}/excluded-days/{day}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void exclude(
      @PathVariable String site,
      @PathVariable LocalDate day,
      @RequestBody Note note,
      @AuthenticationPrincipal Caller caller) {
    owned(site, caller);
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller)
            .detail("statistics of site " + site + ": " + day + " excluded"));
    statistics.exclude(site, day, note.note() == null ? "" : note.note());
  }

  @DeleteMapping("/api/statistics/{site}/excluded-days/{day}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void include(
      @PathVariable String site,
      @PathVariable LocalDate day,
      @AuthenticationPrincipal Caller caller) {
    owned(site, caller);
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller)
            .detail("statistics of site " + site + ": " + day + " not excluded any more"));
    if (!statistics.include(site, day)) {
      throw new NotFoundException("This day was not excluded");
    }
  }
}
