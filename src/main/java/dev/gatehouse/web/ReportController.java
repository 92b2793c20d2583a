package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import dev.gatehouse.report.ReportRequest;
import dev.gatehouse.report.Reports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The report for a data protection officer, as a file. */
@RestController
@ConditionalOnWebApplication
class ReportController {
  private final Reports reports;
  private final Clock clock = Clock.systemUTC();

  ReportController(Reports reports) {
    this.reports = reports;
  }

  @GetMapping("/api/report")
  ResponseEntity<byte[]> report(
      @RequestParam(defaultValue = "html") String format,
      @RequestParam(defaultValue = "false") boolean names,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> to,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    if (!format.equals("html") && !format.equals("pdf")) {
      throw new FieldException("format", "'format' must be html or pdf");
    }
    if (names && !caller.may(Right.VIEW_MEMBERS)) {
      throw new AccessDeniedException(
          "Names are for those who may see members; ask for the report with names=false");
    }
    if (from.isPresent() && from.get().isAfter(to.orElseGet(() -> LocalDate.now(clock)))) {
      throw new FieldException("from", "'from' must not be after 'to', or after today");
    }
    ReportRequest request = ReportRequest.days(from, to, names, clock);
    var file = new ByteArrayOutputStream();
    if (format.equals("pdf")) {
      reports.pdf(request, Auditing.actor(caller), file);
    } else {
      file.writeBytes(
          reports.html(request, Auditing.actor(caller)).getBytes(StandardCharsets.UTF_8));
    }
    return ResponseEntity.ok()
        .contentType(
            format.equals("pdf")
                ? MediaType.APPLICATION_PDF
                : new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(
                    "gatehouse-report-"
                        + LocalDate.ofInstant(request.to(), ZoneOffset.UTC)
                        + "."
                        + format)
                .build()
                .toString())
        .body(file.toByteArray());
  }
}
