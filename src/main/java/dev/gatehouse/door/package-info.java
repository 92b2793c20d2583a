/** A decision per approach: evidence over frames, liveness, relays. */
@NullMarked
package dev.gatehouse.door;

import org.jspecify.annotations.NullMarked;
