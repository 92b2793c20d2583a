package dev.gatehouse.statistics;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a site tells of some days. Whatever is in it may be shown to anybody.
 *
 * @param site its id
 * @param name the site's
 * @param zone of its clocks
 * @param from the first day
 * @param to the last day
 * @param excluded days that are no example for others, with the reason
 */
public record Report(
    String site,
    String name,
    ZoneId zone,
    LocalDate from,
    LocalDate to,
    List<Series> series,
    List<Flow> flows,
    List<Unusual> unusual,
    Map<LocalDate, String> excluded) {
  public Report {
    series = List.copyOf(series);
    flows = List.copyOf(flows);
    unusual = List.copyOf(unusual);
    excluded = java.util.Collections.unmodifiableMap(new TreeMap<>(excluded));
  }

  /** What was seen by such cameras alone. */
  public Report seenBy(Predicate<String> camera) {
    List<Series> kept = series.stream().filter(s -> s.cameras().stream().allMatch(camera)).toList();
    Set<String> ids = kept.stream().map(Series::id).collect(Collectors.toSet());
    return new Report(
        site,
        name,
        zone,
        from,
        to,
        kept,
        flows.stream().filter(f -> f.cameras().stream().allMatch(camera)).toList(),
        unusual.stream().filter(u -> ids.contains(u.series())).toList(),
        excluded);
  }
}
