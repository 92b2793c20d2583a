package dev.gatehouse.web;

import dev.gatehouse.statistics.Amount;
import dev.gatehouse.statistics.Day;
import dev.gatehouse.statistics.Flow;
import dev.gatehouse.statistics.Hour;
import dev.gatehouse.statistics.Report;
import dev.gatehouse.statistics.Series;
import dev.gatehouse.statistics.Unusual;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports of statistics in JSON and CSV. */
final class StatisticsViews {
  private StatisticsViews() {}

  /**
   * @param count null where it is not shown
   * @param state "shown", "few": 0 to 4, or "gap": not known
   */
  record HourView(Instant at, int hour, @Nullable Long count, String state) {}

  /**
   * @param low least that the total can be; null: there are no totals
   * @param high most that it can be
   */
  record DayView(
      LocalDate day, @Nullable Long low, @Nullable Long high, int missing, List<HourView> hours) {}

  record WeekView(LocalDate monday, long low, long high, int missing) {}

  /**
   * @param trend by how much of its usual total a week exceeds the one before; null: not known
   */
  record SeriesView(
      String id,
      String name,
      String kind,
      List<DayView> days,
      List<WeekView> weeks,
      @Nullable HourView peak,
      @Nullable Double trend) {}

  record UnusualView(
      String series,
      Instant at,
      @Nullable Long count,
      boolean more,
      long usual,
      long low,
      long high) {}

  record NodeView(String id, String name) {}

  record LinkView(String source, String target, long count) {}

  record FlowsView(List<NodeView> nodes, List<LinkView> links) {}

  record ReportView(
      String site,
      String name,
      String zone,
      LocalDate from,
      LocalDate to,
      int smallest,
      List<SeriesView> series,
      FlowsView flows,
      List<UnusualView> unusual,
      Map<LocalDate, String> excluded) {}

  static ReportView view(Report report) {
    return new ReportView(
        report.site(),
        report.name(),
        report.zone().getId(),
        report.from(),
        report.to(),
        Amount.SMALLEST,
        report.series().stream().map(StatisticsViews::series).toList(),
        flows(report),
        report.unusual().stream().map(StatisticsViews::unusual).toList(),
        report.excluded());
  }

  private static SeriesView series(Series series) {
    boolean totals = series.kind().hasTotals();
    return new SeriesView(
        series.id(),
        series.name(),
        series.kind().name(),
        series.days().stream().map(day -> day(day, totals)).toList(),
        totals
            ? series.weeks().stream()
                .map(w -> new WeekView(w.monday(), w.low(), w.high(), w.missing()))
                .toList()
            : List.of(),
        series.peak().map(StatisticsViews::hour).orElse(null),
        totals && series.trend().isPresent() ? series.trend().getAsDouble() : null);
  }

  private static DayView day(Day day, boolean totals) {
    return new DayView(
        day.day(),
        totals ? day.low() : null,
        totals ? day.high() : null,
        day.missing(),
        day.hours().stream().map(StatisticsViews::hour).toList());
  }

  private static HourView hour(Hour hour) {
    return switch (hour.amount()) {
      case Amount.Known known -> new HourView(hour.at(), hour.hour(), known.count(), "shown");
      case Amount.Few _ -> new HourView(hour.at(), hour.hour(), null, "few");
      case Amount.Gap _ -> new HourView(hour.at(), hour.hour(), null, "gap");
    };
  }

  private static UnusualView unusual(Unusual unusual) {
    return new UnusualView(
        unusual.series(),
        unusual.at(),
        unusual.amount() instanceof Amount.Known known ? known.count() : null,
        unusual.more(),
        Math.round(unusual.usual()),
        Math.round(unusual.low()),
        Math.round(unusual.high()));
  }

  private static FlowsView flows(Report report) {
    Map<String, String> nodes = new LinkedHashMap<>();
    List<LinkView> links = new ArrayList<>();
    for (Flow flow : report.flows()) {
      nodes.put(flow.source(), flow.sourceName());
      nodes.put(flow.target(), flow.targetName());
      links.add(new LinkView(flow.source(), flow.target(), flow.least()));
    }
    return new FlowsView(
        nodes.entrySet().stream().map(n -> new NodeView(n.getKey(), n.getValue())).toList(), links);
  }

  /** A line for each hour; what is not shown is "under 5", what is not known is empty. */
  static String csv(Report report) {
    var csv = new StringBuilder("series,name,begins,local time,count\r\n");
    for (Series series : report.series()) {
      for (Day day : series.days()) {
        for (Hour hour : day.hours()) {
          csv.append(StreetStatisticsController.field(series.id()))
              .append(',')
              .append(StreetStatisticsController.field(series.name()))
              .append(',')
              .append(hour.at())
              .append(',')
              .append(day.day())
              .append(' ')
              .append("%02d:00".formatted(hour.hour()))
              .append(',')
              .append(
                  switch (hour.amount()) {
                    case Amount.Known known -> Long.toString(known.count());
                    case Amount.Few _ -> "under " + Amount.SMALLEST;
                    case Amount.Gap _ -> "";
                  })
              .append("\r\n");
        }
      }
    }
    return csv.toString();
  }
}
