package dev.gatehouse.kiosk;

import java.util.Optional;

/**
 * How a kiosk is doing.
 *
 * @param screens how many show it now; without one nothing is analysed
 * @param pictures shown since the start
 * @param analysed pictures in which faces were looked for
 * @param dropped pictures for whose analysis there was no time
 * @param analysisMillis what one takes, as measured lately
 * @param failures of the analysis
 * @param problem why it cannot analyse; empty while it can
 */
public record KioskHealth(
    int screens,
    long pictures,
    long analysed,
    long dropped,
    double analysisMillis,
    long failures,
    Optional<String> problem) {}
