package dev.gatehouse.statistics;

import java.time.Instant;

/**
 * An hour that was not as such hours are.
 *
 * @param series its id
 * @param more whether there were more than usual; else fewer
 * @param usual the median of such hours
 * @param low what such hours seldom fall below
 * @param high what such hours seldom exceed
 */
public record Unusual(
    String series,
    Instant at,
    Amount amount,
    boolean more,
    double usual,
    double low,
    double high) {}
