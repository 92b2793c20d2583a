package dev.gatehouse.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.statistics.Amount;
import dev.gatehouse.statistics.Day;
import dev.gatehouse.statistics.Flow;
import dev.gatehouse.statistics.Hour;
import dev.gatehouse.statistics.Report;
import dev.gatehouse.statistics.Series;
import dev.gatehouse.statistics.SiteStatistics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The statistics of a site for anybody, where its owner has switched that on: the last four weeks
 * up to yesterday, as a page without scripts, and as CSV. Whether it is public is looked up each
 * time; the rest is made once in a quarter of an hour.
 */
@RestController
@ConditionalOnWebApplication
class PublicStatisticsController {
  private static final int DAYS = 28;
  private static final Duration FRESH = Duration.ofMinutes(15);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
  private static final int BAR = 20; // units of the drawing
  private static final int HIGH = 120;

  private final SiteStatistics statistics;
  private final Cache<String, Report> reports =
      Caffeine.newBuilder().maximumSize(100).expireAfterWrite(FRESH).build();

  PublicStatisticsController(SiteStatistics statistics) {
    this.statistics = statistics;
  }

  private Report report(String site) {
    if (statistics.published(site).isEmpty()) {
      throw new NotFoundException("There are no public statistics here");
    }
    LocalDate last = statistics.today().minusDays(1);
    return reports.get(
        site + " " + last, _ -> statistics.report(site, last.minusDays(DAYS - 1), last));
  }

  @GetMapping("/public/statistics/{site}/data.csv")
  ResponseEntity<String> csv(@PathVariable String site) {
    Report report = report(site);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_DISPOSITION, StatisticsController.attachment(report, "csv"))
        .body(StatisticsViews.csv(report));
  }

  @GetMapping("/public/statistics/{site}")
  ResponseEntity<String> page(@PathVariable String site) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .body(page(report(site)));
  }

  static String page(Report report) {
    var body = new StringBuilder();
    List<Series> counted = report.series().stream().filter(s -> s.kind().hasTotals()).toList();
    if (counted.isEmpty()) {
      body.append("<p>Nothing has been counted yet.</p>\n");
    }
    for (int i = 0; i < counted.size(); i++) {
      series(counted.get(i), i, body);
    }
    flows(report.flows(), body);
    String name = HtmlUtils.htmlEscape(report.name());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s in figures</title>
    <link rel="stylesheet" href="/public.css">
    </head>
    <body>
    <main>
    <h1>%s in figures</h1>
    <p>Counts from %s to %s (%s). Cameras count who passes; nobody is identified, and no picture is
    kept for this. Groups of fewer than five in an hour are not shown, and totals are given as a range
    wherever an exact number would give such a group away. A hatched bar means that no camera worked
    for a part of the day: what is missing is not counted as zero.</p>
    <p><a href="/public/statistics/%s/data.csv">Download by the hour (CSV)</a> ·
    <a href="/retention">How long what is kept</a></p>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            name,
            name,
            DATE.format(report.from()),
            DATE.format(report.to()),
            HtmlUtils.htmlEscape(report.zone().getId()),
            HtmlUtils.htmlEscape(report.site()),
            body);
  }

  private static void series(Series series, int index, StringBuilder html) {
    String name = HtmlUtils.htmlEscape(series.name());
    html.append("<section>\n<h2>").append(name).append("</h2>\n");
    bars(series, index, html);
    series
        .peak()
        .ifPresent(
            hour ->
                html.append("<p>Busiest hour: ")
                    .append(peak(series, hour))
                    .append(trend(series))
                    .append("</p>\n"));
    html.append("<details>\n<summary>The numbers, by day</summary>\n<table>\n")
        .append("<thead><tr><th>Day</th><th>Total</th><th>Hours not known</th></tr></thead>\n")
        .append("<tbody>\n");
    for (Day day : series.days()) {
      html.append("<tr><th scope=\"row\">")
          .append(DATE.format(day.day()))
          .append("</th><td>")
          .append(day.isGap() ? "not known" : total(day.low(), day.high()))
          .append("</td><td>")
          .append(day.missing())
          .append("</td></tr>\n");
    }
    html.append("</tbody>\n</table>\n</details>\n</section>\n");
  }

  private static String peak(Series series, Hour peak) {
    String when =
        series.days().stream()
            .filter(day -> day.hours().contains(peak))
            .findFirst()
            .map(day -> DATE.format(day.day()) + ", " + peak.hour() + ":00, ")
            .orElse("");
    return when + (peak.amount() instanceof Amount.Known known ? known.count() : "");
  }

  private static String trend(Series series) {
    return series.trend().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT, " · trend %+.0f %% a week", 100 * series.trend().getAsDouble());
  }

  private static String total(long low, long high) {
    return low == high ? Long.toString(low) : low + " to " + high;
  }

  private static void bars(Series series, int index, StringBuilder html) {
    long most = Math.max(1, series.days().stream().mapToLong(Day::high).max().orElse(1));
    int width = BAR * series.days().size();
    html.append(
        "<svg class=\"days\" role=\"img\" viewBox=\"0 -14 %d %d\" aria-label=\"%s\">\n"
            .formatted(width, HIGH + 32, "A bar for each day; the numbers are in the table below"));
    html.append("<defs><pattern id=\"gap-%d\" width=\"6\" height=\"6\"".formatted(index))
        .append(" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">")
        .append("<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" class=\"hatch\"/></pattern></defs>\n");
    html.append("<text x=\"0\" y=\"-3\">%d</text>\n".formatted(most));
    html.append(
        "<line x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"base\"/>\n"
            .formatted(HIGH, width, HIGH));
    for (int i = 0; i < series.days().size(); i++) {
      Day day = series.days().get(i);
      int x = BAR * i + 2;
      if (day.missing() > 0) {
        html.append(
            "<rect x=\"%d\" y=\"0\" width=\"%d\" height=\"%d\" fill=\"url(#gap-%d)\"/>\n"
                .formatted(x, BAR - 4, HIGH, index));
      }
      rect(html, "maybe", x, day.high(), most);
      rect(html, "bar", x, day.low(), most);
      if (i % 7 == 0) {
        html.append(
            "<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x, HIGH + 14, DATE.format(day.day())));
      }
    }
    html.append("</svg>\n");
  }

  private static void rect(StringBuilder html, String kind, int x, long count, long most) {
    double high = (double) HIGH * count / most;
    html.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>\n",
            kind,
            x,
            HIGH - high,
            BAR - 4,
            high));
  }

  private static void flows(List<Flow> flows, StringBuilder html) {
    if (flows.isEmpty()) {
      return;
    }
    html.append("<section>\n<h2>From where to where</h2>\n<table>\n")
        .append("<thead><tr><th>From</th><th>To</th><th>At least</th></tr></thead>\n<tbody>\n");
    flows.stream()
        .sorted((a, b) -> Long.compare(b.least(), a.least()))
        .forEach(
            flow ->
                html.append("<tr><td>")
                    .append(HtmlUtils.htmlEscape(flow.sourceName()))
                    .append("</td><td>")
                    .append(HtmlUtils.htmlEscape(flow.targetName()))
                    .append("</td><td>")
                    .append(flow.least())
                    .append("</td></tr>\n"));
    html.append("</tbody>\n</table>\n</section>\n");
  }
}
