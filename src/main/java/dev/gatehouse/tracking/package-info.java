/** From boxes in frames to tracks over time. Framework-free. */
@NullMarked
package dev.gatehouse.tracking;

import org.jspecify.annotations.NullMarked;
