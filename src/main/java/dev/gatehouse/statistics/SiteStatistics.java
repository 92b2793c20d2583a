package dev.gatehouse.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import dev.gatehouse.interior.InteriorStore;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.CountingLine;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetStore;
import dev.gatehouse.street.Streets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reports of sites, made of the counts by minute of street cameras and of the interior. A camera
 * belongs to the site on which it is placed. What leaves this class has no group of under five.
 * Thread-safe.
 */
public final class SiteStatistics {
  /** Most days of a report. */
  public static final int MOST_DAYS = 92;

  private static final int MOST_EXCLUDED = 1000;
  private static final double ENOUGH = 0.75; // of an hour must have been watched
  private static final int SLOT = 900; // seconds; hours of any time zone begin with one

  private final Sites sites;
  private final Streets streets;
  private final InteriorStore interior;
  private final StatisticsStore store;
  private final Clock clock;
  private final Cache<Asked, Report> reports =
      Caffeine.newBuilder().maximumSize(200).expireAfterWrite(Duration.ofMinutes(1)).build();

  private record Asked(String site, LocalDate from, LocalDate to) {}

  /**
   * @param clock its zone is that of the sites' clocks
   */
  SiteStatistics(
      Sites sites, Streets streets, InteriorStore interior, StatisticsStore store, Clock clock) {
    this.sites = sites;
    this.streets = streets;
    this.interior = interior;
    this.store = store;
    this.clock = clock;
  }

  public ZoneId zone() {
    return clock.getZone();
  }

  public LocalDate today() {
    return LocalDate.now(clock);
  }

