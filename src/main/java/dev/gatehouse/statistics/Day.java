package dev.gatehouse.statistics;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * One day of one series, such that nothing can be worked out of the hours that are hidden.
 *
 * <p>An hour is shown if it counts five or more. The total says no more than leaves each hidden
 * hour anything from 0 to 4, for somebody who knows this rule and sees all that is shown. With n
 * hidden hours that add up to S:
 *
 * <ul>
 *   <li>n is 1 or 2, or the day is not over: nothing is told of S, and the total is the range of
 *       all that it could be;
 *   <li>S is under five, as at night: S is told to be 0 to 4;
 *   <li>S is 4 (n - 1) or more: S is told to be from that to 4 n;
 *   <li>else the total is exact.
 * </ul>
 *
 * In each case a hidden hour may be 0, the others making up for it, and may be 4. It is the total
 * that gives way, never an hour that was shown before, so that nothing is gained by having looked
 * earlier. Whatever else is told (weeks, flows, trends, what is unusual) is worked out of days like
 * this one and nothing else.
 *
 * @param hours in their order; 23 to 25, fewer of a day that is not over
 * @param low least that the total can be
 * @param high most that it can be; the same: it is exact
 * @param missing hours of which nothing is known; they are not in the total
 */
public record Day(LocalDate day, List<Hour> hours, long low, long high, int missing) {
  private static final int MOST_HIDDEN = Amount.SMALLEST - 1;

  public Day {
    hours = List.copyOf(hours);
  }

  /** An hour as it was counted; this does not leave the package. */
  record Counted(java.time.Instant at, int hour, long count, boolean known) {}

  /**
   * @param over whether the day has ended; before, its total is not told but as a range
   */
  static Day of(LocalDate day, List<Counted> counted, boolean over) {
    List<Hour> hours = new ArrayList<>();
    long shown = 0;
    long hidden = 0;
    int few = 0;
    int missing = 0;
    for (Counted one : counted) {
      Amount amount = one.known() ? Amount.of(one.count()) : Amount.GAP;
      hours.add(new Hour(one.at(), one.hour(), amount));
      switch (amount) {
        case Amount.Known known -> shown += known.count();
        case Amount.Few _ -> {
          few++;
          hidden += one.count();
        }
        case Amount.Gap _ -> missing++;
      }
    }
    long most = (long) MOST_HIDDEN * few;
    long low = 0;
    long high = most;
    if (few > 2 && over) {
      if (hidden <= MOST_HIDDEN) {
        high = MOST_HIDDEN;
      } else if (hidden >= most - MOST_HIDDEN) {
        low = most - MOST_HIDDEN;
      } else {
        low = hidden;
        high = hidden;
      }
    }
    return new Day(day, hours, shown + low, shown + high, missing);
  }

  public boolean exact() {
    return low == high;
  }

  /** Whether nothing is known of any of its hours. */
  public boolean isGap() {
    return missing == hours.size();
  }
}
