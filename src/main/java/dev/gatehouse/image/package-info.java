/** Pictures in native memory, boxes and the geometry between them. Framework-free. */
@NullMarked
package dev.gatehouse.image;

import org.jspecify.annotations.NullMarked;
