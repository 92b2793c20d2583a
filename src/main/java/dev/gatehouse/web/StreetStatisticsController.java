package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetException;
import dev.gatehouse.street.StreetStore;
import dev.gatehouse.street.Streets;
import dev.gatehouse.street.Zone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Counts of a street by time and kind, as JSON and as CSV. */
@RestController
@ConditionalOnWebApplication
class StreetStatisticsController {
  /** The hours of the 400 days that counts are kept; by minute, almost a week. */
  private static final long MOST_STEPS = 400 * 24;

  private final Streets streets;
  private final Auditing auditing;
  private final ZoneId zone = ZoneId.systemDefault();

  StreetStatisticsController(Streets streets, Auditing auditing) {
    this.streets = streets;
    this.auditing = auditing;
  }

  private enum Step {
    MINUTE(ChronoUnit.MINUTES),
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS),
    HOUR_OF_WEEK(ChronoUnit.HOURS);

    private final ChronoUnit unit;

    Step(ChronoUnit unit) {
      this.unit = unit;
    }

    static Step of(String name) {
      return switch (name) {
        case "minute" -> MINUTE;
        case "hour" -> HOUR;
        case "day" -> DAY;
        case "hourOfWeek" -> HOUR_OF_WEEK;
        default ->
            throw new StreetException("'by' is minute, hour, day or hourOfWeek, not " + name);
      };
    }
  }

  /** What is counted, and what a row tells of it. */
  private enum Measure {
    OBJECTS("objects", List.of("count", "speedKmh")),
    CROSSINGS("crossings", List.of("count", "speedKmh")),
    STAYS("stays", List.of("count", "dwellSeconds")),
    OCCUPANCY("occupancy", List.of("occupancy"));

    /** The store's name of it. */
    private final String stored;

    /** A count, where there is one, and a mean. */
    private final List<String> values;

    Measure(String stored, List<String> values) {
      this.stored = stored;
      this.values = values;
    }

    static Measure of(String name) {
      return switch (name) {
        case "objects", "speed" -> OBJECTS; // each row has both
        case "crossings" -> CROSSINGS;
        case "stays" -> STAYS;
        case "occupancy" -> OCCUPANCY;
        default ->
            throw new StreetException(
                "'measure' is objects, crossings, speed, stays or occupancy, not " + name);
      };
    }
  }

  record StatisticsView(
      Instant from, Instant to, String by, String measure, List<Map<String, Object>> rows) {}

  /** A row's place: its time, then what it is told apart by. */
  private record Key(String time, List<String> group) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0
          ? byTime
          : Arrays.compare(group.toArray(new String[0]), other.group.toArray(new String[0]));
    }
  }

  private static final class Sum {
    long amount;
    double total;
    long measured;
  }

  @GetMapping("/api/streets/{id}/statistics")
  StatisticsView statistics(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam(defaultValue = "hour") String by,
      @RequestParam Optional<String> group,
      @RequestParam(defaultValue = "objects") String measure,
      @AuthenticationPrincipal Caller caller) {
    Layout layout = street(id, caller).layout();
    Step step = Step.of(by);
    Instant end = to.orElseGet(Instant::now);
    Instant start = from.orElse(end.minus(Duration.ofDays(1)));
    if (!start.isBefore(end)) {
      throw new StreetException("'from' must be before 'to'");
    }
    if (Duration.between(start, end).dividedBy(step.unit.getDuration()) > MOST_STEPS) {
      throw new StreetException("That is too long a time by " + by + "; choose a longer step");
    }
    List<String> groups = groups(group.orElse("class"));
    Measure counted = Measure.of(measure);
    // A direction's name is its line's.
    List<String> asked = new ArrayList<>(groups);
    if (groups.contains("direction") && !groups.contains("line")) {
      asked.add("line");
    }
    Map<Key, Sum> sums = new TreeMap<>();
    for (StreetStore.Minute m : streets.store().minutes(id, counted.stored, start, end, asked)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        String value = m.group().get(i);
        if (groups.get(i).equals("direction")) {
          String line = m.group().get(asked.indexOf("line"));
          value =
              ObservationViews.direction(
                  ObservationViews.line(layout, line), value.equals("forward"));
        }
        names.add(value);
      }
      Sum sum = sums.computeIfAbsent(new Key(time(m.at(), step), names), _ -> new Sum());
      sum.amount += m.amount();
      sum.total += m.total();
      sum.measured += m.measured();
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<String, Double> lengths =
        counted == Measure.OCCUPANCY ? lengths(start, end, step) : Map.of();
    sums.forEach(
        (key, sum) ->
            rows.add(row(key, sum, step, groups, counted, lengths.getOrDefault(key.time(), 0.0))));
    return new StatisticsView(start, end, by, measure, rows);
  }

  /** How many seconds of the range lie in each step of time. */
  private Map<String, Double> lengths(Instant start, Instant end, Step step) {
    Map<String, Double> seconds = new HashMap<>();
    ZonedDateTime from = start.atZone(zone);
    ZonedDateTime last = end.atZone(zone);
    while (from.isBefore(last)) {
      ZonedDateTime next = from.truncatedTo(step.unit).plus(1, step.unit);
      ZonedDateTime to = next.isBefore(last) ? next : last;
      seconds.merge(
          time(from.toInstant(), step),
          Duration.between(from, to).toMillis() / 1000.0,
          Double::sum);
      from = to;
    }
    return seconds;
  }

  private static List<String> groups(String text) {
    Set<String> groups = new LinkedHashSet<>();
    for (String name : text.split(",")) {
      if (!name.isBlank()) {
        groups.add(name.strip());
      }
    }
    if (groups.size() > 3 || !StreetStore.GROUPS.containsAll(groups)) {
      throw new StreetException(
          "'group' is up to three of class, line, direction, colour, zone, not " + text);
    }
    return List.copyOf(groups);
  }

  private String time(Instant at, Step step) {
    ZonedDateTime local = at.atZone(zone);
    return step == Step.HOUR_OF_WEEK
        ? "%d %02d".formatted(local.getDayOfWeek().getValue(), local.getHour())
        : local.truncatedTo(step.unit).toInstant().toString();
  }

  private static Map<String, Object> row(
      Key key, Sum sum, Step step, List<String> groups, Measure measure, double seconds) {
    Map<String, Object> row = new LinkedHashMap<>();
    if (step == Step.HOUR_OF_WEEK) {
      String[] parts = key.time().split(" ");
      row.put(
          "time", Map.of("day", Integer.parseInt(parts[0]), "hour", Integer.parseInt(parts[1])));
    } else {
      row.put("time", key.time());
    }
    for (int i = 0; i < groups.size(); i++) {
      row.put(groups.get(i), key.group().get(i).isEmpty() ? null : key.group().get(i));
    }
    if (measure == Measure.OCCUPANCY) {
      row.put("occupancy", seconds > 0 ? sum.total / seconds : null);
    } else {
      row.put("count", sum.amount);
      row.put(measure.values.getLast(), sum.measured > 0 ? sum.total / sum.measured : null);
    }
    return row;
  }

  /** A browser's link asks for the name, a program may ask for the type. */
  @GetMapping(path = "/api/streets/{id}/statistics", produces = "text/csv")
  ResponseEntity<String> csvByType(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam(defaultValue = "hour") String by,
      @RequestParam Optional<String> group,
      @RequestParam(defaultValue = "objects") String measure,
      @AuthenticationPrincipal Caller caller) {
    return csv(id, from, to, by, group, measure, caller);
  }

  @GetMapping("/api/streets/{id}/statistics.csv")
  ResponseEntity<String> csv(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam(defaultValue = "hour") String by,
      @RequestParam Optional<String> group,
      @RequestParam(defaultValue = "objects") String measure,
      @AuthenticationPrincipal Caller caller) {
    StatisticsView view = statistics(id, from, to, by, group, measure, caller);
    auditing.record(
        Auditing.event(AuditAction.EXPORT, caller)
            .count(view.rows().size())
            .detail("statistics of street camera " + id));
    List<String> groups = groups(group.orElse("class"));
    var csv = new StringBuilder("time");
    groups.forEach(g -> csv.append(',').append(g));
    List<String> values = Measure.of(measure).values;
    values.forEach(v -> csv.append(',').append(v));
    csv.append("\r\n");
    for (Map<String, Object> row : view.rows()) {
      Object time = row.get("time");
      csv.append(
          time instanceof Map<?, ?> slot
              ? "day " + slot.get("day") + " " + slot.get("hour") + ":00"
              : String.valueOf(time));
      for (String g : groups) {
        csv.append(',').append(field(row.get(g)));
      }
      values.forEach(v -> csv.append(',').append(field(row.get(v))));
      csv.append("\r\n");
    }
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(id + "-statistics.csv").build().toString())
        .body(csv.toString());
  }

  /** Quoted, and not to be taken for a formula by a spreadsheet. */
  static String field(@org.jspecify.annotations.Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    if (value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
      text = "'" + text;
    }
    return text.matches("[\\w .:-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  record Node(String id, String name) {}

  record FlowsView(List<Node> nodes, List<StreetStore.Flow> links) {}

  @GetMapping("/api/streets/{id}/flows")
  FlowsView flows(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    Layout layout = street(id, caller).layout();
    Instant end = to.orElseGet(Instant::now);
    List<StreetStore.Flow> links =
        streets.store().flows(id, from.orElse(end.minus(Duration.ofDays(1))), end);
    Set<String> ids = new LinkedHashSet<>();
    links.forEach(
        link -> {
          ids.add(link.source());
          ids.add(link.target());
        });
    return new FlowsView(
        ids.stream()
            .map(
                node ->
                    new Node(
                        node, ObservationViews.zone(layout, node).map(Zone::name).orElse(node)))
            .toList(),
        links);
  }

  private StreetCamera street(String id, Caller caller) {
    return streets
        .find(id)
        .filter(street -> caller.at(street.settings().place()))
        .orElseThrow(() -> new NotFoundException("There is no street camera with this id"));
  }
}
