package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Adds up counts to a {@link MerchandiseReport}. */
final class ReportBuilder {
  /** Fewer shows than this tell more about a person than about people. */
  private static final int FEWEST = 5;

  /** A range up to this is plotted by the hour. */
  private static final Duration BY_HOUR = Duration.ofDays(3);

  private final ZoneId zone;
  private final boolean hours;
  private final Sum all = new Sum();
  private final Map<UUID, Sum> items = new TreeMap<>();
  private final Map<Cell, Sum> cells =
      new TreeMap<>(
          Comparator.comparing(Cell::item)
              .thenComparing(Cell::dimension)
              .thenComparing(Cell::value));
  private final Pair lift = new Pair();
  private final Map<String, Pair> ages = new TreeMap<>();
  private final Map<String, Pair> sexes = new TreeMap<>();
  private final Map<Instant, Pair> steps = new TreeMap<>();

  ReportBuilder(Instant from, Instant to, ZoneId zone) {
    this.zone = zone;
    this.hours = Duration.between(from, to).compareTo(BY_HOUR) <= 0;
  }

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

  void add(MerchandiseStore.ItemHour row) {
    all.add(row.shows(), row.touches());
    items.computeIfAbsent(row.item(), _ -> new Sum()).add(row.shows(), row.touches());
    Context context = Context.of(row.age(), row.sex(), row.hour(), zone);
    for (Cell cell :
        List.of(
            new Cell(row.item(), "age", age(row.age())),
            new Cell(row.item(), "sex", sex(row.sex())),
            new Cell(row.item(), "part", context.part().name().toLowerCase(Locale.ROOT)))) {
      cells.computeIfAbsent(cell, _ -> new Sum()).add(row.shows(), row.touches());
    }
  }

  void add(MerchandiseStore.SlateHour row) {
    lift.add(row);
    ages.computeIfAbsent(age(row.age()), _ -> new Pair()).add(row);
    sexes.computeIfAbsent(sex(row.sex()), _ -> new Pair()).add(row);
    Instant step =
        hours ? row.hour() : row.hour().atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant();
    steps.computeIfAbsent(step, _ -> new Pair()).add(row);
  }

  MerchandiseReport build() {
    List<MerchandiseReport.LiftOf> lifts = new ArrayList<>();
    ages.forEach(
        (value, pair) -> lifts.add(new MerchandiseReport.LiftOf("age", value, pair.lift())));
    sexes.forEach(
        (value, pair) -> lifts.add(new MerchandiseReport.LiftOf("sex", value, pair.lift())));
    lifts.removeIf(one -> one.lift().picked().of() + one.lift().random().of() < FEWEST);
    List<MerchandiseReport.OfItem> ofItems = new ArrayList<>();
    items.forEach((item, sum) -> ofItems.add(new MerchandiseReport.OfItem(item, sum.rate())));
    ofItems.sort(
        Comparator.comparingLong((MerchandiseReport.OfItem one) -> one.rate().hits()).reversed());
    List<MerchandiseReport.OfContext> contexts = new ArrayList<>();
    cells.forEach(
        (cell, sum) ->
            contexts.add(
                new MerchandiseReport.OfContext(
                    cell.item(), cell.dimension(), cell.value(), sum.rate())));
    contexts.removeIf(one -> one.rate().of() < FEWEST);
    List<MerchandiseReport.Step> curve = new ArrayList<>();
    steps.forEach(
        (from, pair) ->
            curve.add(new MerchandiseReport.Step(from, pair.picked.rate(), pair.random.rate())));
    return new MerchandiseReport(lift.lift(), all.rate(), ofItems, contexts, lifts, curve);
  }

  private static String age(Optional<AgeBand> age) {
    return age.map(AgeBand::label).orElse("unknown");
  }

  private static String sex(Optional<Sex> sex) {
    return sex.map(one -> one.name().toLowerCase(Locale.ROOT)).orElse("unknown");
  }
}
