package dev.gatehouse.interior;

/**
 * Somebody on the plan now; nobody knows who.
 *
 * @param id drawn by chance for a camera's track, and gone with it: it cannot be linked to any
 *     other track, of this camera or another
 * @param x metres of the area
 * @param y likewise
 * @param error metres, one standard deviation
 * @param cameras that see it at this moment
 */
public record Dot(String id, double x, double y, double error, int cameras) {}
