package dev.gatehouse.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is flagged as unusual, of simulated weeks whose truth is known. {@code main} prints figures.
 */
class BaselineTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
  private static final int WEEKS = Baseline.WEEKS + 4;

  /** A day with a peak at noon, quieter at the weekend. */
  private static double rate(int day, int hour, double peak) {
    double weekend = day % 7 >= 5 ? 0.5 : 1;
    double sun = Math.max(0, Math.sin(Math.PI * (hour - 6) / 14));
    return hour < 6 || hour > 20 ? 0 : weekend * peak * sun;
  }

  /** Weeks of counts whose variance is so many times that of a Poisson process. */
  private static long[] counts(Random random, double peak, double dispersion) {
    var counts = new long[WEEKS * 168];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = count(random, rate(i / 24, i % 24, peak), dispersion);
    }
    return counts;
  }

  private static long count(Random random, double mean, double dispersion) {
    if (mean <= 0) {
      return 0;
    }
    // Negative binomial, as a Poisson count whose mean is drawn from a gamma distribution.
    return poisson(
        random, dispersion <= 1 ? mean : gamma(random, mean / (dispersion - 1)) * (dispersion - 1));
  }

  private static long poisson(Random random, double mean) {
    if (mean > 200) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    long n = 0;
    while (product > limit) {
      product *= random.nextDouble();
      n++;
    }
    return n;
  }

  /** Marsaglia and Tsang, ACM TOMS 26, 2000; of scale 1. */
  private static double gamma(Random random, double shape) {
    if (shape < 1) {
      return gamma(random, shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  private static Series series(long[] counts, Set<Integer> gaps) {
    List<Day> days = new ArrayList<>();
    for (int d = 0; d < counts.length / 24; d++) {
      LocalDate day = MONDAY.plusDays(d);
      List<Day.Counted> hours = new ArrayList<>();
      for (int h = 0; h < 24; h++) {
        Instant at = day.atTime(h, 0).toInstant(ZoneOffset.UTC);
        hours.add(new Day.Counted(at, h, counts[24 * d + h], !gaps.contains(24 * d + h)));
      }
      days.add(Day.of(day, hours, true));
    }
    return new Series("s", "s", Series.Kind.DOOR, Set.of("a"), days);
  }

  private static List<Unusual> unusual(long[] counts) {
    return Baseline.unusual(series(counts, Set.of()), MONDAY.plusWeeks(Baseline.WEEKS), Set.of());
  }

  private record Rate(long hours, long found) {
    double share() {
      return (double) found / hours;
    }
  }

  private static Rate falseAlarms(double peak, double dispersion, int series, long seed) {
    var random = new Random(seed);
    long found = 0;
    for (int i = 0; i < series; i++) {
      found += unusual(counts(random, peak, dispersion)).size();
    }
    return new Rate(series * 4 * 105L, found); // of hours in which somebody comes
  }

  /** Of hours whose usual count is 20 or more, each in a series of its own. */
  private static Rate detected(
      double peak, double dispersion, int series, DoubleUnaryOperator change, long seed) {
    var random = new Random(seed);
    long hours = 0;
    long found = 0;
    for (int i = 0; i < series; i++) {
      long[] counts = counts(random, peak, dispersion);
      int at = (Baseline.WEEKS * 7 + random.nextInt(28)) * 24 + 9 + random.nextInt(8);
      double mean = rate(at / 24, at % 24, peak);
      if (mean < 20) {
        continue;
      }
      counts[at] = count(random, change.applyAsDouble(mean), dispersion);
      Instant time = MONDAY.plusDays(at / 24).atTime(at % 24, 0).toInstant(ZoneOffset.UTC);
      hours++;
      found += unusual(counts).stream().anyMatch(u -> u.at().equals(time)) ? 1 : 0;
    }
    return new Rate(hours, found);
  }

  @Test
  void usualWeeksHaveFewFalseAlarms() {
    for (double peak : new double[] {10, 60, 400}) {
      for (double dispersion : new double[] {1, 3}) {
        assertThat(falseAlarms(peak, dispersion, 40, 7).share())
            .as("peak %s, dispersion %s", peak, dispersion)
            .isLessThan(0.002);
      }
    }
  }

  @Test
  void largeChangesAreFound() {
    assertThat(detected(100, 1, 60, mean -> 2 * mean, 1).share()).isGreaterThan(0.85);
    assertThat(detected(100, 1, 60, _ -> 0, 2).share()).isGreaterThan(0.95);
    assertThat(detected(400, 3, 60, mean -> 2 * mean, 3).share()).isGreaterThan(0.85);
  }

  @Test
  void outagesAndExcludedDaysAreNoExamplesAndAreNotFlagged() {
    long[] counts = counts(new Random(3), 100, 1);
    int today = Baseline.WEEKS * 7;
    for (int h = 0; h < 24; h++) {
      counts[24 * today + h] = 0; // nobody came, or nobody saw them
    }
    Set<Integer> gaps = new HashSet<>();
    for (int h = 0; h < 24; h++) {
      gaps.add(24 * today + h);
    }
    LocalDate from = MONDAY.plusDays(today);
    assertThat(onDay(Baseline.unusual(series(counts, gaps), from, Set.of()), from)).isEmpty();
    assertThat(onDay(Baseline.unusual(series(counts, Set.of()), from, Set.of(from)), from))
        .isEmpty();
    assertThat(onDay(Baseline.unusual(series(counts, Set.of()), from, Set.of()), from))
        .hasSizeGreaterThan(8)
        .allMatch(u -> !u.more() && u.amount().equals(Amount.FEW));
    // Too few examples: nothing is said.
    Set<LocalDate> before = new HashSet<>();
    for (int week = 1; week <= Baseline.WEEKS - Baseline.FEWEST + 1; week++) {
      before.add(from.minusWeeks(week));
    }
    assertThat(onDay(Baseline.unusual(series(counts, Set.of()), from, before), from)).isEmpty();
  }

  private static List<Unusual> onDay(List<Unusual> found, LocalDate day) {
    return found.stream()
        .filter(u -> LocalDate.ofInstant(u.at(), ZoneOffset.UTC).equals(day))
        .collect(Collectors.toList());
  }

  public static void main(String[] args) {
    for (double peak : new double[] {10, 60, 400, 2000}) {
      for (double dispersion : new double[] {1, 3, 6}) {
        Rate wrong = falseAlarms(peak, dispersion, 400, 11);
        System.out.printf(
            "peak %5.0f dispersion %.0f: false alarms %d of %d hours, %.4f %%",
            peak, dispersion, wrong.found(), wrong.hours(), 100 * wrong.share());
        for (double factor : new double[] {1.3, 1.5, 2, 0.5, 0}) {
          Rate right = detected(peak, dispersion, 300, mean -> factor * mean, 12);
          System.out.printf(" | x%.1f %.1f %%", factor, 100 * right.share());
        }
        System.out.println();
      }
    }
  }
}
