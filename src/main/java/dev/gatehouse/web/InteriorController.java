package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.interior.Correction;
import dev.gatehouse.interior.HeatGrid;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.interior.InteriorException;
import dev.gatehouse.interior.InteriorStore;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.DoorLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** People on plans: how many are in each zone, where they were, and how they went. */
@RestController
@ConditionalOnWebApplication
class InteriorController {
  private static final Duration MOST = Duration.ofDays(92);

  private final Interior interior;
  private final VisibleAreas areas;
  private final Auditing auditing;

  InteriorController(Interior interior, VisibleAreas areas, Auditing auditing) {
    this.interior = interior;
    this.areas = areas;
    this.auditing = auditing;
  }

  /**
   * @param live null: no calibrated camera stands on it
   * @param capacities by zone, where they are known
   */
  record AreaView(
      String id,
      String site,
      String name,
      @Nullable Map<String, Object> live,
      Map<String, Integer> capacities) {}

  @GetMapping("/api/interior")
  List<AreaView> areas(@AuthenticationPrincipal Caller caller) {
    return areas.all(caller).stream()
        .map(
            area ->
                new AreaView(
                    area.id(),
                    area.site(),
                    area.name(),
                    interior.live(area.id()).map(LiveInterior::view).orElse(null),
                    interior.store().capacities(area.id())))
        .toList();
  }

  private Area area(String id, Caller caller) {
    return areas
        .find(caller, id)
        .orElseThrow(() -> new NotFoundException("There is no area with this id"));
  }

  private record Range(Instant from, Instant to) {
    /** The last day where nothing is said. */
    static Range of(Optional<Instant> from, Optional<Instant> to) {
      Instant end = to.orElseGet(Instant::now);
      Instant start = from.orElse(end.minus(Duration.ofDays(1)));
      if (!start.isBefore(end)) {
        throw new InteriorException("'from' must be before 'to'");
      }
      if (Duration.between(start, end).compareTo(MOST) > 0) {
        throw new InteriorException("That is too long a time; 92 days are the most");
      }
      return new Range(start, end);
    }
  }

  /**
   * @param cell metres
   * @param cells column, row and seconds of each cell in which somebody was
   */
  record HeatView(Instant from, Instant to, double cell, List<List<Number>> cells) {}

  /** Of the quarters of hours that begin in that time. */
  @GetMapping("/api/interior/{area}/heat")
  HeatView heat(
      @PathVariable String area,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    area(area, caller);
    Range range = Range.of(from, to);
    Optional<HeatGrid> heat = interior.store().heat(area, range.from(), range.to());
    List<List<Number>> cells = new ArrayList<>();
    heat.ifPresent(
        grid -> {
          for (int i = 0; i < grid.places().length; i++) {
            int place = grid.places()[i];
            cells.add(
                List.of(
                    place % grid.columns(),
                    place / grid.columns(),
                    Math.round(grid.seconds()[i] * 10) / 10.0));
          }
        });
    return new HeatView(range.from(), range.to(), heat.map(HeatGrid::cell).orElse(0.5), cells);
  }

  /** Null: outside of all zones. */
  record FlowView(@Nullable String source, @Nullable String target, long count) {}

  /** Through doors, and between zones without one. */
  @GetMapping("/api/interior/{area}/flows")
  List<FlowView> flows(
      @PathVariable String area,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    Area known = area(area, caller);
    Range range = Range.of(from, to);
    Map<List<Optional<String>>, Long> sums = new LinkedHashMap<>();
    for (InteriorStore.Crossing c : interior.store().crossings(area, range.from(), range.to())) {
      for (DoorLine door : known.doors()) {
        if (door.id().equals(c.door())) {
          sums.merge(
              c.forward() ? List.of(door.left(), door.right()) : List.of(door.right(), door.left()),
              c.amount(),
              Long::sum);
        }
      }
    }
    for (InteriorStore.Flow f : interior.store().flows(area, range.from(), range.to())) {
      sums.merge(List.of(Optional.of(f.source()), Optional.of(f.target())), f.amount(), Long::sum);
    }
    return sums.entrySet().stream()
        .sorted(Map.Entry.<List<Optional<String>>, Long>comparingByValue().reversed())
        .map(
            flow ->
                new FlowView(
                    flow.getKey().get(0).orElse(null),
                    flow.getKey().get(1).orElse(null),
                    flow.getValue()))
        .toList();
  }

  record MinuteView(Instant at, String zone, double mean, int most) {}

  /** By minutes, of a day at most. */
  @GetMapping("/api/interior/{area}/minutes")
  List<MinuteView> minutes(
      @PathVariable String area,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    area(area, caller);
    Range range = Range.of(from, to);
    if (Duration.between(range.from(), range.to()).compareTo(Duration.ofHours(25)) > 0) {
      throw new InteriorException("Minutes are shown of a day at most; see the statistics");
    }
    return interior.store().minutes(area, range.from(), range.to()).stream()
        .map(m -> new MinuteView(m.at(), m.zone(), m.mean(), m.most()))
        .toList();
  }

  @GetMapping("/api/interior/{area}/corrections")
  List<Correction> corrections(
      @PathVariable String area,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    area(area, caller);
    Range range = Range.of(from, to);
    return interior.store().corrections(area, range.from(), range.to());
  }

  /**
   * @param people null: nothing is said of it
   */
  record Capacity(@Nullable Integer people) {}

  @PutMapping("/api/interior/{area}/capacities/{zone}")
  Capacity capacity(
      @PathVariable String area,
      @PathVariable String zone,
      @RequestBody Capacity capacity,
      @AuthenticationPrincipal Caller caller) {
    Area known = area(area, caller);
    if (known.zones().stream().noneMatch(z -> z.id().equals(zone))) {
      throw new NotFoundException("This area has no zone with this id");
    }
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller)
            .detail("capacity of zone " + zone + " of area " + area));
    interior.store().capacity(area, zone, Optional.ofNullable(capacity.people()));
    return capacity;
  }
}
