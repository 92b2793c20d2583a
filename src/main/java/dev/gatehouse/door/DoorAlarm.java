package dev.gatehouse.door;

import java.time.Instant;

/**
 * An event: a door can decide nothing and stays shut.
 *
 * @param reason for people
 */
public record DoorAlarm(String door, Instant at, String reason) {}
