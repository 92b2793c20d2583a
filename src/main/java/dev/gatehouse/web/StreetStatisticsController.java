package dev.gatehouse.web;

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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Counts of a street by time and kind, as JSON and as CSV. */
@RestController
@ConditionalOnWebApplication
class StreetStatisticsController {
  /** More than a year's hours; by minute, six days. */
  private static final long MOST_STEPS = 9_000;

  private final Streets streets;
  private final ZoneId zone = ZoneId.systemDefault();

  StreetStatisticsController(Streets streets) {
    this.streets = streets;
  }

  private enum Step {
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    HOUR_OF_WEEK(Duration.ofHours(1));

    private final Duration length;

    Step(Duration length) {
      this.length = length;
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
      @RequestParam(defaultValue = "objects") String measure) {
    Layout layout = street(id).layout();
    Step step = Step.of(by);
    Instant end = to.orElseGet(Instant::now);
    Instant start = from.orElse(end.minus(Duration.ofDays(1)));
    if (!start.isBefore(end)) {
      throw new StreetException("'from' must be before 'to'");
    }
    if (Duration.between(start, end).dividedBy(step.length) > MOST_STEPS) {
      throw new StreetException("That is too long a time by " + by + "; choose a longer step");
    }
    List<String> groups = groups(group.orElse("class"));
    String stored =
        switch (measure) {
          case "objects", "speed" -> "objects";
          case "crossings", "stays", "occupancy" -> measure;
          default ->
              throw new StreetException(
                  "'measure' is objects, crossings, speed, stays or occupancy, not " + measure);
        };
    // A direction's name is its line's.
    List<String> asked = new ArrayList<>(groups);
    if (groups.contains("direction") && !groups.contains("line")) {
      asked.add("line");
    }
    Map<Key, Sum> sums = new TreeMap<>();
    for (StreetStore.Minute m : streets.store().minutes(id, stored, start, end, asked)) {
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
    Map<String, Double> lengths = stored.equals("occupancy") ? lengths(start, end, step) : Map.of();
    sums.forEach(
        (key, sum) ->
            rows.add(row(key, sum, step, groups, stored, lengths.getOrDefault(key.time(), 0.0))));
    return new StatisticsView(start, end, by, measure, rows);
  }

  /** How many seconds of the range lie in each step of time. */
  private Map<String, Double> lengths(Instant start, Instant end, Step step) {
    Map<String, Double> seconds = new HashMap<>();
    ChronoUnit unit =
        switch (step) {
          case MINUTE -> ChronoUnit.MINUTES;
          case HOUR, HOUR_OF_WEEK -> ChronoUnit.HOURS;
          case DAY -> ChronoUnit.DAYS;
        };
    ZonedDateTime from = start.atZone(zone);
    ZonedDateTime last = end.atZone(zone);
    while (from.isBefore(last)) {
      ZonedDateTime next = from.truncatedTo(unit).plus(1, unit);
      ZonedDateTime to = next.isBefore(last) ? next : last;
      String key = time(from.truncatedTo(ChronoUnit.MINUTES).toInstant(), step);
      seconds.merge(key, Duration.between(from, to).toMillis() / 1000.0, Double::sum);
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

  private String time(Instant minute, Step step) {
    ZonedDateTime local = minute.atZone(zone);
    return switch (step) {
      case MINUTE -> minute.toString();
      case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant().toString();
      case DAY -> local.truncatedTo(ChronoUnit.DAYS).toInstant().toString();
      case HOUR_OF_WEEK -> "%d %02d".formatted(local.getDayOfWeek().getValue(), local.getHour());
    };
  }

  private static Map<String, Object> row(
      Key key, Sum sum, Step step, List<String> groups, String stored, double seconds) {
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
    if (stored.equals("occupancy")) {
      row.put("occupancy", seconds > 0 ? sum.total / seconds : null);
      return row;
    }
    row.put("count", sum.amount);
    row.put(valueOf(stored), sum.measured > 0 ? sum.total / sum.measured : null);
    return row;
  }

  /** What a row of that measure has besides its count. */
  private static String valueOf(String stored) {
    return stored.equals("stays") ? "dwellSeconds" : "speedKmh";
  }

  /** A browser's link asks for the name, a program may ask for the type. */
  @GetMapping(path = "/api/streets/{id}/statistics", produces = "text/csv")
  ResponseEntity<String> csvByType(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam(defaultValue = "hour") String by,
      @RequestParam Optional<String> group,
      @RequestParam(defaultValue = "objects") String measure) {
    return csv(id, from, to, by, group, measure);
  }

  @GetMapping("/api/streets/{id}/statistics.csv")
  ResponseEntity<String> csv(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam(defaultValue = "hour") String by,
      @RequestParam Optional<String> group,
      @RequestParam(defaultValue = "objects") String measure) {
    StatisticsView view = statistics(id, from, to, by, group, measure);
    List<String> groups = groups(group.orElse("class"));
    var csv = new StringBuilder("time");
    groups.forEach(g -> csv.append(',').append(g));
    List<String> values =
        switch (measure) {
          case "occupancy" -> List.of("occupancy");
          case "stays" -> List.of("count", "dwellSeconds");
          default -> List.of("count", "speedKmh");
        };
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
      @RequestParam Optional<Instant> to) {
    Layout layout = street(id).layout();
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

  private StreetCamera street(String id) {
    return streets
        .find(id)
        .orElseThrow(() -> new NotFoundException("There is no street camera with this id"));
  }
}
