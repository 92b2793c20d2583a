package dev.gatehouse.street;

import java.time.Duration;
import java.time.Instant;

/**
 * A track was in a zone.
 *
 * @param zone id of the {@link Zone}
 * @param dwell how long
 */
public record ZoneStay(String zone, Instant entered, Duration dwell) {}
