package dev.gatehouse.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What a report is to say.
 *
 * @param from begin of the time of which erasures, deletions and the use of the audit log are told
 * @param to its end, exclusive
 * @param names whether members, owners of vehicles and those who recorded consent are named; else
 *     members are told by their random ids
 */
public record ReportRequest(Instant from, Instant to, boolean names) {
  private static final Duration YEAR = Duration.ofDays(365);

  public ReportRequest {
    if (!from.isBefore(to)) {
      throw new ReportException("The report would begin at " + from + " and end at " + to);
    }
  }

  /**
   * Of whole days in UTC.
   *
   * @param first a year before the end where it is absent
   * @param last this moment where it is absent
   * @throws ReportException if the first is after the last
   */
  public static ReportRequest days(
      Optional<LocalDate> first, Optional<LocalDate> last, boolean names, Clock clock) {
    Instant to = last.map(day -> begin(day.plusDays(1))).orElseGet(clock::instant);
    Instant from = first.map(ReportRequest::begin).orElseGet(() -> to.minus(YEAR));
    return new ReportRequest(from, to, names);
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
