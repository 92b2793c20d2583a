/**
 * What stands and moves in a picture: objects, vehicles, plates, pedestrians; described, never
 * identified. Framework-free.
 */
@NullMarked
package dev.gatehouse.scene;

import org.jspecify.annotations.NullMarked;
