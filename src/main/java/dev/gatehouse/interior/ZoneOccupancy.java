package dev.gatehouse.interior;

/**
 * How many people are in a zone now.
 *
 * @param zone its id
 * @param people by its doors where it has some, else those that cameras see; never under 0
 * @param visible those that cameras see
 * @param counted whether {@code people} is by doors
 */
public record ZoneOccupancy(String zone, int people, int visible, boolean counted) {}
