package dev.gatehouse.statistics;

import java.time.Instant;

/**
 * One hour of the clocks on a site.
 *
 * @param at its beginning; a day on which clocks are set back has 25 of them
 * @param hour 0 to 23, as the clocks showed
 */
public record Hour(Instant at, int hour, Amount amount) {}
