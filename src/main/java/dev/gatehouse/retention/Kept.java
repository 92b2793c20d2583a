package dev.gatehouse.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A kind of data that is kept for a time. A module that stores something about people, or counts
 * them, has a bean of this type for each kind, so that it is on the schedule that anyone can read
 * and its time is kept to.
 *
 * @param kind short, in small letters and hyphens, such as "decisions"
 * @param what it is, for those whom it is about
 * @param time how long it is kept
 * @param delete deletes what is older than an instant; says how many pieces that were
 */
public record Kept(String kind, String what, Duration time, ToIntFunction<Instant> delete) {
  public Kept {
    if (!kind.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException("'" + kind + "': use small letters and hyphens");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "gatehouse.retention." + kind + " must be longer than nothing, not " + time);
    }
  }

  /** The time in the largest unit in which it is whole: "10 minutes". */
  public String timeInWords() {
    long seconds = time.toSeconds();
    for (Map.Entry<String, Long> unit :
        List.of(Map.entry("day", 86_400L), Map.entry("hour", 3_600L), Map.entry("minute", 60L))) {
      if (seconds % unit.getValue() == 0 && seconds > 0) {
        long count = seconds / unit.getValue();
        return count + " " + unit.getKey() + (count == 1 ? "" : "s");
      }
    }
    return seconds + (seconds == 1 ? " second" : " seconds");
  }
}
