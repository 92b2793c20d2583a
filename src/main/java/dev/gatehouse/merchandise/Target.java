package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * To whom and when an item is shown; what is empty does not matter. Where a rule asks for something
 * that is not known of those who stand there, the item is not shown.
 *
 * @param ages any of these
 * @param sexes any of these
 * @param days any of these
 * @param hours within these, every day
 */
public record Target(
    Set<AgeBand> ages, Set<Sex> sexes, Set<DayOfWeek> days, Optional<Hours> hours) {
  /** To everyone, at all times. */
  public static final Target EVERYONE = new Target(Set.of(), Set.of(), Set.of(), Optional.empty());

  public Target {
    ages = Set.copyOf(ages);
    sexes = Set.copyOf(sexes);
    days = Set.copyOf(days);
  }

  /**
   * A time of day.
   *
   * @param from the first minute
   * @param to the first minute after; before {@code from} where it goes over midnight
   */
  public record Hours(LocalTime from, LocalTime to) {
    public Hours {
      if (from.equals(to)) {
        throw new MerchandiseException(
            "hours", "From " + from + " to " + to + " is no time; leave it out for the whole day");
      }
    }

    boolean covers(LocalTime time) {
      return from.isBefore(to)
          ? !time.isBefore(from) && time.isBefore(to)
          : !time.isBefore(from) || time.isBefore(to);
    }
  }

  boolean suits(Context context, ZonedDateTime at) {
    return (ages.isEmpty() || context.age().filter(ages::contains).isPresent())
        && (sexes.isEmpty() || context.sex().filter(sexes::contains).isPresent())
        && (days.isEmpty() || days.contains(at.getDayOfWeek()))
        && hours.map(these -> these.covers(at.toLocalTime())).orElse(true);
  }
}
