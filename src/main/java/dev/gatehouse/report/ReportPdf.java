package dev.gatehouse.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.util.XRLog;
import dev.gatehouse.inference.ModelManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Prints the page of a report as PDF, tagged for screen readers (PDF/UA). Thread-safe. */
final class ReportPdf {
  /** The family that the page's style names first; no browser has it. */
  private static final String FAMILY = "report";

  private final byte[] regular;
  private final byte[] bold;

  static {
    XRLog.setLoggingEnabled(false);
  }

  private ReportPdf(byte[] regular, byte[] bold) {
    this.regular = regular;
    this.bold = bold;
  }

  static ReportPdf with(ModelManifest manifest) {
    return new ReportPdf(manifest.load("report-font"), manifest.load("report-font-bold"));
  }

  /**
   * @param page well-formed XML without anything outside of it
   */
  void print(String page, OutputStream out) throws IOException {
    try (var svg = new BatikSVGDrawer()) {
      var pdf = new PdfRendererBuilder();
      pdf.useFont(() -> new ByteArrayInputStream(regular), FAMILY, 400, FontStyle.NORMAL, true);
      pdf.useFont(() -> new ByteArrayInputStream(bold), FAMILY, 700, FontStyle.NORMAL, true);
      pdf.useSVGDrawer(svg);
      pdf.usePdfUaAccessibility(true);
      pdf.withProducer("Gatehouse");
      pdf.withHtmlContent(page, null);
      pdf.toStream(out);
      pdf.run();
    }
  }
}
