package dev.gatehouse.trail;

import dev.gatehouse.site.Position;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody in one frame of a camera, without saying who.
 *
 * @param camera id of a door or a street camera
 * @param place of the camera, as in the grants
 * @param track within the camera
 * @param position on a plan
 * @param at when, by the clock that all cameras share
 */
record Sighting(String camera, String place, long track, Optional<Position> position, Instant at) {}
