package dev.gatehouse.statistics;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Flags hours that are not as the same hour of the week was in the weeks before.
 *
 * <p>Counts are brought to the scale of 2 √(x + 3/8), on which a Poisson count varies by about 1
 * whatever its size (Anscombe, Biometrika 35, 1948). There an hour is usual by the median of the
 * same hour of the last twelve weeks, at least eight of which must be known. It varies by the
 * median of absolute deviations (times 1.4826, its factor for a normal distribution): half by that
 * of the hour itself, half by that of all hours of the series, for eight values tell little; never
 * by less than a Poisson count does. An hour is unusual if it is farther than {@link #DEVIATIONS}
 * from usual, and two counts or more beyond that bound.
 *
 * <p>It sees what is shown and nothing else: a hidden hour stands for 2, and is itself flagged only
 * if 4 would be unusual. Gaps and excluded days are no examples, and are not flagged.
 */
final class Baseline {
  static final int WEEKS = 12;
  static final int FEWEST = 8;
  static final double DEVIATIONS = 4;
  private static final double NORMAL = 1.4826;
  private static final double HIDDEN = 2;

  /** What an hour of the week is like. */
  record Expected(double usual, double low, double high) {}

  private record Slot(DayOfWeek day, int hour) {}

  private Baseline() {}

  /**
   * @param series with the twelve weeks before
   * @param from the first day that is looked at
   */
  static List<Unusual> unusual(Series series, LocalDate from, Set<LocalDate> excluded) {
    // Of a day with an hour twice, the second is no example and is not looked at.
    Map<Slot, Map<LocalDate, Double>> values = new HashMap<>();
    for (Day day : series.days()) {
      if (excluded.contains(day.day())) {
        continue;
      }
      for (Hour hour : day.hours()) {
        value(hour.amount())
            .ifPresent(
                v ->
                    values
                        .computeIfAbsent(
                            new Slot(day.day().getDayOfWeek(), hour.hour()), _ -> new HashMap<>())
                        .putIfAbsent(day.day(), v));
      }
    }
    List<Unusual> found = new ArrayList<>();
    Map<LocalDate, Double> scales = new HashMap<>(); // of all hours, by the Monday of the week
    for (Day day : series.days()) {
      if (day.day().isBefore(from) || excluded.contains(day.day())) {
        continue;
      }
      LocalDate monday = day.day().minusDays(day.day().getDayOfWeek().getValue() - 1L);
      double scale =
          scales.computeIfAbsent(monday, m -> scale(values.values(), m)); // the weeks before it
      Set<Integer> seen = new HashSet<>();
      for (Hour hour : day.hours()) {
        if (hour.amount() instanceof Amount.Gap || !seen.add(hour.hour())) {
          continue;
        }
        double[] past =
            past(
                values.getOrDefault(new Slot(day.day().getDayOfWeek(), hour.hour()), Map.of()),
                day.day());
        if (past.length < FEWEST) {
          continue;
        }
        Expected expected = expected(past, scale);
        judge(series, hour.at(), hour.amount(), expected, found);
      }
    }
    return found;
  }

  private static void judge(
      Series series, Instant at, Amount amount, Expected expected, List<Unusual> found) {
    boolean more = amount instanceof Amount.Known k && k.count() >= expected.high() + 2;
    boolean fewer =
        switch (amount) {
          case Amount.Known k -> k.count() <= expected.low() - 2;
          case Amount.Few _ -> Amount.SMALLEST - 1 <= expected.low() - 2;
          case Amount.Gap _ -> false;
        };
    if (more || fewer) {
      found.add(
          new Unusual(
              series.id(), at, amount, more, expected.usual(), expected.low(), expected.high()));
    }
  }

  private static OptionalDouble value(Amount amount) {
    return switch (amount) {
      case Amount.Known known -> OptionalDouble.of(known.count());
      case Amount.Few _ -> OptionalDouble.of(HIDDEN);
      case Amount.Gap _ -> OptionalDouble.empty();
    };
  }

  /** On the scale of the square root, of the weeks before a day. */
  private static double[] past(Map<LocalDate, Double> values, LocalDate day) {
    var past = new double[WEEKS];
    int n = 0;
    for (int week = 1; week <= WEEKS; week++) {
      Double value = values.get(day.minusWeeks(week));
      if (value != null) {
        past[n++] = stable(value);
      }
    }
    return Arrays.copyOf(past, n);
  }

  private static double scale(Iterable<Map<LocalDate, Double>> slots, LocalDate before) {
    var all = new double[512];
    int n = 0;
    for (Map<LocalDate, Double> slot : slots) {
      double[] past =
          slot.entrySet().stream()
              .filter(
                  e ->
                      e.getKey().isBefore(before) && !e.getKey().isBefore(before.minusWeeks(WEEKS)))
              .mapToDouble(e -> stable(e.getValue()))
              .toArray();
      if (past.length < FEWEST || median(past) < stable(Amount.SMALLEST)) {
        continue; // hours that are hidden tell nothing of how others vary
      }
      double middle = median(past);
      // Deviations from a median that they helped to make are too small.
      double correction = Math.sqrt(past.length / (past.length - 1.0));
      for (double value : past) {
        if (n == all.length) {
          all = Arrays.copyOf(all, 2 * n);
        }
        all[n++] = Math.abs(value - middle) * correction;
      }
    }
    return n == 0 ? 1 : NORMAL * median(Arrays.copyOf(all, n));
  }

  /**
   * @param past on the scale of the square root, {@link #FEWEST} or more
   * @param scale of all hours of the series
   */
  static Expected expected(double[] past, double scale) {
    double middle = median(past);
    double[] apart = new double[past.length];
    double correction = Math.sqrt(past.length / (past.length - 1.0));
    for (int i = 0; i < past.length; i++) {
      apart[i] = Math.abs(past[i] - middle) * correction;
    }
    double own = NORMAL * median(apart);
    double deviation = Math.max(1, Math.sqrt((own * own + scale * scale) / 2));
    // The median of so few errs too: its variance is π / 2n of one value's.
    deviation *= Math.sqrt(1 + Math.PI / (2 * past.length));
    return new Expected(
        count(middle),
        count(middle - DEVIATIONS * deviation),
        count(middle + DEVIATIONS * deviation));
  }

  static double stable(double count) {
    return 2 * Math.sqrt(count + 0.375);
  }

  private static double count(double stable) {
    return stable <= 0 ? 0 : Math.max(0, stable * stable / 4 - 0.375);
  }

  /** Of one value or more, which stay in their order. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
