/**
 * A decision per approach: evidence over frames, liveness, relays. A person who comes to a door is
 * a track; {@link dev.gatehouse.door.Approach} gathers what its frames say until it is enough for
 * one {@link dev.gatehouse.door.Decision}. The door is shut unless a decision opens it.
 */
@NullMarked
package dev.gatehouse.door;

import org.jspecify.annotations.NullMarked;
