/**
 * Tells a person before a camera from a picture, film or mask of one: presentation attack detection
 * (ISO/IEC 30107), by what the frames show and, where it is asked for, by a challenge. It knows
 * nothing of members. Framework-free.
 */
@NullMarked
package dev.gatehouse.liveness;

import org.jspecify.annotations.NullMarked;