  /**
   * The report of some days, both included; at most a minute old.
   *
   * @throws StatisticsException if the days are the wrong way round, or too many, or there is no
   *     such site
   */
  public Report report(String site, LocalDate from, LocalDate to) {
    if (to.isBefore(from)) {
      throw new StatisticsException("The last day is before the first");
    }
    if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw new StatisticsException(
          "A report has %d days at most; choose fewer".formatted(MOST_DAYS));
    }
    Site known = require(site);
    return reports.get(new Asked(site, from, to), _ -> make(known, from, to));
  }

  private Site require(String site) {
    return sites
        .site(site)
        .orElseThrow(() -> new StatisticsException("There is no site '" + site + "'"));
  }

  // ---- what owners set

  public Optional<Instant> published(String site) {
    return store.published(site);
  }

  /** Anybody may read it from now on. */
  public void publish(String site, String by) {
    store.publish(require(site).id(), clock.instant(), by);
  }

  public void withdraw(String site) {
    store.withdraw(require(site).id());
  }

  public Map<LocalDate, String> excluded(String site) {
    return store.excluded(site);
  }

  /**
   * Makes a day no example for others.
   *
   * @param note why, in up to 100 characters; such as the name of a holiday
   */
  public void exclude(String site, LocalDate day, String note) {
    if (note.length() > 100 || note.chars().anyMatch(Character::isISOControl)) {
      throw new StatisticsException("A note has up to 100 characters, and no control characters");
    }
    if (store.excluded(require(site).id()).size() >= MOST_EXCLUDED) {
      throw new StatisticsException(MOST_EXCLUDED + " days are excluded already");
    }
    store.exclude(site, day, note.strip());
    reports.invalidateAll();
  }

  /** Whether it was excluded. */
  public boolean include(String site, LocalDate day) {
    boolean was = store.include(require(site).id(), day) > 0;
    reports.invalidateAll();
    return was;
  }

  // ---- reports

  /** The hours of some days, and what they are made of. */
  private final class Calendar {
    private final LocalDate first;
    private final LocalDate last;
    private final Instant now = clock.instant();
    private final Map<LocalDate, List<ZonedDateTime>> hours = new LinkedHashMap<>();

    Calendar(LocalDate first, LocalDate last) {
      this.first = first;
      this.last = last;
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        List<ZonedDateTime> begins = new ArrayList<>();
        ZonedDateTime end = day.plusDays(1).atStartOfDay(zone());
        for (ZonedDateTime hour = day.atStartOfDay(zone());
            hour.isBefore(end) && !hour.plusHours(1).toInstant().isAfter(now);
            hour = hour.plusHours(1)) {
          begins.add(hour);
        }
        hours.put(day, begins);
      }
    }

    Instant from() {
      return first.atStartOfDay(zone()).toInstant();
    }

    Instant to() {
      return last.plusDays(1).atStartOfDay(zone()).toInstant();
    }

    /**
     * @param counts by quarter of an hour
     * @param seconds for which it was watched, likewise
     */
    List<Day> days(Map<Instant, Long> counts, Map<Instant, Double> seconds) {
      List<Day> days = new ArrayList<>();
      hours.forEach(
          (day, begins) -> {
            List<Day.Counted> counted = new ArrayList<>();
            for (ZonedDateTime begin : begins) {
              Instant at = begin.toInstant();
              long sum = 0;
              double watched = 0;
              for (int slot = 0; slot < 4; slot++) {
                Instant part = at.plusSeconds((long) SLOT * slot);
                sum += counts.getOrDefault(part, 0L);
                watched += seconds.getOrDefault(part, 0.0);
              }
              counted.add(new Day.Counted(at, begin.getHour(), sum, watched >= ENOUGH * 4 * SLOT));
            }
            boolean over = !day.plusDays(1).atStartOfDay(zone()).toInstant().isAfter(now);
            days.add(Day.of(day, counted, over));
          });
      return days;
    }
  }

  private Report make(Site site, LocalDate from, LocalDate to) {
    LocalDate first = from.minusWeeks(Baseline.WEEKS);
    var calendar = new Calendar(first, to);
    Map<LocalDate, String> excluded = store.excluded(site.id());
    List<Series> all = new ArrayList<>();
    List<Flow> flows = new ArrayList<>();
    Map<String, Map<Instant, Double>> watched = new HashMap<>();
    for (Area area : sites.areas()) {
      if (area.site().equals(site.id())) {
        inside(area, from, to, calendar, watched, all, flows);
        for (Placement placement : sites.placements()) {
          if (placement.position().area().equals(area.id())) {
            streets
                .find(placement.camera())
                .ifPresent(street -> all.addAll(street(street, calendar, watched)));
          }
        }
      }
    }
    List<Unusual> unusual = new ArrayList<>();
    for (Series series : all) {
      unusual.addAll(Baseline.unusual(series, from, excluded.keySet()));
    }
    unusual.sort((a, b) -> b.at().compareTo(a.at()));
    return new Report(
        site.id(),
        site.name(),
        zone(),
        from,
        to,
        all.stream().map(series -> series.between(from, to)).toList(),
        flows,
        unusual,
        excluded);
  }

  private Map<Instant, Double> watched(
      String camera, Calendar calendar, Map<String, Map<Instant, Double>> known) {
    return known.computeIfAbsent(
        camera, id -> interior.watched(id, calendar.from(), calendar.to()));
  }

  // ---- the interior

  private void inside(
      Area area,
      LocalDate from,
      LocalDate to,
      Calendar calendar,
      Map<String, Map<Instant, Double>> watched,
      List<Series> all,
      List<Flow> flows) {
    List<Placement> cameras =
        sites.placements().stream()
            .filter(p -> p.position().area().equals(area.id()) && p.calibration().isPresent())
            .toList();
    if (cameras.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    cameras.forEach(camera -> names.add(camera.camera()));
    Map<String, String> zoneNames = new HashMap<>();
    area.zones().forEach(zone -> zoneNames.put(zone.id(), zone.name()));

    Map<String, Map<Instant, Long>> through = new HashMap<>();
    for (InteriorStore.Crossing c :
        interior.crossingsByQuarter(area.id(), calendar.from(), calendar.to())) {
      through
          .computeIfAbsent(
              c.door() + (c.forward() ? " forward" : " backward"), _ -> new HashMap<>())
          .merge(c.at(), c.amount(), Long::sum);
    }
    for (DoorLine door : area.doors()) {
      Map<Instant, Double> seconds = new HashMap<>();
      for (Placement camera : cameras) {
        if (sees(camera, door)) {
          // It is enough that one of them works.
          watched(camera.camera(), calendar, watched)
              .forEach((at, s) -> seconds.merge(at, s, Math::max));
        }
      }
      for (boolean forward : new boolean[] {true, false}) {
        Optional<String> source = forward ? door.left() : door.right();
        Optional<String> target = forward ? door.right() : door.left();
        Series series =
            new Series(
                "door/" + area.id() + "/" + door.id() + (forward ? "/forward" : "/backward"),
                door.name() + ": to " + name(zoneNames, target),
                Series.Kind.DOOR,
                names,
                calendar.days(
                    through.getOrDefault(
                        door.id() + (forward ? " forward" : " backward"), Map.of()),
                    seconds));
        all.add(series);
        long least = series.between(from, to).days().stream().mapToLong(Day::low).sum();
        add(flows, area, names, zoneNames, source, target, least);
      }
    }
    wanderings(area, from, to, names, zoneNames, flows);
    people(area, calendar, names, all);
  }

  private static String name(Map<String, String> zones, Optional<String> zone) {
    return zone.map(id -> zones.getOrDefault(id, id)).orElse("outside");
  }

  /** Whether the middle of a door is in a camera's picture. */
  private static boolean sees(Placement camera, DoorLine door) {
    Calibration calibration = camera.calibration().orElseThrow();
    Homography toPicture = Homography.between(calibration.metres(), calibration.picture());
    double x = (door.from().x() + door.to().x()) / 2;
    double y = (door.from().y() + door.to().y()) / 2;
    if (!(toPicture.w(x, y) > 0)) {
      return false;
    }
    var seen = new Point(toPicture.x(x, y), toPicture.y(x, y));
    return seen.x() >= 0 && seen.x() <= 1 && seen.y() >= 0 && seen.y() <= 1;
  }

  private static void add(
      List<Flow> flows,
      Area area,
      Set<String> cameras,
      Map<String, String> zoneNames,
      Optional<String> source,
      Optional<String> target,
      long least) {
    if (least == 0) {
      return;
    }
    String from = area.id() + "/" + source.orElse("");
    String to = area.id() + "/" + target.orElse("");
    for (int i = 0; i < flows.size(); i++) {
      Flow known = flows.get(i);
      if (known.source().equals(from) && known.target().equals(to)) { // by another door
        flows.set(
            i,
            new Flow(
                from, to, known.sourceName(), known.targetName(), cameras, known.least() + least));
        return;
      }
    }
    flows.add(new Flow(from, to, name(zoneNames, source), name(zoneNames, target), cameras, least));
  }

  /** Between zones without a door; each day of its own. */
  private void wanderings(
      Area area,
      LocalDate from,
      LocalDate to,
      Set<String> cameras,
      Map<String, String> zoneNames,
      List<Flow> flows) {
    for (LocalDate day = from; !day.isAfter(to) && day.isBefore(today()); day = day.plusDays(1)) {
      for (InteriorStore.Flow flow :
          interior.flows(
              area.id(),
              day.atStartOfDay(zone()).toInstant(),
              day.plusDays(1).atStartOfDay(zone()).toInstant())) {
        if (flow.amount() >= Amount.SMALLEST) {
          add(
              flows,
              area,
              cameras,
              zoneNames,
              Optional.of(flow.source()),
              Optional.of(flow.target()),
              flow.amount());
        }
      }
    }
  }

  private void people(Area area, Calendar calendar, Set<String> cameras, List<Series> all) {
    Map<String, Map<Instant, InteriorStore.Quarter>> byZone = new HashMap<>();
    for (InteriorStore.Quarter q : interior.quarters(area.id(), calendar.from(), calendar.to())) {
      byZone.computeIfAbsent(q.zone(), _ -> new HashMap<>()).put(q.at(), q);
    }
    for (AreaZone zone : area.zones()) {
      Map<Instant, InteriorStore.Quarter> quarters = byZone.getOrDefault(zone.id(), Map.of());
      Map<Instant, Long> counts = new HashMap<>();
      Map<Instant, Double> seconds = new HashMap<>();
      quarters.forEach((at, q) -> seconds.put(at, 60.0 * q.minutes()));
      calendar.hours.values().stream()
          .flatMap(List::stream)
          .map(ZonedDateTime::toInstant)
          .forEach(
              hour -> {
                double sum = 0;
                int minutes = 0;
                for (int slot = 0; slot < 4; slot++) {
                  InteriorStore.Quarter q = quarters.get(hour.plusSeconds((long) SLOT * slot));
                  sum += q == null ? 0 : q.people();
                  minutes += q == null ? 0 : q.minutes();
                }
                double mean = minutes == 0 ? 0 : sum / minutes;
                // To the nearest five; of fewer than five there is nothing to be told.
                counts.put(hour, mean < Amount.SMALLEST ? 0 : 5 * Math.round(mean / 5));
              });
      all.add(
          new Series(
              "people/" + area.id() + "/" + zone.id(),
              "People in " + zone.name(),
              Series.Kind.PEOPLE,
              cameras,
              calendar.days(counts, seconds)));
    }
  }

  // ---- the street

  private List<Series> street(
      StreetCamera street, Calendar calendar, Map<String, Map<Instant, Double>> watched) {
    String id = street.settings().id();
    Layout layout = street.layout();
    boolean lines = !layout.lines().isEmpty();
    // Either lines or objects: together they might tell of what each of them hides.
    Map<List<String>, Map<Instant, Long>> counts = new TreeMap<>(SiteStatistics::compare);
    List<String> groups = lines ? List.of("line", "direction", "class") : List.of("class");
    for (StreetStore.Minute m :
        streets
            .store()
            .quarters(
                id, lines ? "crossings" : "objects", calendar.from(), calendar.to(), groups)) {
      counts.computeIfAbsent(m.group(), _ -> new HashMap<>()).merge(m.at(), m.amount(), Long::sum);
    }
    Map<Instant, Double> seconds = new HashMap<>(watched(id, calendar, watched));
    addUnrecorded(calendar, counts.values(), seconds);
    List<Series> all = new ArrayList<>();
    counts.forEach(
        (group, slots) -> {
          Optional<String> name = lines ? lineName(layout, group) : Optional.of(group.getFirst());
          name.ifPresent(
              said ->
                  all.add(
                      new Series(
                          (lines ? "line/" : "objects/") + id + "/" + String.join("/", group),
                          street.settings().name() + ": " + said,
                          lines ? Series.Kind.LINE : Series.Kind.OBJECTS,
                          Set.of(id),
                          calendar.days(slots, seconds))));
        });
    return all;
  }

  /** Days from before it was written down when cameras worked: where it counted, it did. */
  private void addUnrecorded(
      Calendar calendar, Collection<Map<Instant, Long>> counts, Map<Instant, Double> seconds) {
    Set<LocalDate> counted = new HashSet<>();
    counts.forEach(
        slots -> slots.keySet().forEach(at -> counted.add(LocalDate.ofInstant(at, zone()))));
    seconds.keySet().forEach(at -> counted.remove(LocalDate.ofInstant(at, zone())));
    for (LocalDate day : counted) {
      for (ZonedDateTime hour : calendar.hours.getOrDefault(day, List.of())) {
        for (int slot = 0; slot < 4; slot++) {
          seconds.put(hour.toInstant().plusSeconds((long) SLOT * slot), (double) SLOT);
        }
      }
    }
  }

  private static int compare(List<String> a, List<String> b) {
    return String.join("\n", a).compareTo(String.join("\n", b));
  }

  /** Empty for a line that is not there any more. */
  private static Optional<String> lineName(Layout layout, List<String> group) {
    return layout.lines().stream()
        .filter(line -> line.id().equals(group.get(0)))
        .findFirst()
        .map(line -> line.name() + ", " + direction(line, group.get(1)) + ", " + group.get(2));
  }

  private static String direction(CountingLine line, String direction) {
    return direction.equals("forward") ? line.forward() : line.backward();
  }
}
