package dev.gatehouse.kiosk;

import java.util.UUID;

/**
 * A member who agreed to be greeted at the kiosk's place, and was recognised there.
 *
 * @param member their id
 * @param name what they are called
 */
public record Greeting(UUID member, String name) {}
