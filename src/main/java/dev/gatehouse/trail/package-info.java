/**
 * Where members were who agreed to it: visits at cameras, the day map that is drawn of them, and
 * the list of an alarm. Without a grant nothing is written.
 */
@NullMarked
package dev.gatehouse.trail;

import org.jspecify.annotations.NullMarked;
