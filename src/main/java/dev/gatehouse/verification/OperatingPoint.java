package dev.gatehouse.verification;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A threshold with the false match rate that was measured for it, of the face embedder that comes
 * with Gatehouse.
 *
 * @param fmr false match rate
 * @param threshold similarity from which on two faces count as one person's
 */
record OperatingPoint(double fmr, float threshold) {
  /** Fingerprint of the embedder that was measured. */
  static final String MODEL = "face-embedder:87aacdfe5751";

  static final String SOURCE =
      "LFW, view 1 test: 1,197,943 pairs of single photos of different people"
          + " (gatehouse evaluate verification; docs/faces.md)";

  /** What is taken where nothing else is asked for. */
  static final double STANDARD = 1e-4;

  private static final List<OperatingPoint> MEASURED =
      List.of(
          new OperatingPoint(1e-2, 0.2446f),
          new OperatingPoint(1e-3, 0.3409f),
          new OperatingPoint(1e-4, 0.4187f),
          new OperatingPoint(1e-5, 0.4907f));

  /**
   * @param fmr one that was measured
   * @throws VerificationException if it is none of those, or nothing was measured for the model
   */
  static OperatingPoint at(double fmr, String model) {
    if (!model.equals(MODEL)) {
      throw new VerificationException(
          VerificationException.Kind.WRONG,
          "fmr",
          "This server uses a face model of its own, whose error rates Gatehouse does not know");
    }
    return MEASURED.stream()
        .filter(point -> Math.abs(point.fmr - fmr) <= 1e-3 * point.fmr)
        .findFirst()
        .orElseThrow(
            () ->
                new VerificationException(
                    VerificationException.Kind.WRONG,
                    "fmr",
                    "The false match rate is one of those that were measured: "
                        + MEASURED.stream()
                            .map(point -> Double.toString(point.fmr))
                            .collect(Collectors.joining(", "))));
  }
}
