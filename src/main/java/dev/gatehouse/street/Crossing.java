package dev.gatehouse.street;

import java.time.Instant;

/**
 * A track went over a line.
 *
 * @param line id of the {@link CountingLine}
 * @param forward its direction
 */
public record Crossing(String line, boolean forward, Instant at) {}
