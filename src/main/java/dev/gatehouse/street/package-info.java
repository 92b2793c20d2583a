/** A street camera: zones, lines, counts, observations and statistics. */
@NullMarked
package dev.gatehouse.street;

import org.jspecify.annotations.NullMarked;
