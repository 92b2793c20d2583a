package dev.gatehouse.report;

import java.time.Instant;

/**
 * What a report is to say.
 *
 * @param from begin of the time of which erasures, deletions and the use of the audit log are told
 * @param to its end, exclusive
 * @param names whether members, owners of vehicles and those who recorded consent are named; else
 *     members are told by their random ids
 */
public record ReportRequest(Instant from, Instant to, boolean names) {
  public ReportRequest {
    if (!from.isBefore(to)) {
      throw new ReportException("The report would begin at " + from + " and end at " + to);
    }
  }
}
