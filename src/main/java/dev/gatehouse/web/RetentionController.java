package dev.gatehouse.web;

import dev.gatehouse.demo.Deployment;
import dev.gatehouse.retention.Kept;
import dev.gatehouse.retention.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** How long what is kept, for anybody, also those who only pass by; no log-in is asked for. */
@RestController
@ConditionalOnWebApplication
class RetentionController {
  private static final Duration REPORTED = Duration.ofDays(30);

  private final Retention retention;
  private final Deployment deployment;
  private final Clock clock = Clock.systemUTC();

  RetentionController(Retention retention, Deployment deployment) {
    this.retention = retention;
    this.deployment = deployment;
  }

  /**
   * @param seconds how long it is kept
   * @param deleted pieces in the last 30 days
   */
  record KindView(String kind, String what, long seconds, String time, long deleted) {}

  /**
   * @param lastRun when what was too old was deleted; the job runs once a minute
   */
  record RetentionView(
      List<KindView> kinds, @Nullable Instant lastRun, Map<String, String> failures) {}

  @GetMapping("/api/retention")
  RetentionView retention() {
    Instant now = clock.instant();
    Map<String, Retention.Deleted> deleted = retention.deleted(now.minus(REPORTED), now);
    return new RetentionView(
        retention.schedule().stream()
            .map(
                kept ->
                    new KindView(
                        kept.kind(),
                        kept.what(),
                        kept.time().toSeconds(),
                        kept.timeInWords(),
                        Objects.requireNonNull(deleted.get(kept.kind())).pieces()))
            .toList(),
        retention.lastRun().map(Retention.Run::at).orElse(null),
        retention.lastRun().map(Retention.Run::failures).orElse(Map.of()));
  }

  /** The same as a page of its own, which needs no script and prints well. */
  @GetMapping(path = "/retention", produces = "text/html;charset=UTF-8")
  String page() {
    var rows = new StringBuilder();
    for (Kept kept : retention.schedule()) {
      rows.append("<tr><th scope=\"row\">")
          .append(HtmlUtils.htmlEscape(kept.kind().replace('-', ' ')))
          .append("</th><td>")
          .append(HtmlUtils.htmlEscape(kept.what()))
          .append("</td><td>")
          .append(kept.timeInWords())
          .append("</td></tr>\n");
    }
    String name = HtmlUtils.htmlEscape(deployment.name());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>How long %s keeps what</title>
    <link rel="stylesheet" href="/public.css">
    </head>
    <body>
    <main>
    <h1>How long %s keeps what</h1>
    <p>Cameras of this site run on Gatehouse. Only people who enrolled and agreed can be recognised;
    everyone else is counted and described, never identified. What is older than this is deleted by a
    job that runs every minute.</p>
    <table>
    <thead><tr><th>Kind</th><th>What it is</th><th>Kept for</th></tr></thead>
    <tbody>
    %s</tbody>
    </table>
    <p>A member's name, template and consent are kept until the member has them erased, which takes
    effect at once.</p>
    </main>
    </body>
    </html>
    """
        .formatted(name, name, rows);
  }
}
