package dev.gatehouse.statistics;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Something that is counted on a site, by days and hours.
 *
 * @param id unique within the site
 * @param name for people, such as "Front door: to Hall"
 * @param kind what its numbers are
 * @param cameras those that it was seen by
 * @param days in their order, without holes
 */
public record Series(String id, String name, Kind kind, Set<String> cameras, List<Day> days) {
  private static final int FEWEST_WEEKS = 4;

  /** What is counted. */
  public enum Kind {
    /** People who went through a door in one direction. */
    DOOR,
    /** Objects of a class that went over a line of a street camera in one direction. */
    LINE,
    /** Objects of a class that a street camera without lines saw go by. */
    OBJECTS,
    /**
     * People in a zone: the mean of the hour, to the nearest five, so that it tells nothing of who
     * came and went. It has no totals.
     */
    PEOPLE;

    public boolean hasTotals() {
      return this != PEOPLE;
    }
  }

  public Series {
    cameras = Set.copyOf(cameras);
    days = List.copyOf(days);
  }

  /** Both days included. */
  Series between(LocalDate from, LocalDate to) {
    return new Series(
        id,
        name,
        kind,
        cameras,
        days.stream().filter(d -> !d.day().isBefore(from) && !d.day().isAfter(to)).toList());
  }

  /**
   * A week from Monday on, as far as its days are there.
   *
   * @param low least that its total can be
   * @param high most that it can be
   * @param missing hours of which nothing is known, those of days that are not there included
   */
  public record Week(LocalDate monday, long low, long high, int missing) {
    /** What stands for it where one number is wanted. */
    public double middle() {
      return (low + high) / 2.0;
    }

    /** Whether a day's worth is missing, so that it cannot be compared. */
    public boolean partial() {
      return missing >= 24;
    }
  }

  public List<Week> weeks() {
    List<Week> weeks = new ArrayList<>();
    for (Day day : days) {
      LocalDate monday = day.day().minusDays(day.day().getDayOfWeek().getValue() - 1L);
      if (weeks.isEmpty() || !weeks.getLast().monday().equals(monday)) {
        weeks.add(new Week(monday, 0, 0, 7 * 24));
      }
      Week week = weeks.removeLast();
      int toCome = Math.max(0, 23 - day.hours().size()); // the shortest day has 23
      weeks.add(
          new Week(
              monday,
              week.low() + day.low(),
              week.high() + day.high(),
              week.missing() - 24 + day.missing() + toCome));
    }
    return weeks;
  }

  /** The hour with the largest count that is shown; the first of several. */
  public Optional<Hour> peak() {
    Hour best = null;
    long most = 0;
    for (Day day : days) {
      for (Hour hour : day.hours()) {
        if (hour.amount() instanceof Amount.Known known && known.count() > most) {
          most = known.count();
          best = hour;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * By how much of its usual total a week exceeds the one before: the median of the slopes between
   * all pairs of whole weeks (Theil and Sen), over their median. Empty before four of them.
   */
  public OptionalDouble trend() {
    List<Week> whole = weeks().stream().filter(w -> !w.partial()).toList();
    if (whole.size() < FEWEST_WEEKS) {
      return OptionalDouble.empty();
    }
    var slopes = new double[whole.size() * (whole.size() - 1) / 2];
    int n = 0;
    for (int i = 0; i < whole.size(); i++) {
      for (int j = i + 1; j < whole.size(); j++) {
        double weeks =
            (whole.get(j).monday().toEpochDay() - whole.get(i).monday().toEpochDay()) / 7.0;
        slopes[n++] = (whole.get(j).middle() - whole.get(i).middle()) / weeks;
      }
    }
    double usual = Baseline.median(whole.stream().mapToDouble(Week::middle).toArray());
    return usual < Amount.SMALLEST
        ? OptionalDouble.empty()
        : OptionalDouble.of(Baseline.median(slopes) / usual);
  }
}
