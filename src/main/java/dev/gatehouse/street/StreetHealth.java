package dev.gatehouse.street;

import java.util.Optional;

/**
 * How the analysis of a street camera is doing.
 *
 * @param analysed frames since it started
 * @param skipped of these, frames in which nothing had to be looked at
 * @param gateSaving share of the detector's work, 0 to 1, that the motion gate has saved since the
 *     start
 * @param detectorForm int8, float32 or published
 * @param detectorMillis lately, per frame that was looked at
 * @param pipelineMillis lately, per frame
 * @param failures frames whose analysis failed
 * @param lastFailure for people
 */
public record StreetHealth(
    long analysed,
    long skipped,
    double gateSaving,
    String detectorForm,
    double detectorMillis,
    double pipelineMillis,
    long failures,
    Optional<String> lastFailure) {}
