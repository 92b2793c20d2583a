package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * What was shown and touched in a time.
 *
 * @param lift of picked slates over random ones
 * @param shows of items, with their touches
 * @param items by the number of touches
 * @param contexts by age band, sex and part of the day, each for itself
 * @param lifts of each age band and sex
 * @param curve by hour or day
 */
public record MerchandiseReport(
    Lift lift,
    Rate shows,
    List<MerchandiseReport.OfItem> items,
    List<MerchandiseReport.OfContext> contexts,
    List<MerchandiseReport.LiftOf> lifts,
    List<MerchandiseReport.Step> curve) {

  /** Fewer shows than this tell more about a person than about people. */
  private static final int FEWEST = 5;

  /** A range up to this is plotted by the hour. */
  private static final Duration BY_HOUR = Duration.ofDays(3);

  public record OfItem(UUID item, Rate rate) {}

  /**
   * @param dimension "age", "sex" or "part"
   * @param value as in {@link AgeBand#label()}, or in small letters; "unknown"
   */
  public record OfContext(UUID item, String dimension, String value, Rate rate) {}

  public record LiftOf(String dimension, String value, Lift lift) {}

  /**
   * @param from where the step begins
   * @param picked slates of which something was touched
   * @param random the same of random slates
   */
  public record Step(Instant from, Rate picked, Rate random) {}

  private static final class Sum {
    private long of;
    private long hits;

    void add(long more, long touched) {
      of += more;
      hits += touched;
    }

    Rate rate() {
      return Rate.of(Math.min(hits, of), of);
    }
  }

  /** Picked and random. */
  private static final class Pair {
    private final Sum picked = new Sum();
    private final Sum random = new Sum();

    void add(MerchandiseStore.SlateHour row) {
      (row.explored() ? random : picked).add(row.slates(), row.touched());
    }

    Lift lift() {
      return Lift.of(picked.hits, picked.of, random.hits, random.of);
    }
  }

  private record Cell(UUID item, String dimension, String value) {}

  static MerchandiseReport of(
      List<MerchandiseStore.ItemHour> counts,
      List<MerchandiseStore.SlateHour> slates,
      Instant from,
      Instant to,
      ZoneId zone) {
    var all = new Sum();
    Map<UUID, Sum> items = new TreeMap<>();
    Map<Cell, Sum> cells =
        new TreeMap<>(
            Comparator.comparing(Cell::item)
                .thenComparing(Cell::dimension)
                .thenComparing(Cell::value));
    for (MerchandiseStore.ItemHour row : counts) {
      all.add(row.shows(), row.touches());
      items.computeIfAbsent(row.item(), _ -> new Sum()).add(row.shows(), row.touches());
      String part = DayPart.of(row.hour().atZone(zone).getHour()).name().toLowerCase(Locale.ROOT);
      for (Cell cell :
          List.of(
              new Cell(row.item(), "age", age(row.age())),
              new Cell(row.item(), "sex", sex(row.sex())),
              new Cell(row.item(), "part", part))) {
        cells.computeIfAbsent(cell, _ -> new Sum()).add(row.shows(), row.touches());
      }
    }
    var lift = new Pair();
    Map<String, Pair> ages = new TreeMap<>();
    Map<String, Pair> sexes = new TreeMap<>();
    Map<Instant, Pair> steps = new TreeMap<>();
    boolean hours = Duration.between(from, to).compareTo(BY_HOUR) <= 0;
    Function<Instant, Instant> step =
        at -> {
          ZonedDateTime local = at.atZone(zone);
          return hours ? at : local.truncatedTo(ChronoUnit.DAYS).toInstant();
        };
    for (MerchandiseStore.SlateHour row : slates) {
      lift.add(row);
      ages.computeIfAbsent(age(row.age()), _ -> new Pair()).add(row);
      sexes.computeIfAbsent(sex(row.sex()), _ -> new Pair()).add(row);
      steps.computeIfAbsent(step.apply(row.hour()), _ -> new Pair()).add(row);
    }
    List<LiftOf> lifts = new ArrayList<>();
    ages.forEach((value, pair) -> lifts.add(new LiftOf("age", value, pair.lift())));
    sexes.forEach((value, pair) -> lifts.add(new LiftOf("sex", value, pair.lift())));
    lifts.removeIf(one -> one.lift().picked().of() + one.lift().random().of() < FEWEST);
    return new MerchandiseReport(
        lift.lift(),
        all.rate(),
        items.entrySet().stream()
            .map(entry -> new OfItem(entry.getKey(), entry.getValue().rate()))
            .sorted(Comparator.comparingLong((OfItem one) -> one.rate().hits()).reversed())
            .toList(),
        cells.entrySet().stream()
            .map(
                entry ->
                    new OfContext(
                        entry.getKey().item(),
                        entry.getKey().dimension(),
                        entry.getKey().value(),
                        entry.getValue().rate()))
            .filter(one -> one.rate().of() >= FEWEST)
            .toList(),
        lifts,
        steps.entrySet().stream()
            .map(
                entry ->
                    new Step(
                        entry.getKey(),
                        entry.getValue().picked.rate(),
                        entry.getValue().random.rate()))
            .toList());
  }

  private static String age(Optional<AgeBand> age) {
    return age.map(AgeBand::label).orElse("unknown");
  }

  private static String sex(Optional<Sex> sex) {
    return sex.map(one -> one.name().toLowerCase(Locale.ROOT)).orElse("unknown");
  }
}
